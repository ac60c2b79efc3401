"""Small logs with attributes, laid in an engine and read as timelines, or made without an engine."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.events.moments import Now
from sightline.events.relations import Relation
from sightline.events.steps import Steps
from sightline.model.declarations import Process
from sightline.operations.timelines import NEVER, Timelines, attribute_columns, timelines
from sightline.periods import Calendar
from tests.measures.conftest import Desk
from tests.operations.logs import KINDS, SCHEMA

CALENDAR = Calendar()
HOUR = 3_600_000_000
DAY = 24 * HOUR


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lay(
    desk: Desk,
    events: Sequence[tuple[str, str, str, Mapping[str, str]]],
    process: Process,
    *,
    as_of: date,
    order: int | None = None,
    **more,
) -> Timelines:
    """Lay events (case, activity, time, attributes) and return their timelines."""
    steps, ask = laid(desk, events, process, as_of=as_of, order=order)
    return timelines(steps, ask, columns=attribute_columns(steps, ("customer_name",)), **more)


def laid(desk, events, process, *, as_of, order=None):
    names = list(dict.fromkeys(name for *_, attributes in events for name in attributes))
    rows = [
        {
            "case": case, "activity": activity, "time": at(when), "start": None, "seq": number,
            "performer": attributes.get("by"), "event_id": str(number), **attributes,
        }
        for number, (case, activity, when, attributes) in enumerate(events)
    ]  # fmt: skip
    if order is not None:
        random.Random(order).shuffle(rows)  # noqa: S311 -- data for tests
    schema = SCHEMA
    for name in names:
        schema = schema.append(pa.field(name, pa.string()))
    path = desk.new() / "log.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    desk.engine.register("log", [path])
    relation = Relation("log", {**KINDS, **dict.fromkeys(names, "text")}, log=True)
    return Steps("p", process, relation, Now(as_of, CALENDAR)), desk.engine.query


def made(
    activities: Sequence[str],
    cases: Sequence[Sequence[tuple[int, int]]],
    *,
    now: int,
    closer: int | None = None,
    attributes: Mapping[str, Sequence[str | None]] | None = None,
) -> Timelines:
    """Return timelines of cases, each a list of (activity number, microseconds); `closer` closes a case."""
    first = np.cumsum([0, *(len(one) for one in cases)]).astype(np.int64)
    flat = [event for one in cases for event in one]
    closed = [next((when for what, when in one if what == closer), NEVER) for one in cases]
    return Timelines(
        "p", np.array([f"c{number}" for number in range(len(cases))], dtype=object), first, tuple(activities),
        np.array([what for what, _ in flat], dtype=np.int64), np.array([when for _, when in flat], dtype=np.int64),
        np.array(closed, dtype=np.int64), now, CALENDAR, True,
        {name: np.array(values, dtype=object) for name, values in (attributes or {}).items()},
    )  # fmt: skip
