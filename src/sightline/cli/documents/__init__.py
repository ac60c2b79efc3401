"""The JSON document of each command, and the JSON Schema that says what stands in it.

One declaration per document gives the order of the CSV columns, the schema and the check in the tests. An option that
changes what a command lists has a document of its own: `whatif-reach` is that of `whatif --reach`. A document changes
only with the major version of Sightline.
"""

from __future__ import annotations

from collections.abc import Mapping

from sightline.cli.documents.ahead import EFFECTS, LEVERS, SIGHT, SUGGESTIONS, WHATIF, WHY
from sightline.cli.documents.care import RETENTION
from sightline.cli.documents.controls import CONTROLS
from sightline.cli.documents.deviations import DEVIATIONS
from sightline.cli.documents.form import Document, Field
from sightline.cli.documents.ingest import INGEST
from sightline.cli.documents.portfolio import PORTFOLIO, PROMISES
from sightline.cli.documents.present import CALIBRATION, CHECK, DOCTOR, GOALS, MEASURE, STATUSES
from sightline.cli.documents.processes import (
    DEADLINES,
    HANDOVERS,
    MAP,
    PROCESS,
    REWORK,
    RULES,
    TIMES,
    VARIANTS,
    WAITING,
)

__all__ = [
    "CALIBRATION",
    "CHECK",
    "CONTROLS",
    "DEADLINES",
    "DEVIATIONS",
    "DOCTOR",
    "DOCUMENTS",
    "EFFECTS",
    "GOALS",
    "HANDOVERS",
    "INGEST",
    "LEVERS",
    "MAP",
    "MEASURE",
    "PORTFOLIO",
    "PROCESS",
    "PROMISES",
    "RETENTION",
    "REWORK",
    "RULES",
    "SIGHT",
    "STATUSES",
    "SUGGESTIONS",
    "TIMES",
    "VARIANTS",
    "WAITING",
    "WHATIF",
    "WHY",
    "Document",
    "Field",
]

DOCUMENTS: Mapping[str, Document] = {
    one.command: one
    for one in (
        CHECK, MEASURE, GOALS, CALIBRATION, EFFECTS, SUGGESTIONS, SIGHT, WHY, WHATIF, LEVERS, PROCESS, MAP,
        VARIANTS, TIMES, REWORK, HANDOVERS, WAITING, RULES, DEADLINES, DEVIATIONS, CONTROLS, PORTFOLIO, PROMISES,
        DOCTOR, RETENTION, INGEST,
    )
}  # fmt: skip
