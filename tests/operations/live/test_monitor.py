"""Stream and batch say the same: in the end, and at every step on the way, however events come in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sightline.events.moments import Now
from sightline.model.declarations import Process, Rule
from sightline.operations.live.feeding import Feed
from sightline.operations.live.monitor import Monitor
from sightline.operations.outcomes import case_outcomes
from sightline.periods import Calendar
from tests.measures.conftest import Desk
from tests.operations.interpreter import Event
from tests.operations.logs import SCHEMA, Laid, lay, row
from tests.operations.test_rule_outcomes import (
    AS_OF,
    CALENDARS,
    PROCESSES,
    RULES,
    START,
    events_of,
    known_to,
    world_of,
)

OUTCOMES = ("satisfied", "violated", "pending")
Outcomes = dict[tuple[str, str], tuple[str, datetime | None, datetime | None]]


def batch(desk: Desk, events: Sequence[Event], process: Process, calendar: Calendar, rules, now: datetime) -> Outcomes:
    """Return what a batch over these events says at a moment."""
    if not events:
        return {}
    laid = lay(desk, events, process, as_of=AS_OF, calendar=calendar)
    steps = replace(laid.steps, now=Now.of(now, calendar), relation=_relation(laid))
    rows = case_outcomes(steps, rules, laid.ask, outcome=OUTCOMES).to_pylist()
    return {(row["case"], row["rule"]): (row["outcome"], row["at"], row["due"]) for row in rows}


def _relation(laid: Laid):
    labels = {name: (name,) for name in "abcdex"}
    return replace(laid.steps.relation, bounded=False, labels=labels)


def streamed(monitor: Monitor) -> Outcomes:
    return {(case, rule): (outcome, at, due) for case, rule, outcome, at, due in monitor.outcomes()}


def feed_of(desk: Desk, events: Sequence[Event], process: Process, calendar: Calendar, rules) -> Feed:
    laid = lay(desk, events or known_to(PROCESSES["undeclared"], []), process, as_of=AS_OF, calendar=calendar)
    path = desk.new() / "before.parquet"  # what is asked of the whole log later is asked of another relation
    pq.write_table(pa.Table.from_pylist([row(event, calendar) for event in events], schema=SCHEMA), path)
    desk.engine.register("before", [path])
    steps = replace(laid.steps, relation=replace(_relation(laid), source="before"))
    return Feed(steps, laid.ask, dict(rules), {}, 0, empty=not events)


def table(events: Sequence[Event], calendar: Calendar, *, after: int) -> pa.Table:
    """Return events as the landing gives them to who follows it."""
    rows = pa.Table.from_pylist([row(event, calendar) for event in events], schema=SCHEMA)
    return rows.append_column("row", pa.array(range(after + 1, after + 1 + len(events)), pa.int64()))


def replay(
    desk: Desk, events: list[Event], process: Process, calendar: Calendar, rules: dict[str, Rule], order: random.Random,
    *, there: int, chunks: int,
) -> None:  # fmt: skip
    """Hold a stream in random order and chunks, after some events that are there, to a batch at every step."""
    order.shuffle(events)
    arrived, coming = events[:there], events[there:]
    cuts = sorted(order.randrange(len(coming) + 1) for _ in range(chunks - 1))
    now = datetime.combine(START.date(), START.time(), UTC)
    with Monitor(feed_of(desk, arrived, process, calendar, rules)) as monitor:
        monitor.start(now)
        assert streamed(monitor) == batch(desk, arrived, process, calendar, rules, now)
        for low, high in zip([0, *cuts], [*cuts, len(coming)], strict=True):
            now += timedelta(hours=order.randrange(0, 60), microseconds=order.randrange(3))
            monitor.take(table(coming[low:high], calendar, after=low), now=now)
            arrived = [*arrived, *coming[low:high]]
            assert streamed(monitor) == batch(desk, arrived, process, calendar, rules, now)
        now += timedelta(days=order.randrange(1, 40))
        monitor.tick(now)
        assert streamed(monitor) == batch(desk, arrived, process, calendar, rules, now), "time alone"


@pytest.mark.parametrize(
    ("process", "calendar"),
    [("chained", "winter"), ("chained", "office"), ("endless", "utc"), ("undeclared", "utc"), ("ending", "office")],
)
@settings(
    max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=events_of, seed=st.integers(0, 2**32))
def test_any_order_in_any_chunks_is_the_batch_at_every_step(duck, process, calendar, rows, seed):
    order = random.Random(seed)  # noqa: S311 -- data for tests
    events = world_of(rows, order)
    some = {name: RULES[name] for name in order.sample(sorted(RULES), 4)}  # all of them stand in the large log
    there = order.choice([0, len(events) // 2])
    replay(duck, events, PROCESSES[process], CALENDARS[calendar], some, order, there=there, chunks=2)


def test_a_large_log_in_any_order(duck):
    order = random.Random(7)  # noqa: S311 -- data for tests
    rows = [
        (
            f"k{order.randrange(120)}",
            order.choice("aabbccdex"),
            START + timedelta(minutes=order.randrange(15_000)),
            "ann",
        )
        for _ in range(900)
    ]
    replay(duck, world_of(rows, order), PROCESSES["chained"], CALENDARS["winter"], RULES, order, there=300, chunks=4)


def landed(*events: Event, ids: Sequence[str] = (), supersedes: Sequence[str | None] = (), after: int = 0) -> pa.Table:
    """Return events with what the landing knows of them."""
    found = table(events, CALENDARS["utc"], after=after)
    names = list(ids) or [f"e{number}" for number in range(len(events))]
    found = found.set_column(
        found.column_names.index("event_id"), "event_id", pa.array([f"erp#{one}" for one in names])
    )
    found = found.append_column("source", pa.array(["erp"] * len(events)))
    return found.append_column("supersedes", pa.array(list(supersedes) or [None] * len(events), pa.string()))


AT = datetime(2026, 2, 2, 9)  # noqa: DTZ001 -- local time has no zone
NOW = datetime(2026, 2, 2, 12, tzinfo=UTC)
IN_TIME = {"in_time": RULES["in_time"]}


@pytest.fixture
def monitor(duck):
    with Monitor(feed_of(duck, [], PROCESSES["chained"], CALENDARS["utc"], IN_TIME)) as found:
        found.start(NOW)
        yield found


def outcomes(changes) -> list[tuple[str, str | None, str]]:
    return [(one.case, one.before, one.outcome) for one in changes]


def test_a_deadline_passes_without_any_event(monitor):
    assert outcomes(monitor.take(landed(Event("k", "a", AT, 1)), now=NOW)) == [("k", None, "pending")]
    due = datetime(2026, 2, 4, 9, tzinfo=UTC)
    assert monitor.tick(due) == ()
    assert outcomes(monitor.tick(due + timedelta(microseconds=1))) == [("k", "pending", "violated")]
    assert monitor.tick(due + timedelta(days=1)) == (), "told once"


def test_a_late_event_takes_a_violation_back(monitor):
    monitor.take(landed(Event("k", "a", AT, 1)), now=NOW)
    monitor.tick(NOW + timedelta(days=9))
    answer = landed(Event("k", "d", AT + timedelta(days=1), 2), ids=["e9"], after=1)
    assert outcomes(monitor.take(answer, now=NOW + timedelta(days=9))) == [("k", "violated", "satisfied")]


def test_an_event_of_tomorrow_counts_tomorrow(monitor):
    assert monitor.take(landed(Event("k", "a", AT + timedelta(hours=20), 1)), now=NOW) == ()
    assert outcomes(monitor.tick(NOW + timedelta(days=1))) == [("k", None, "pending")]


def test_a_correction_takes_the_event_out_that_it_replaces(monitor):
    monitor.take(landed(Event("k", "a", AT, 1)), now=NOW)
    moved = landed(Event("m", "a", AT, 2), ids=["e7"], supersedes=["e0"], after=1)
    assert outcomes(monitor.take(moved, now=NOW)) == [("k", "pending", "not_applicable"), ("m", None, "pending")]
    again = landed(Event("k", "a", AT, 1), after=2)
    assert monitor.take(again, now=NOW) == (), "nor does it count when it comes after all"


def test_a_closed_case_that_was_let_go_is_fetched_when_a_late_event_comes(duck):
    there = [Event("k", "a", AT, 1), Event("k", "d", AT + timedelta(hours=1), 2), Event("n", "a", AT, 3)]
    feed = feed_of(duck, there, PROCESSES["chained"], CALENDARS["utc"], IN_TIME)
    with Monitor(feed, kept=timedelta(hours=1)) as found:
        later = NOW + timedelta(days=30)
        assert [one.case for one in found.start(later)] == ["n"], "closed and quiet cases are not kept"
        late = landed(Event("k", "a", AT - timedelta(days=3), 9), ids=["late"])
        assert outcomes(found.take(late, now=later)) == [("k", "satisfied", "violated")]
