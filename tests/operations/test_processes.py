"""Maps, variants, times, rework, hand-overs and waiting are those of a walk event by event, on every engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.errors import UnknownNameError
from sightline.model.declarations import Process
from sightline.operations.processes import ProcessQueries
from sightline.periods import Calendar, WorkingTime
from sightline.reading import read
from sightline.records.processes import LeftOut, ProcessMap, Times
from tests.measures.support import make
from tests.operations.walked import Event, Walked, lay, utc
from tests.test_working_time import OFFICE

AS_OF = date(2026, 4, 5)
OFFICE_CALENDAR = Calendar(
    timezone="Europe/Amsterdam", working=WorkingTime.of(OFFICE, [date(2026, 3, 31), date(2026, 4, 3)])
)
BEGIN = datetime(2026, 3, 27, tzinfo=UTC)  # clocks change on the 29th; the last day lies after the reading's moment
LABELS = ("Receive", "Check", "Ship", "Strange", "check")


def process(**keys: object) -> Process:
    return Process.model_validate({"log": "log", **keys})


PROCESSES = (
    process(),  # every label is an activity; two labels are one
    process(activities={"receive": {"as": "Receive"}, "check": {"as": "Check"}, "ship": {"as": "Ship"}}),
    process(
        activities={"receive": {"as": "Receive"}, "check": {"as": "Check"}, "ship": {"as": "Ship"},
                    "stop": {"as": "Strange"}},
        chain=("receive", "check", "ship"), ends=("stop",),
    ),
)  # fmt: skip


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """A few cases with many ties, some events with a start, some without a performer."""
    minutes = st.sampled_from([0, 0, 0, 60, 600, 1_500, 2_000, 3_000, 4_321, 10_000, 13_500])
    events = []
    for seq in range(draw(st.integers(0, 25))):
        at = BEGIN + timedelta(minutes=draw(minutes))
        begun = draw(st.none() | st.integers(0, 300))
        start = None if begun is None else at - timedelta(minutes=begun)
        case, activity = draw(st.sampled_from("abcd")), draw(st.sampled_from(LABELS))
        events.append(Event(case, activity, at, seq, start, draw(st.sampled_from([None, "Ann", "Ben", "Cy"]))))
    return events


def compare(asked: ProcessQueries, walked: Walked) -> None:
    found, bare = asked.map(cases=True), asked.map()
    assert [replace(e, cases=None) for e in found.edges] == list(bare.edges)
    assert [replace(n, cases=None) for n in found.nodes] == list(bare.nodes)
    assert (bare.events, bare.cases) == (found.events, found.cases)
    assert {(e.from_, e.to): (e.count, e.cases, *near(e.median_s, e.p90_s)) for e in found.edges} == {
        pair: (count, cases, *near(*waits)) for pair, (count, cases, *waits) in walked.edges().items()
    }
    assert {n.activity: (n.count, n.cases, n.begins, n.ends) for n in found.nodes} == walked.nodes()
    assert (found.events, found.cases) == (len(walked.events), len(walked.cases))
    variants = walked.variants()
    assert [(v.activities, v.cases, *near(v.median_s)) for v in asked.variants()] == [
        (one, cases, *near(lasted)) for one, cases, lasted in variants
    ]
    times, lasted = asked.times(), [walked.lasted(case) for case in walked.cases]
    assert (times.cases, times.events, times.open) == (len(lasted), len(walked.events), lasted.count(None))
    assert {r.activity: (r.cases, r.share, r.extra, r.at_once) for r in asked.rework()} == walked.rework()
    assert {
        (h.from_, h.to): (h.count, h.handed_over, *near(h.median_s, h.median_same_s)) for h in asked.handovers()
    } == {pair: (count, passed, *near(*waits)) for pair, (count, passed, *waits) in walked.handovers().items()}
    assert {
        w.activity: (w.count, *near(w.total_s, w.closed_s, w.queue_s, w.handover_s, w.other_s)) for w in asked.waiting()
    } == {name: (count, *near(*parts)) for name, (count, *parts) in walked.waiting().items()}


def near(*values: float | None) -> list[object]:
    return [None if value is None else pytest.approx(value, abs=0.01) for value in values]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=logs(), which=st.sampled_from(PROCESSES), seed=st.integers(0, 99))
def test_random_logs_in_any_order(duck, events: Sequence[Event], which: Process, seed: int):
    asked = lay(duck, events, which, as_of=AS_OF, calendar=OFFICE_CALENDAR, seed=seed)
    compare(asked, Walked(events, which, as_of=AS_OF, calendar=OFFICE_CALENDAR))


@pytest.mark.thorough
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=logs(), which=st.sampled_from(PROCESSES), cuts=st.sets(st.sampled_from(["a", "b", "bb", "d", "e"])))
def test_random_logs_that_are_read_in_their_order(duck, events: Sequence[Event], which: Process, cuts: set[str]):
    asked = lay(duck, events, which, as_of=AS_OF, calendar=OFFICE_CALENDAR, cuts=tuple(sorted(cuts)))
    compare(asked, Walked(events, which, as_of=AS_OF, calendar=OFFICE_CALENDAR))


MANY = [
    Event(f"c{number % 17}", LABELS[number * number % 5], BEGIN + timedelta(minutes=number * 37 // 5 * 5), number,
          BEGIN + timedelta(minutes=number * 37 // 5 * 5 - number % 90) if number % 3 else None,
          ("Ann", "Ben", "Cy", None)[number % 4])
    for number in range(400)
]  # fmt: skip


@pytest.mark.parametrize("which", PROCESSES, ids=["open", "declared", "chain"])
def test_both_engines_walk_alike(desk, which: Process):
    asked = lay(desk, MANY, which, as_of=AS_OF, calendar=OFFICE_CALENDAR)
    compare(asked, Walked(MANY, which, as_of=AS_OF, calendar=OFFICE_CALENDAR))


def test_events_after_the_reading_and_of_no_activity_are_left_out_and_counted(duck):
    events = [
        Event("a", "Receive", utc("2026-04-01"), 1),
        Event("a", "Odd", utc("2026-04-02"), 2),
        Event("a", "Ship", utc("2026-04-03"), 3),
        Event("a", "Ship", utc("2026-04-06T00:00"), 4),
        Event("a", "Odd", utc("2099-01-01"), 5),
    ]
    asked = lay(duck, events, PROCESSES[1], as_of=AS_OF)
    assert asked.left_out() == LeftOut(later=2, undeclared=1)
    assert asked.times().events == 2
    assert lay(duck, events[:1], PROCESSES[1], as_of=AS_OF).left_out() == LeftOut(0, 0)


def test_ties_follow_the_sequence_however_the_log_lies(desk):
    at = utc("2026-04-01")
    events = [Event("a", label, at, seq) for seq, label in enumerate(["Receive", "Ship", "Check", "Ship"])]
    for seed in range(3):
        asked = lay(desk, events, PROCESSES[1], as_of=AS_OF, seed=seed)
        assert [one.activities for one in asked.variants()] == [("receive", "ship", "check", "ship")]


@pytest.mark.parametrize("which", PROCESSES)
def test_a_log_without_events(duck, which: Process):
    asked = lay(duck, [], which, as_of=AS_OF)
    assert asked.map() == ProcessMap("p", (), (), 0, 0)
    assert asked.times() == Times("p", 0, 0, 0, None, None, None)
    assert asked.variants() == asked.rework() == asked.handovers() == asked.waiting() == ()
    assert asked.left_out() == LeftOut(0, 0)


def test_a_log_with_one_activity_and_cases_without_a_start(duck):
    events = [Event(case, "Ship", utc("2026-04-01"), seq) for seq, case in enumerate("ab")]
    asked = lay(duck, events, PROCESSES[2], as_of=AS_OF)
    assert [(one.activity, one.count, one.begins, one.ends) for one in asked.map().nodes] == [("ship", 2, 2, 2)]
    assert asked.map().edges == ()
    assert asked.times() == Times("p", 2, 0, 2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_open_cases_are_censored_and_not_fast(duck):
    events = [Event("open", "Receive", utc("2026-03-26"), 1)]
    for number in range(4):
        events += [
            Event(f"c{number}", "Receive", utc("2026-04-01"), 2 * number),
            Event(f"c{number}", "Ship", utc("2026-04-01") + timedelta(hours=number + 1), 2 * number + 1),
        ]
    times = lay(duck, events, PROCESSES[2], as_of=AS_OF).times()
    assert (times.cases, times.open, times.p50_s) == (5, 1, 2.5 * 3600)
    assert (times.censored_p50_s, times.censored_p90_s) == (3 * 3600, None)


def test_a_case_of_ten_thousand_events(duck):
    events = [Event("a", LABELS[seq % 3], BEGIN + timedelta(seconds=seq), seq) for seq in range(10_000)]
    asked = lay(duck, events, PROCESSES[1], as_of=AS_OF)
    assert [len(one.activities) for one in asked.variants()] == [10_000]
    assert asked.map().events == 10_000
    assert len(asked.timeline("a")) == 10_000


def test_a_log_in_a_database_is_asked_alike(duck, tmp_path, monkeypatch):
    """The columns of the table have other names, and one has a name that queries use themselves."""
    rows = [event for event in MANY if event.start is None]
    table = pa.Table.from_pylist(
        [{"c": e.case, "step": e.activity, "at": e.at, "who": e.performer, "row": e.seq} for e in rows]
    )
    mapping = "{case: c, activity: step, time: at, performer: who, sequence: row}"
    text = "sources: {{log: {{{where}, log: {mapping}}}}}\nprocesses: {{every: {{log: log}}}}\n"
    files = make(duck.new(), text.format(where="file: data/log.parquet", mapping=mapping), {"log": table})
    path = tmp_path / "log.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE log (c TEXT, step TEXT, at TIMESTAMP, who TEXT, row INTEGER)")
        values = [(e.case, e.activity, f"{e.at:%Y-%m-%d %H:%M:%S}", e.performer, e.seq) for e in rows]
        connection.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?)", values)
    connection.close()
    monkeypatch.setenv("LOG_DATABASE", str(path))
    head = "engine: logs\nconnections: {logs: {driver: sqlite, address_from: LOG_DATABASE}}\n"
    lite = make(tmp_path / "lite", head + text.format(where="table: log", mapping=mapping), {})
    with read(files) as one, read(lite) as other:
        here, there = one.process("every"), other.process("every")
        for question in ("map", "variants", "times", "rework", "handovers", "waiting", "left_out"):
            assert getattr(here, question)() == getattr(there, question)(), question
        assert here.timeline("c3") == there.timeline("c3")


def test_more_activities_than_one_number_marks(duck):
    events = [Event("a", f"step {number:03}", BEGIN + timedelta(seconds=number), number) for number in range(130)]
    asked = lay(duck, events, PROCESSES[0], as_of=AS_OF)
    assert asked.variants()[0].activities == tuple(f"step {number:03}" for number in range(130))
    assert {one.cases for one in asked.map(cases=True).nodes} == {1}


@pytest.mark.parametrize("kinds", [1, 2, 20, 130])
def test_variants_of_cases_about_as_long_as_two_numbers_hold(duck, kinds: int):
    bits = max((kinds - 1).bit_length(), 1)
    ring = 2 * (60 // bits)
    lengths = [1, 2, ring // 2, ring - 1, ring, ring + 1, 2 * ring + 3] * 3
    events = [
        Event(f"{case:03}", f"step {(case % 2 + number) % kinds:03}", BEGIN + timedelta(seconds=number), number)
        for case, length in enumerate(lengths)
        for number in range(length)
    ]
    events += [Event("999", f"step {number:03}", BEGIN, number) for number in range(kinds)]
    asked = lay(duck, events, PROCESSES[0], as_of=AS_OF, cuts=("004", "011"))
    compare(asked, Walked(events, PROCESSES[0], as_of=AS_OF))


def test_a_log_of_many_row_groups_is_read_in_its_order_by_several_threads(duck):
    events = [
        Event(f"c{number // 7:05}", LABELS[number * number % 5], BEGIN + timedelta(seconds=number % 7 * 50), number)
        for number in range(40_000)
    ]
    questions = ("map", "variants", "rework", "handovers", "waiting")
    sorted_by_case = lay(duck, events, PROCESSES[1], as_of=AS_OF, cuts=("c01000", "c03000", "c05000"))
    answers = [getattr(sorted_by_case, one)() for one in questions]
    shuffled = lay(duck, events, PROCESSES[1], as_of=AS_OF)
    assert answers == [getattr(shuffled, one)() for one in questions]


def test_the_timeline_of_a_case(desk):
    events = [
        Event("a", "Receive", utc("2026-04-01T10:00"), 1, None, "Ann"),
        Event("a", "Strange", utc("2026-04-01T10:30"), 2),
        Event("a", "Ship", utc("2026-04-01T12:00"), 3, utc("2026-04-01T11:00"), "Ben"),
        Event("b", "Ship", utc("2026-04-01T12:00"), 3),
    ]
    first, second = lay(desk, events, PROCESSES[1], as_of=AS_OF).timeline("a")
    assert (first.activity, first.label, first.at, first.wait_s) == ("receive", "Receive", events[0].at, None)
    assert (second.activity, second.performer, second.wait_s) == ("ship", "Ben", 3600.0)
    with pytest.raises(UnknownNameError, match="no case is called"):
        lay(desk, events, PROCESSES[1], as_of=AS_OF).timeline("it's no case")


def test_waiting_is_split_by_hand():
    """A case comes on Friday 16:00; Ben has another until Monday 10:00, and does it on Monday 11:00."""
    office = Calendar(working=WorkingTime.of(OFFICE))
    events = [
        Event("other", "Check", utc("2026-03-30T10:00"), 1, None, "Ben"),
        Event("a", "Receive", utc("2026-03-27T16:00"), 1, None, "Ann"),
        Event("a", "Check", utc("2026-03-30T11:00"), 2, None, "Ben"),
    ]
    walked = Walked(events, PROCESSES[1], as_of=AS_OF, calendar=office).waiting()
    assert walked == {"check": (1, 67 * 3600.0, 63 * 3600.0, 3 * 3600.0, 1 * 3600.0, 0.0)}


def test_each_question_reads_the_log_once(desk):
    asked_of = lay(desk, MANY, PROCESSES[2], as_of=AS_OF)
    scans: list[int] = []

    def ask(select):
        scans.append(desk.engine.scans(select)["log"])
        return desk.engine.query(select)

    counted = ProcessQueries(asked_of.steps, ask)
    for question in (counted.variants, counted.rework, counted.handovers, counted.waiting):
        scans.clear()
        question()
        assert scans == [1], question
    scans.clear()
    counted.map()
    assert scans == [1]
    scans.clear()
    counted.map(cases=True)
    assert scans == [1, 1]  # pairs of events, and which activities each case has
