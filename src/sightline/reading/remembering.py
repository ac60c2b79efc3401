"""The last complete reading, remembered: which facts it rested on, so that its answers are found on the shelf again.

A log that is live changes with every event, and what was asked of it before is no answer any more. After a restart the
last complete reading is shown at once, out of its answers, while a new one is made. Nothing of it is computed anew, and
no event is read.

Beside it stands what each metric was when a period of it was over first: where late events have changed that since, the
period is revised.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sightline.engines import Engine
from sightline.facts import Landed, Progress, Rejects
from sightline.measures.answers import Answers, Facts
from sightline.measures.shelf import Shelf
from sightline.model.model import Model
from sightline.reading.asking import Reading
from sightline.workspace import Workspace

__all__ = ["first_closed", "recalled", "remember"]

_FILE = "last.json"
_VERSION = 1  # of what is written
_UNUSED_SECONDS = 24 * 3_600
_CLOSED = 24  # periods of each metric of which it is known what they were first
Closed = dict[str, dict[str, float]]


def remember(reading: Reading) -> None:
    """Remember a reading as the last complete one, and let go of answers that none has asked for since a day.

    A folder that cannot be written remembers nothing; the next start is then slower.
    """
    folder = reading.workspace.state / "readings"
    said = {
        "version": _VERSION,
        "model": reading.model.hash,
        "day": reading.last_day.isoformat(),
        "at": reading.at.isoformat() if reading.at is not None else None,
        "landed": {name: asdict(one) for name, one in reading.landed().items()},
        "closed": _closed(reading),
    }
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(said, file, default=str)
            Path(name).replace(folder / _FILE)
        finally:
            Path(name).unlink(missing_ok=True)
        Shelf(folder).sweep(unused_seconds=_UNUSED_SECONDS)


def first_closed(workspace: Workspace, model: Model) -> Closed:
    """Return what each metric was, by label of the period, when readings of this model first found the period over."""
    try:
        said = json.loads((workspace.state / "readings" / _FILE).read_text("utf-8"))
        if said["version"] != _VERSION or said["model"] != model.hash:
            return {}
        return {
            metric: {str(label): float(value) for label, value in of.items()} for metric, of in said["closed"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _closed(reading: Reading) -> Closed:
    """Return the same with the periods that this reading finds over."""
    known, found = first_closed(reading.workspace, reading.model), dict[str, dict[str, float]]()
    for row in reading.measure().rows():
        if row["value"] is not None and row["end"] - timedelta(days=1) <= reading.whole_day:
            first = known.get(row["metric"], {}).get(row["period"], row["value"])
            found.setdefault(row["metric"], {})[row["period"]] = first
    return {metric: dict(list(of.items())[-_CLOSED:]) for metric, of in found.items()}


def recalled(
    workspace: Workspace, model: Model, *, progress: Progress | None = None, engine: Engine | None = None
) -> Reading | None:
    """Return the last complete reading of this model; None where there is none, or what is written is of no use.

    What it has not been asked before is asked of the facts as they were; so all of their files have to be there.
    """
    try:
        said = json.loads((workspace.state / "readings" / _FILE).read_text("utf-8"))
        if said["version"] != _VERSION or said["model"] != model.hash:
            return None
        day = date.fromisoformat(said["day"])
        at = datetime.fromisoformat(said["at"]) if said["at"] is not None else None
        landed = {name: _landed(one) for name, one in said["landed"].items() if name in model.sources}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not all(file.exists() for one in landed.values() for file in one.files):
        return None
    facts = Facts(workspace, model, progress, dict(landed))
    answers = Answers(facts, Shelf(workspace.state / "readings"), engine)
    return Reading(workspace, model, day, answers, at)


def _landed(said: Mapping[str, Any]) -> Landed:
    rejects = said["rejects"]
    file = rejects["file"]
    fresh = said["fresh_at"]
    return Landed(
        **{
            **said,
            "files": tuple(Path(one) for one in said["files"]),
            "rejects": Rejects(**{**rejects, "file": None if file is None else Path(file)}),
            "fresh_at": None if fresh is None else datetime.fromisoformat(fresh),
            "notes": tuple(said["notes"]),
            "beside": {name: Path(one) for name, one in said["beside"].items()},
        }
    )
