"""The timeline of one case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sightline.errors import UnknownNameError
from sightline.events.features import identifier, text
from sightline.operations.own import Ask, OwnEvents, seconds
from sightline.records.processes import CaseEvent

__all__ = ["timeline"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def timeline(own: OwnEvents, ask: Ask, case: str) -> tuple[CaseEvent, ...]:
    """Return the events of a case in their order, up to the reading's moment.

    `wait_s` runs from the event before to the start of the activity (to its time, where no start is known); the first
    event has none.

    Raises
    ------
    UnknownNameError
        If the process has no such case.
    """
    columns = ["activity", "step", "us"]
    columns += ["begin_us"] if own.starts else []
    columns += ["performer"] if own.performers else []
    chosen = ", ".join(identifier(one) for one in columns)
    listed = f'SELECT {chosen} FROM {{below}} ORDER BY "us", "seq"'
    rows = (
        ask(own.query([*columns, "seq"], [listed], where=f'"case" = {text(case)}')).to_pylist()
        if own.activities
        else []
    )
    if not rows:
        raise UnknownNameError("case", case, (), place=own.steps.place)
    found: list[CaseEvent] = []
    before: int | None = None
    for row in rows:
        wait = None if before is None else max(row.get("begin_us", row["us"]) - before, 0)
        before = row["us"]
        at = _EPOCH + timedelta(microseconds=row["us"])
        step = own.activities[row["step"]]
        found.append(CaseEvent(step, row["activity"], at, row.get("performer"), seconds(wait)))
    return tuple(found)
