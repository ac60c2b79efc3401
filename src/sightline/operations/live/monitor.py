"""The monitor: what became of the rules of a process, kept up with every event and every moment.

It asks the same queries as a batch over the whole log (`case_outcomes`), of the touched cases alone; so stream and
batch cannot differ. Three things touch a case: an event of it; a moment at which something is due in it; a correction
that takes an event out of it. Rules that look across cases (batching) are asked of all that is kept.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Self

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.engines.held import HeldEngine
from sightline.engines.protocol import Options
from sightline.events.moments import Now
from sightline.events.relations import Relation
from sightline.events.steps import Steps
from sightline.model.declarations import Rule
from sightline.operations.live.feeding import KEPT, Feed
from sightline.operations.outcomes import case_outcomes
from sightline.records.live import Change

__all__ = ["Monitor"]

OUTCOMES = ("violated", "pending", "satisfied")
HELD, TOUCHED = "held", "touched"
AGAIN = timedelta(minutes=1)  # a working clock may stand still at the very moment at which something is due
EVICT = timedelta(hours=6)
NOT_APPLICABLE = "not_applicable"
Known = dict[str, tuple[str, datetime | None, datetime | None]]


@dataclass
class Monitor:
    """One process, followed from a moment on; use it as a context manager, from one thread.

    Parameters
    ----------
    feed : Feed
        The process, and its log as it stood.
    kept : timedelta
        How long a closed case without events is kept.
    """

    feed: Feed
    kept: timedelta = KEPT
    row: int = field(init=False)
    _engine: HeldEngine = field(init=False)
    _known: dict[str, Known] = field(default_factory=dict)
    _dues: list[tuple[datetime, str]] = field(default_factory=list)
    _segments: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _old: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    _touched_at: dict[str, datetime] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _evicted_at: datetime | None = None

    def __post_init__(self) -> None:
        self.row = self.feed.row
        self._engine = HeldEngine(Options("live", memory_limit="1GB", threads=1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back what is held."""
        self._engine.close()

    # --- following --------------------------------------------------------------------------------------------------

    def start(self, now: datetime) -> tuple[Change, ...]:
        """Begin with the cases that matter at a moment; returns what stands there as changes from nothing."""
        recent = (
            self._shaped(self.feed.recent(now, kept=self.kept)) if not self.feed.empty else self._schema.empty_table()
        )
        self._engine.hold(HELD, recent)
        cases = pc.unique(recent.column("case")).to_pylist()
        if not self.feed.empty:
            every = {hash(one) for one in self.feed.cases(now).to_pylist()} - {hash(one) for one in cases}
            self._old = np.sort(np.fromiter(every, dtype=np.int64, count=len(every)))
        self._evicted_at = now
        self._wait(recent, now)
        return tuple(self._judged(cases, now, across=True))

    def take(self, events: pa.Table, *, now: datetime) -> tuple[Change, ...]:
        """Take in events of the log in the order in which they came, and judge what they touch.

        Parameters
        ----------
        events : pa.Table
            Of `facts.live.rows.FOLLOWED`, or with its columns `row, case, activity, time, seq, performer, event_id`.
        now : datetime
            The moment, with a zone.
        """
        if not events.num_rows:
            return self.tick(now)
        self.row = max(self.row, pc.max(events.column("row")).as_py())
        rows = self._shaped(events)
        touched = {one for one in pc.unique(rows.column("case")).to_pylist() if one is not None}
        self._recall(touched, now)
        touched |= self._replaced(events)
        if self._gone and "event_id" in rows.column_names:
            rows = rows.filter(pc.invert(pc.is_in(rows.column("event_id"), value_set=pa.array(sorted(self._gone)))))
        self._engine.add(HELD, rows)
        self._wait(rows, now)
        due = self._due(now)
        across = bool(self._across) and (bool(due) or self._batched(rows))
        found = tuple(self._judged(touched | due, now, across=across))
        self._evict(now)
        return found

    def tick(self, now: datetime) -> tuple[Change, ...]:
        """Judge the cases in which something was due by now."""
        due = self._due(now)
        found = tuple(self._judged(due, now, across=bool(self._across))) if due else ()
        self._evict(now)
        return found

    def outcomes(self) -> Iterator[tuple[str, str, str, datetime | None, datetime | None]]:
        """Yield `case, rule, outcome, at, due` of what is kept."""
        for case, rules in self._known.items():
            for rule, (outcome, at, due) in rules.items():
                yield case, rule, outcome, at, due

    # --- what is touched --------------------------------------------------------------------------------------------

    def _recall(self, cases: Iterable[str], now: datetime) -> None:
        """Fetch the history of cases that are not kept."""
        gone = [one for one in cases if one not in self._known and self._is_old(one)]
        if not gone:
            return
        history = self._shaped(self.feed.history(gone, now))
        self._engine.add(HELD, history)
        marks = {hash(one) for one in gone}
        self._old = self._old[~np.isin(self._old, np.fromiter(marks, dtype=np.int64, count=len(marks)))]
        for _ in self._judged(gone, now, across=False):
            pass  # what stood there before is no change

    def _is_old(self, case: str) -> bool:
        mark = hash(case)
        place = int(np.searchsorted(self._old, mark))
        return place < len(self._old) and int(self._old[place]) == mark

    def _replaced(self, events: pa.Table) -> set[str]:
        """Take out events that these correct; return the cases in which they were."""
        if "supersedes" not in events.column_names:
            return set()
        given = events.select(["source", "supersedes"]).filter(pc.is_valid(events.column("supersedes"))).to_pylist()
        names = [f"{one['source']}#{one['supersedes']}" for one in given]
        if not names:
            return set()
        self._gone.update(names)  # also what has not come yet
        found = self._engine.pick(HELD, "event_id", names)
        self._engine.drop(HELD, "event_id", names)
        return set(found.column("case").to_pylist())

    def _wait(self, rows: pa.Table, now: datetime) -> None:
        """Remember cases with events whose time has not come yet."""
        ahead = rows.filter(pc.greater_equal(rows.column("time"), pa.scalar(now, rows.schema.field("time").type)))
        for one in ahead.select(["case", "time"]).to_pylist():
            heapq.heappush(self._dues, (one["time"], one["case"]))

    def _due(self, now: datetime) -> set[str]:
        found: set[str] = set()
        while self._dues and self._dues[0][0] < now:
            found.add(heapq.heappop(self._dues)[1])
        return found

    def _batched(self, rows: pa.Table) -> bool:
        done = {one.batching.activity for one in self._across.values() if one.batching is not None}
        labels = {label for one in done for label in self.feed.steps.labels(one)}
        return bool(labels & set(pc.unique(rows.column("activity").cast(pa.string())).to_pylist()))

    def _evict(self, now: datetime) -> None:
        """Let go of closed cases that have been quiet."""
        if self._evicted_at is not None and now - self._evicted_at < EVICT:
            return
        self._evicted_at = now
        open_ = {case for _, case in self._dues}
        quiet = [
            case for case, at in self._touched_at.items()
            if now - at > self.kept and case not in open_ and self._closed(case)
        ]  # fmt: skip
        if quiet:
            self._engine.drop(HELD, "case", quiet)
            for case in quiet:
                for kept in (self._known, self._touched_at, self._segments):
                    kept.pop(case, None)
            self._old = np.union1d(self._old, np.array([hash(one) for one in quiet], dtype=np.int64))

    def _closed(self, case: str) -> bool:
        return all(outcome != "pending" for outcome, _, _ in self._known.get(case, {}).values())

    # --- judging ----------------------------------------------------------------------------------------------------

    @property
    def _schema(self) -> pa.Schema:
        kinds = {"text": pa.string(), "number": pa.int64(), "timestamptz": pa.timestamp("us", tz="UTC")}
        there = self.feed.steps.relation.columns
        return pa.schema(
            [(one, pa.string() if one not in {"seq", "time"} else kinds[there[one]]) for one in self.feed.columns]
        )

    def _shaped(self, events: pa.Table) -> pa.Table:
        """Return events in the columns that are held."""
        columns = {}
        for one in self._schema:
            position = events.schema.get_field_index(one.name)
            given = pa.nulls(events.num_rows, one.type) if position < 0 else events.column(position).cast(one.type)
            columns[one.name] = given
        found = pa.table(columns, schema=self._schema)
        missing = [name for name in self.feed.dimensions.values() if name not in events.column_names]
        return _from_data(found, events, missing) if missing and "data" in events.column_names else found

    @property
    def _across(self) -> Mapping[str, Rule]:
        return {name: rule for name, rule in self.feed.rules.items() if rule.batching is not None}

    def _judged(self, cases: Iterable[str], now: datetime, *, across: bool) -> Iterator[Change]:
        """Judge cases anew, and give what has changed in them."""
        touched = sorted(cases)
        within = {name: rule for name, rule in self.feed.rules.items() if rule.batching is None}
        if touched:
            events = self._engine.pick(HELD, "case", touched)
            self._engine.hold(TOUCHED, events)
            self._place(events)
            yield from self._changes(within, TOUCHED, touched, now)
        if across and self._across:
            yield from self._changes(self._across, HELD, sorted({*self._known, *touched}), now)

    def _changes(
        self, rules: Mapping[str, Rule], relation: str, cases: Iterable[str], now: datetime
    ) -> Iterator[Change]:
        table = case_outcomes(self._steps(relation, now), rules, self._engine.query, outcome=OUTCOMES)
        after: dict[str, Known] = {}
        for one in table.to_pylist():
            after.setdefault(one["case"], {})[one["rule"]] = (one["outcome"], one["at"], one["due"])
        for case in cases:
            known, found = self._known.setdefault(case, {}), after.get(case, {})
            for rule in rules:
                yield from self._change(case, rule, known, found.get(rule), now)

    def _change(
        self,
        case: str,
        rule: str,
        known: Known,
        found: tuple[str, datetime | None, datetime | None] | None,
        now: datetime,
    ) -> Iterator[Change]:
        before = known.get(rule)
        if found is not None:
            known[rule] = found
            if found[0] == "pending" and found[2] is not None:
                heapq.heappush(self._dues, (max(found[2], now + AGAIN) if found[2] < now else found[2], case))
        elif before is not None:
            del known[rule]
        if before == found:
            return
        outcome, at, due = found if found is not None else (NOT_APPLICABLE, None, None)
        if before is not None and before[0] == outcome == "satisfied":
            return
        yield Change(
            self.feed.steps.name, rule, case, before[0] if before else None, outcome, _utc(at), _utc(due),
            self._segments.get(case, ()), self.row,
        )  # fmt: skip

    def _place(self, events: pa.Table) -> None:
        """Remember where cases belong, and when they were touched last."""
        last = events.group_by("case").aggregate([("time", "max")]).to_pylist()
        for one in last:
            self._touched_at[one["case"]] = one["time_max"]
        for dimension, column in self.feed.dimensions.items():
            for one in events.select(["case", "time", column]).drop_null().sort_by("time").to_pylist():
                self._segments.setdefault(one["case"], ((dimension, one[column]),))

    def _steps(self, relation: str, now: datetime) -> Steps:
        steps = self.feed.steps
        columns = {name: steps.relation.columns[name] for name in self.feed.columns}
        held = Relation(
            relation, columns, log=True, labels=steps.relation.labels, aliases=steps.relation.aliases,
            first=steps.relation.first, last=None, bounded=False,
        )  # fmt: skip
        return replace(steps, relation=held, now=Now.of(now, steps.now.calendar))


def _from_data(found: pa.Table, events: pa.Table, names: Iterable[str]) -> pa.Table:
    """Return events with further columns out of what each event says besides."""
    said = [msgspec.json.decode(one) if one and one != "{}" else {} for one in events.column("data").to_pylist()]
    for name in names:
        texts = [None if (value := one.get(name)) is None else str(value) for one in said]
        found = found.set_column(found.schema.get_field_index(name), name, pa.array(texts, pa.string()))
    return found


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
