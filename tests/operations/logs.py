"""Logs of a few events laid in an engine, as steps of a process that can be asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from sightline.events.moments import Now
from sightline.events.relations import Relation
from sightline.events.steps import Steps
from sightline.model.declarations import Process
from sightline.periods import Calendar
from tests.measures.conftest import Desk
from tests.operations.interpreter import Event, World

KINDS = {"case": "text", "activity": "text", "time": "timestamptz", "start": "timestamptz", "seq": "number",
         "performer": "text", "event_id": "text"}  # fmt: skip
MOMENT = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema([
    ("case", pa.string()), ("activity", pa.string()), ("time", MOMENT), ("start", MOMENT), ("seq", pa.int64()),
    ("performer", pa.string()), ("event_id", pa.string()),
])  # fmt: skip


@dataclass(frozen=True)
class Laid:
    """A log in an engine: the steps of a process over it, how to ask, and the same for the interpreter."""

    steps: Steps
    ask: Callable[[exp.Select], pa.Table]
    world: World
    desk: Desk

    def scans(self, select: exp.Select) -> int:
        return self.desk.engine.scans(select)["log"]


def lay(
    desk: Desk,
    events: Sequence[Event],
    process: Process,
    *,
    as_of: date,
    calendar: Calendar | None = None,
    order: int | None = None,
) -> Laid:
    """Lay events (times local to the calendar's zone) in an engine as the relation `log`, shuffled by `order`."""
    cut = calendar or Calendar()
    rows = [row(event, cut) for event in events]
    if order is not None:
        random.Random(order).shuffle(rows)  # noqa: S311 -- data for tests
    path = desk.new() / "log.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path)
    desk.engine.register("log", [path])
    first = min((event.at.date() for event in events), default=None)
    last = max((event.at.date() for event in events), default=None)
    labels = {event.activity: (event.activity,) for event in events}
    relation = Relation("log", KINDS, log=True, labels=labels, first=first, last=last, bounded=True)
    now = Now(as_of, cut)
    world = World(process, tuple(events), now.local, cut.working)
    return Laid(Steps("p", process, relation, now), desk.engine.query, world, desk)


def row(event: Event, calendar: Calendar) -> dict[str, object]:
    """Return an event as a row of a log."""
    at = event.at.replace(tzinfo=ZoneInfo(calendar.timezone)).astimezone(UTC)
    return {"case": event.case, "activity": event.activity, "time": at, "start": None, "seq": event.seq,
            "performer": event.performer, "event_id": None}  # fmt: skip


def utc(moment: datetime | None, calendar: Calendar) -> datetime | None:
    """Return a local moment of the calendar's zone in UTC."""
    return None if moment is None else moment.replace(tzinfo=ZoneInfo(calendar.timezone)).astimezone(UTC)


def of_case(case: str, *steps: tuple[str, datetime] | tuple[str, datetime, str | None]) -> Iterable[Event]:
    """Yield the events of one case in order."""
    for seq, (activity, at, *who) in enumerate(steps):
        yield Event(case, activity, at, seq, who[0] if who else None)
