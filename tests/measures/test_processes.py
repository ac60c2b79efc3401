"""Everything that a process measures, against a second opinion in plain Python, on DuckDB and on Spark."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pytest

from sightline.reading import Reading, read
from tests.measures import oracle
from tests.measures.conftest import Desk
from tests.measures.oracle import Event
from tests.measures.support import assert_same, make, values
from tests.postgres import Postgres

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OWN = ("a", "b", "c", "d", "e")
CLOSERS = {"d", "e"}
NOW = datetime(2026, 5, 1)  # noqa: DTZ001 -- the log is in UTC throughout
TEXT = """
sources:
  log: {file: data/log.csv, log: {case: id, activity: what, time: at, performer: who}}
metrics:
  a_to_c: {title: T, unit: hours, better: lower, duration: {process: p, from: a, to: c, stat: mean}}
  a_to_c_p90: {title: T, unit: hours, better: lower, duration: {process: p, from: a, to: c, stat: p90}}
  b_to_b: {title: T, unit: minutes, better: lower, duration: {process: p, from: b, to: b, stat: max}}
  converted: {title: T, unit: share, better: higher, conversion: {process: p, from: a, to: c, within: 2 days}}
  by_ann: {title: T, unit: count, better: higher, source: log, time: at, by: [desk],
           measure: count(*) filter (where who = 'ann')}
processes:
  p:
    log: log
    by: [kind, desk]
    activities: {a: {}, b: {}, c: {}, d: {}, e: {}}
    chain: [a, b, c, d]
    ends: [e]
    rules:
      answered: {response: [a, c]}
      answered_soon: {response: [a, c], within: 30 hours}
      answered_business: {response: [a, c], within: 2 days, calendar: business}
      preceded: {precedence: [b, c]}
      ordered: {chain_order: [a, b, c]}
      never: {absence: e}
      once: {at_most: {activity: b, times: 1}}
      either: {exclusive: [d, e]}
      eyes: {four_eyes: [b, c]}
      in_time: {deadline: {from: a, to: d, within: 3 days}}
      batched: {batching: {activity: b, at_least: 3, within: 5 hours}}
      back: {return_to_start: c}
