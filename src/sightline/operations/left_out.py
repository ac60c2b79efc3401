"""What does not count: events later than the reading's moment, events of activities that nobody declares."""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from sightline.events.features import identifier
from sightline.operations.own import Ask, OwnEvents
from sightline.records.processes import LeftOut

__all__ = ["left_out"]


def left_out(own: OwnEvents, ask: Ask) -> LeftOut:
    """Return how many events of the log do not count, and why; an event that is both counts as later."""
    later, strange = own.later or "FALSE", "FALSE"
    if own.steps.process.activities:
        strange = f"NOT ({later}) AND NOT ({own.steps.own})"
    if later == strange:
        return LeftOut(0, 0)
    wanted = ("activity", "time")
    renamed = own.renamed(wanted)
    source = f'({renamed[0]}) AS "renamed"' if renamed else identifier(own.steps.relation.source)
    select = sqlglot.parse_one(
        f'SELECT COUNT(CASE WHEN {later} THEN 1 END) AS "later", COUNT(CASE WHEN {strange} THEN 1 END) AS "undeclared" '
        f"FROM {source}",
        read="duckdb",
    )
    assert isinstance(select, exp.Select)  # noqa: S101 -- narrows the type
    row = ask(select).to_pylist()[0]
    return LeftOut(row["later"], row["undeclared"])
