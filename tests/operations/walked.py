"""A process walked event by event in plain Python: what its map, variants and times must be."""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.events.moments import Now
from sightline.events.relations import Relation
from sightline.events.steps import Steps
from sightline.model.declarations import Process
from sightline.operations.processes import ProcessQueries
from sightline.periods import Calendar
from tests.measures.conftest import Desk

KINDS = {"case": "text", "activity": "text", "time": "timestamptz", "start": "timestamptz", "seq": "number",
         "performer": "text"}  # fmt: skip
MOMENT = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema([("case", pa.string()), ("activity", pa.string()), ("time", MOMENT), ("start", MOMENT),
                    ("seq", pa.int64()), ("performer", pa.string())])  # fmt: skip


@dataclass(frozen=True)
class Event:
    case: str
    activity: str
    at: datetime  # UTC
    seq: int
    start: datetime | None = None
    performer: str | None = None

    @property
    def begin(self) -> datetime:
        return self.start or self.at


def lay(
    desk: Desk,
    events: Sequence[Event],
    process: Process,
    *,
    as_of: date,
    calendar: Calendar | None = None,
    seed: int = 1,
    cuts: tuple[str, ...] | None = None,
) -> ProcessQueries:
    """Lay events in an engine, shuffled, and return what can be asked of the process over them.

    With `cuts` they lie in order, and the log is cut at these cases.
    """
    rows = [{"case": e.case, "activity": e.activity, "time": e.at, "start": e.start, "seq": e.seq,
             "performer": e.performer} for e in events]  # fmt: skip
    random.Random(seed).shuffle(rows)  # noqa: S311 -- data for tests
    if cuts is not None:
        rows.sort(key=lambda row: (row["case"], row["time"], row["seq"]))
    path = desk.new() / "log.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path, row_group_size=2048)
    desk.engine.register("log", [path])
    labels: dict[str, tuple[str, ...]] = {}
    for one in sorted({event.activity for event in events}):
        labels[one.lower()] = (*labels.get(one.lower(), ()), one)
    days = sorted(event.at.date() for event in events)
    ends = {"first": days[0] - timedelta(days=1), "last": days[-1] + timedelta(days=1)} if days else {}
    relation = Relation("log", KINDS, log=True, labels=labels, bounded=bool(days), cuts=cuts, **ends)
    return ProcessQueries(Steps("p", process, relation, Now(as_of, calendar or Calendar())), desk.engine.query)


def seconds(start: datetime, end: datetime) -> float:
    return (end - start) / timedelta(seconds=1)