"""


@cache
def events() -> tuple[Event, ...]:
    chance = random.Random(7)  # noqa: S311 -- data for tests
    found: list[Event] = []
    for case in range(150):
        at = datetime(2026, 1, 1) + timedelta(minutes=chance.randrange(110 * 24 * 60))  # noqa: DTZ001 -- see NOW
        for _ in range(chance.randrange(1, 9)):
            activity = chance.choice("abbcccdexa")
            who = chance.choice(["ann", "bob", None])
            found.append(Event(f"c{case}", activity, at, who, None, len(found)))
            at += timedelta(minutes=chance.choice([0, 0, 30, 300, 1500, 3000]))
    return tuple(event for event in found if event.at < NOW)


def opened(desk: Desk) -> Reading:
    workspace = make(desk.new(), TEXT, {})
    rows = [
        {
            "id": event.case,
            "what": event.activity,
            "at": event.at.isoformat(),
            "who": event.performer,
            "desk": event.performer,
            "kind": "even" if int(event.case[1:]) % 2 == 0 else "odd",
        }
        for event in events()
    ]
    pc.write_csv(pa.Table.from_pylist(rows), workspace.root / "data" / "log.csv")
    return read(workspace, as_of=date(2026, 4, 30), engine=desk.engine)


_OPENED: dict[str, Reading] = {}


@pytest.fixture
def log(desk: Desk) -> Reading:
    if desk.engine.name not in _OPENED:
        _OPENED[desk.engine.name] = opened(desk)
    return _OPENED[desk.engine.name]


@cache
def _cases() -> tuple[tuple[Event, ...], ...]:
    return tuple(tuple(case) for case in oracle.cases_of(events(), set(OWN)))


def _expected() -> dict[str, dict[str, float]]:
    cases = _cases()
    months = {oracle.month(event) for event in events()}
    closed = [(case, end) for case in cases if (end := oracle.closing(case, CLOSERS))]
    late = partial(oracle.deadline, a="a", b="d", within=3 * DAY, closers=CLOSERS, now=NOW)
    soon = partial(oracle.response, a="a", b="c", closers=CLOSERS, now=NOW)
    batch = {event.row for event in oracle.unbatched(events(), "b", 3, 5 * HOUR, NOW)}
    rules = {
        "answered": lambda case: soon(case, within=None, clock=oracle.elapsed),
        "answered_soon": lambda case: soon(case, within=30 * HOUR, clock=oracle.elapsed),
        "answered_business": lambda case: soon(case, within=2 * DAY, clock=oracle.business),
        "preceded": lambda case: oracle.precedence(case, "b", "c"),
        "ordered": lambda case: oracle.chain_order(case, ["a", "b", "c"]),
        "never": lambda case: [event for event in case if event.activity == "e"],
        "once": lambda case: oracle.at_most(case, "b", 1),
        "either": lambda case: oracle.exclusive(case, "d", "e"),
        "eyes": lambda case: oracle.four_eyes(case, "b", "c"),
        "in_time": late,
        "batched": lambda case: [event for event in case if event.row in batch],
        "back": lambda case: oracle.return_to_start(case, "c", "a", CLOSERS),
    }
    starts = [(e, case) for case in cases for e in case if e.activity == "a" and NOW - e.at >= 2 * DAY]
    soon_c = [
        (e, any(o.activity == "c" and o.at - e.at <= 2 * DAY for o in case[case.index(e) + 1 :])) for e, case in starts
    ]
    found = {
        "p.cases": oracle.filled(oracle.counted(case[0] for case in cases), months),
        "p.on_time": oracle.shared((end, not late(case)) for case, end in closed),
        "p.lead_time": oracle.medians(oracle.between(cases, "a", "d"), DAY),
        "p.rework": oracle.shared((end, len({e.activity for e in case}) < len(case)) for case, end in closed),
        "converted": oracle.shared(soon_c),
        "a_to_c": _means(oracle.between(cases, "a", "c"), HOUR),
        "b_to_b": _most(oracle.between(cases, "b", "b"), timedelta(minutes=1)),
    }
    for activity in OWN:
        done = (event for event in events() if event.activity == activity)
        found[f"p.{activity}.count"] = oracle.filled(oracle.counted(done), months)
        found[f"p.{activity}.waiting"] = oracle.medians(oracle.waits(cases, activity), HOUR)
        found[f"p.{activity}.duration"] = {}
    for name, rule in rules.items():
        found[f"p.{name}.violations"] = oracle.filled(oracle.per_case(cases, rule), months)
    return found


def _means(pairs: list[tuple[Event, timedelta]], unit: timedelta) -> dict[str, float]:
    lengths: dict[str, list[float]] = {}
    for event, length in pairs:
        lengths.setdefault(oracle.month(event), []).append(length / unit)
    return {period: sum(each) / len(each) for period, each in lengths.items()}


def _most(pairs: list[tuple[Event, timedelta]], unit: timedelta) -> dict[str, float]:
    lengths: dict[str, float] = {}
    for event, length in pairs:
        lengths[oracle.month(event)] = max(lengths.get(oracle.month(event), 0.0), length / unit)
    return lengths


@pytest.mark.parametrize("name", sorted(_expected()))
def test_a_process_measures_what_a_second_opinion_says(log: Reading, name: str):
    rows = [row for row in log.measure().rows() if row["metric"] == name]
    assert_same({row["period"]: row["value"] for row in rows}, _expected()[name])
    assert any(value for value in _expected()[name].values()) or name.endswith(".duration")


def test_the_log_is_scanned_once_for_all_metrics(log: Reading):
    plan = log._plan([(name, ()) for name in log.model.metric_ids()], None, None, None)
    assert [query.source for query in plan.queries] == ["log"]
    assert log.answers.engine("log").scans(plan.queries[0].select)["log"] == 1


def test_segments_of_counts_add_up_to_their_total(log: Reading):
    counts = [name for name in log.model.yielded() if name.endswith((".count", ".violations", "cases"))]
    whole = {(row["metric"], row["period"]): row["value"] for row in log.measure(counts).rows()}
    parts: dict[tuple[str, str], float] = dict.fromkeys(whole, 0.0)
    for row in log.measure(counts, by=["kind"]).rows():
        parts[row["metric"], row["period"]] += row["value"] or 0.0
    assert parts == whole


def test_a_case_dimension_needs_no_prefix_and_an_event_dimension_is_that_of_the_event(log: Reading):
    found = values(log, "p.b.count", by=["desk"])
    expected: dict[tuple[str, str | None], float] = {}
    for event in events():
        if event.activity == "b":
            key = (oracle.month(event), event.performer)
            expected[key] = expected.get(key, 0.0) + 1
    assert {key: value for key, value in found.items() if value} == expected


def test_an_open_window_is_left_out_of_a_conversion(duck: Desk):
    late = [
        {"id": "1", "what": "a", "at": "2026-04-30T12:00:00"},
        {"id": "1", "what": "c", "at": "2026-04-30T13:00:00"},
    ]
    text = """
