"""The demo: an example that `sightline demo` made, marked with its model's hash and a person for each kind of user.

The app signs visitors in as these people without a password, so the mark counts for the marked model alone: put into
another workspace, or left in one whose model has changed since, it means nothing.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

from sightline.errors import SightlineError
from sightline.example.make import is_example
from sightline.workspace import Workspace

__all__ = ["DEMO_MARK", "demo_people", "mark_demo"]

DEMO_MARK = Path(".sightline") / "demo.json"
CAST = {  # kind of user: the role whose first holder stands for it
    "executive": "chief_commercial_officer",
    "strategy_office": "head_of_sales",
    "operations_manager": "operations_manager",
    "line_manager": "service_manager",
    "employee": "service_coordinator",  # a report of the line manager's
    "portfolio_board": "chief_financial_officer",
    "analyst": "credit_analyst",
    "hr_partner": "integration_engineer",
    "auditor": "billing_clerk",
    "works_council": "warehouse_operator",
    "administrator": "integration_engineer",
}

People = Mapping[str, Mapping[str, str]]


def mark_demo(folder: Path) -> None:
    """Mark an example as the demo, with the model and the people that it has now."""
    content = {"model": _model_hash(folder), "people": _cast(folder)}
    mark = folder / DEMO_MARK
    mark.parent.mkdir(exist_ok=True)
    mark.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def demo_people(folder: Path) -> People | None:
    """Return `person`, `name` and `unit` for each kind of user; None where `folder` is not the demo's."""
    try:
        mark = json.loads((folder / DEMO_MARK).read_text(encoding="utf-8"))
        if not is_example(folder) or mark["model"] != _model_hash(folder):
            return None
        return {
            str(kind): {key: str(who[key]) for key in ("person", "name", "unit")}
            for kind, who in dict(mark["people"]).items()
        }
    except (OSError, ValueError, TypeError, KeyError, SightlineError):
        return None


def demo_team(folder: Path, manager: str) -> tuple[str, ...]:
    """Return who reports to a person today in an example, in the order of their ids."""
    rows = _rows(folder / "data" / "people.csv")
    return tuple(sorted({row["person_id"] for row in rows if row["manager_id"] == manager and not row["until"]}))


def _model_hash(folder: Path) -> str:
    return str(Workspace(folder.resolve()).model().hash)


def _cast(folder: Path) -> People:
    """Return for each kind of user somebody who holds its role today, nobody twice."""
    rows = [row for row in _rows(folder / "data" / "people.csv") if not row["until"]]
    names = {row["person_id"]: row["display_name"] for row in _rows(folder / "data" / "person_names.csv")}
    found: dict[str, dict[str, str]] = {}
    for kind, role in CAST.items():
        taken = {who["person"] for who in found.values()}
        above = found["line_manager"]["person"] if kind == "employee" else None
        fitting = (
            row
            for row in rows
            if row["role"] == role and row["person_id"] not in taken and above in {None, row["manager_id"]}
        )
        if (row := next(fitting, None)) is not None:
            person = row["person_id"]
            found[kind] = {"person": person, "name": names[person], "unit": row["unit"]}
    return found


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