class Walked:
    """The process over its events, in plain Python."""

    def __init__(self, events: Sequence[Event], process: Process, *, as_of: date, calendar: Calendar | None = None):
        self.calendar = calendar or Calendar()
        self.process = process
        self.now = self.calendar.instant(as_of + timedelta(days=1))
        declared = {one.as_ or name: name for name, one in process.activities.items()}
        self.cases: dict[str, list[Event]] = defaultdict(list)
        for event in sorted(events, key=lambda e: (e.case, e.at, e.seq)):
            name = declared.get(event.activity) if declared else event.activity.lower()
            if name is not None and event.at < self.now:
                moved = Event(event.case, name, event.at, event.seq, event.start, event.performer)
                self.cases[event.case].append(moved)
        self.events = [event for case in self.cases.values() for event in case]

    def pairs(self) -> Iterator[tuple[Event, Event]]:
        for case in self.cases.values():
            yield from itertools.pairwise(case)

    def edges(self) -> dict[tuple[str, str], tuple[int, int, float, float]]:
        waits: dict[tuple[str, str], list[float]] = defaultdict(list)
        cases: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one, other in self.pairs():
            waits[one.activity, other.activity].append(max(seconds(one.at, other.begin), 0))
            cases[one.activity, other.activity].add(one.case)
        return {
            pair: (len(found), len(cases[pair]), float(np.percentile(found, 50)), float(np.percentile(found, 90)))
            for pair, found in waits.items()
        }

    def nodes(self) -> dict[str, tuple[int, int, int, int]]:
        done = Counter(event.activity for event in self.events)
        begins = Counter(case[0].activity for case in self.cases.values())
        ends = Counter(case[-1].activity for case in self.cases.values())
        in_cases = Counter(one for case in self.cases.values() for one in {event.activity for event in case})
        return {one: (count, in_cases[one], begins[one], ends[one]) for one, count in done.items()}

    def lasted(self, case: str) -> float | None:
        events = self.cases[case]
        begun = min(event.begin for event in events)
        closers = {*self.process.chain[-1:], *self.process.ends}
        if not closers:
            return seconds(begun, events[-1].at)
        closing = [event.at for event in events if event.activity in closers]
        return seconds(begun, closing[0]) if closing else None

    def variants(self) -> list[tuple[tuple[str, ...], int, float | None]]:
        found: dict[tuple[str, ...], list[float | None]] = defaultdict(list)
        for name, case in self.cases.items():
            found[tuple(event.activity for event in case)].append(self.lasted(name))
        rows = []
        for one, lasted in found.items():
            closed = [each for each in lasted if each is not None]
            rows.append((one, len(lasted), median(closed) if closed else None))
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    def rework(self) -> dict[str, tuple[int, float, int, int]]:
        found = {}
        for one in {event.activity for event in self.events}:
            counts = [sum(event.activity == one for event in case) for case in self.cases.values()]
            again, done = sum(count > 1 for count in counts), sum(count > 0 for count in counts)
            at_once = sum(a.activity == b.activity == one for a, b in self.pairs())
            if again:
                found[one] = (again, again / done, sum(count - 1 for count in counts if count), at_once)
        return found

    def handovers(self) -> dict[tuple[str, str], tuple[int, int, float | None, float | None]]:
        waits: dict[tuple[str, str], list[tuple[bool, float]]] = defaultdict(list)
        for one, other in self.pairs():
            if one.performer is not None and other.performer is not None:
                wait = max(seconds(one.at, other.begin), 0)
                waits[one.activity, other.activity].append((one.performer != other.performer, wait))
        found = {}
        for pair, each in waits.items():
            passed, same = ([wait for differ, wait in each if differ is kind] for kind in (True, False))
            middle = [median(one) if one else None for one in (passed, same)]
            found[pair] = (len(each), len(passed), *middle)
        return found

    def waiting(self) -> dict[str, tuple[int, float, float, float | None, float | None, float]]:
        busy = self._busy()
        sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * 6)
        for one, other in self.pairs():
            total = max(seconds(one.at, other.begin), 0)
            worked = min(max(self._clock(other.begin) - self._clock(one.at), 0), total)
            queue = handover = 0.0
            if other.performer is not None:
                until = busy.get((other.case, other.at, other.seq))
                if until is not None:
                    until = min(self._clock(until), self._clock(other.begin))
                    queue = min(max(until - self._clock(one.at), 0), worked)
                if one.performer is not None and one.performer != other.performer:
                    handover = worked - queue
            row = sums[other.activity]
            parts = (1, total, total - worked, queue, handover, other.performer is not None)
            for at, part in enumerate(parts):
                row[at] += part
        return {
            name: (int(count), total, closed, queue if known else None, handover if known else None,
                   total - closed - queue - handover)
            for name, (count, total, closed, queue, handover, known) in sums.items()
        }  # fmt: skip

    def _busy(self) -> dict[tuple[str, datetime, int], datetime]:
        """Return for each event when its performer's event before it was."""
        last: dict[str, datetime] = {}
        found = {}
        for event in sorted(self.events, key=lambda e: (e.at, e.case, e.seq)):
            if event.performer is not None:
                if event.performer in last:
                    found[event.case, event.at, event.seq] = last[event.performer]
                last[event.performer] = event.at
        return found

    def _clock(self, moment: datetime) -> float:
        local = moment.astimezone(ZoneInfo(self.calendar.timezone)).replace(tzinfo=None)
        return self.calendar.working.us(local) / 1_000_000


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
