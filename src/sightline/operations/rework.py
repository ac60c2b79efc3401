"""Rework: activities that are done again in the same case."""

from __future__ import annotations

from sightline.operations.own import STEP, Ask, OwnEvents
from sightline.records.processes import Rework

__all__ = ["rework"]


def rework(own: OwnEvents, ask: Ask) -> tuple[Rework, ...]:
    """Return the activities that were done again in a case, those with the most extra times first, ties by name."""
    if not own.activities:
        return ()
    before = f'SELECT "case", "step", {own.before(STEP)} AS "before" FROM {{below}}'
    each = (
        'SELECT "step", COUNT(*) AS "times", COUNT(CASE WHEN "before" = "step" THEN 1 END) AS "at_once" FROM {below} '
        'GROUP BY "case", "step"'
    )
    counted = (
        'SELECT "step", COUNT(*) AS "cases", COUNT(CASE WHEN "times" > 1 THEN 1 END) AS "again", '
        'SUM("times" - 1) AS "extra", SUM("at_once") AS "at_once" FROM {below} GROUP BY "step"'
    )
    rows = ask(own.query(["case", "step", "us", "seq"], [before, each, counted], ordered=True)).to_pylist()
    found = [
        Rework(own.activities[row["step"]], row["again"], row["again"] / row["cases"], row["extra"], row["at_once"])
        for row in rows
        if row["again"]
    ]
    return tuple(sorted(found, key=lambda one: (-one.extra, one.activity)))
