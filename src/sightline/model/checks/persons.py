"""Persons: nothing is broken down by a column that names them."""

from __future__ import annotations

from sightline.model.draft import Draft
from sightline.model.names_of_persons import columns_of_persons
from sightline.model.positions import Path

__all__ = ["check_persons"]

_FIX = "Break it down by a unit, a team or a role of five people or more."


def check_persons(draft: Draft) -> None:
    """Say where a metric, a process or a chart is cut by a column that says who somebody is."""
    for name, metric in draft.metrics.items():
        _cut(draft, ("metrics", name, "by"), metric.by, metric.source)
    for name, process in draft.processes.items():
        _cut(draft, ("processes", name, "by"), process.by, process.log)


def _cut(draft: Draft, path: Path, by: tuple[str, ...], source: str | None) -> None:
    persons = columns_of_persons(source, draft.sources, draft.people, draft.work, draft.skills)
    for number, column in enumerate(by):
        if column in persons:
            cause = f"'{column}' names persons, and figures by person are not given out."
            draft.say("SL440", (*path, number), cause, _FIX)
