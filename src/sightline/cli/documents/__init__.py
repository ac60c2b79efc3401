"""The JSON document of each command, and the JSON Schema that says what stands in it.

One declaration per document gives the order of the CSV columns, the schema and the check in the tests. An option that
changes what a command lists has a document of its own: `whatif-reach` is that of `whatif --reach`. A document changes
only with the major version of Sightline.
"""

from __future__ import annotations

from collections.abc import Mapping

from sightline.cli.documents.ahead import EFFECTS, LEVERS, SIGHT, SUGGESTIONS, WHATIF, WHY
from sightline.cli.documents.alignment import ALIGN
from sightline.cli.documents.care import RETENTION
from sightline.cli.documents.controls import CONTROLS
from sightline.cli.documents.developing import ASSIGN, CAPABILITIES, CAREERS, LEARNING, NEEDS, STAYS
from sightline.cli.documents.deviations import DEVIATIONS
from sightline.cli.documents.evidence import EVIDENCE
from sightline.cli.documents.form import Document, Field
from sightline.cli.documents.ingest import INGEST
from sightline.cli.documents.people import MISFITS, PEOPLE
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
from sightline.cli.documents.reviews import PACKS, REVIEW
from sightline.cli.documents.roles import AGREE, ROLES

__all__ = [
    "AGREE",
    "ALIGN",
    "ASSIGN",
    "CALIBRATION",
    "CAPABILITIES",
    "CAREERS",
    "CHECK",
    "CONTROLS",
    "DEADLINES",
    "DEVIATIONS",
    "DOCTOR",
    "DOCUMENTS",
    "EFFECTS",
    "EVIDENCE",
    "GOALS",
    "HANDOVERS",
    "INGEST",
    "LEARNING",
    "LEVERS",
    "MAP",
    "MEASURE",
    "MISFITS",
    "NEEDS",
    "PACKS",
    "PEOPLE",
    "PORTFOLIO",
    "PROCESS",
    "PROMISES",
    "RETENTION",
    "REVIEW",
    "REWORK",
    "ROLES",
    "RULES",
    "SIGHT",
    "STATUSES",
    "STAYS",
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
        VARIANTS, TIMES, REWORK, HANDOVERS, WAITING, RULES, DEADLINES, DEVIATIONS, CONTROLS, PORTFOLIO,
        PROMISES, REVIEW, PACKS, ROLES, AGREE, ALIGN, ASSIGN, CAPABILITIES, NEEDS, CAREERS, LEARNING, STAYS,
        PEOPLE, MISFITS, EVIDENCE, DOCTOR, RETENTION, INGEST,
    )
}  # fmt: skip