sources:
  log: {file: data/log.csv, log: {case: id, activity: what, time: at}}
metrics:
  converted: {title: T, unit: share, better: higher, conversion: {process: p, from: a, to: c, within: 2 days}}
processes:
  p: {log: log, activities: {a: {}, c: {}}}
"""
    workspace = make(duck.new(), text, {})
    pc.write_csv(pa.Table.from_pylist(late), workspace.root / "data" / "log.csv")
    with read(workspace) as reading:
        assert values(reading, "converted") == {"2026-04": None}
        assert reading.as_of == datetime(2026, 4, 30, 23, 59, 59, tzinfo=UTC)


def test_intervals_give_durations_and_waiting_ends_at_the_start(duck: Desk):
    rows = [
        {"id": "1", "what": "a", "state": "start", "at": "2026-01-01T08:00:00"},
        {"id": "1", "what": "a", "state": "complete", "at": "2026-01-01T10:00:00"},
        {"id": "1", "what": "b", "state": "start", "at": "2026-01-01T13:00:00"},
        {"id": "1", "what": "b", "state": "complete", "at": "2026-01-01T17:00:00"},
    ]
    text = """
sources:
  log: {file: data/log.csv, log: {case: id, activity: what, time: at, transition: state, lifecycle: pair}}
processes:
  p: {log: log}
"""
    workspace = make(duck.new(), text, {})
    pc.write_csv(pa.Table.from_pylist(rows), workspace.root / "data" / "log.csv")
    with read(workspace) as reading:
        assert values(reading, "p.b.duration") == {"2026-01": 4}
        assert values(reading, "p.b.waiting") == {"2026-01": 3}
        assert values(reading, "p.a.waiting") == {"2026-01": None}
        assert values(reading, "p.cases") == {"2026-01": 1}
        assert values(reading, "p.lead_time") == {"2026-01": pytest.approx(7 / 24)}


COLUMNS = "row_no integer, id text, what text, at timestamp, who text, kind text, desk text"
IN_A_DATABASE = TEXT.replace("file: data/log.csv", "table: events").replace("who}", "who, sequence: row_no}", 1)


def _stored() -> list[tuple[object, ...]]:
    return [
        (event.row, event.case, event.activity, event.at.isoformat(sep=" "), event.performer,
         "even" if int(event.case[1:]) % 2 == 0 else "odd", event.performer)
        for event in events()
    ]  # fmt: skip


def _agrees(folder: Path, driver: str) -> None:
    head = f"engine: warehouse\nconnections: {{warehouse: {{driver: {driver}, address_from: TEST_EVENTS}}}}\n"
    with read(make(folder, head + IN_A_DATABASE, {}), as_of=date(2026, 4, 30)) as reading:
        rows = reading.measure().rows()
    for name, expected in _expected().items():
        assert_same({row["period"]: row["value"] for row in rows if row["metric"] == name}, expected)


def test_a_log_in_sqlite_measures_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    database = tmp_path / "events.sqlite"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(f"CREATE TABLE events ({COLUMNS})")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", _stored())
    monkeypatch.setenv("TEST_EVENTS", str(database))
    _agrees(tmp_path, "sqlite")


@pytest.mark.postgres
def test_a_log_in_postgresql_measures_the_same(postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def said(value: object) -> str:
        return "NULL" if value is None else f"'{value}'"

    rows = ", ".join(f"({', '.join(said(value) for value in row)})" for row in _stored())
    postgres.execute(f"CREATE TABLE events ({COLUMNS}); INSERT INTO events VALUES {rows}")
    monkeypatch.setenv("TEST_EVENTS", postgres.uri)
    _agrees(tmp_path, "postgresql")
