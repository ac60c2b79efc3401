"""Cases out of a log: how long they took, who worked on them and for how long, worked by hand on four cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from sightline.reading.evidencing import Evidencing
from tests.measures.support import make, reading, values

MODEL = """
sources:
  log: {file: data/log.parquet, log: {case: id, activity: step, time: at, performer: who}}
  blind: {file: data/log.parquet, log: {case: id, activity: step, time: at}}
processes:
  p:
    log: log
    by: [kind]
    activities: {ask: {}, check: {}, look: {}, send: {}}
    chain: [ask, check, send]
  q: {log: blind, activities: {ask: {}, send: {}}, chain: [ask, send]}
metrics:
  lead: {title: Lead, unit: days, better: lower, duration: {process: p, from: ask, to: send, stat: mean}}
"""
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVENTS = [  # case, step, hours after noon, who, kind
    ("a", "ask", 0, "P0", "x"), ("a", "check", 6, "P1", "x"), ("a", "send", 24, "P2", "x"),
    ("a", "look", 30, "P3", "x"),
    ("b", "ask", 0, "P0", "y"), ("b", "look", 12, "P1", "y"), ("b", "check", 18, None, "y"),
    ("b", "look", 36, "P1", "y"),
    ("b", "send", 48, "P2", "y"),
    ("c", "ask", 0, "P0", "x"), ("c", "check", 5, "P1", "x"),  # still open
    ("d", "check", 1, "P1", "x"), ("d", "ask", 2, "P0", "x"), ("d", "send", 12, "P2", "x"),
    ("d", "send", 20, "P3", "x"),
]  # fmt: skip


@pytest.fixture
def place(tmp_path):
    rows = [
        {"id": case, "step": step, "at": NOON + timedelta(hours=hours), "who": who, "kind": kind}
        for case, step, hours, who, kind in EVENTS
    ]
    return make(tmp_path, MODEL, {"log": rows})


def touched(found):
    """Return case to person to hours."""
    names = found.table.column("case").to_pylist()
    hours: dict[str, dict[str, float]] = {}
    for one in found.touches.to_pylist():
        mine = hours.setdefault(names[one["row"]], {})
        mine[one["person"]] = mine.get(one["person"], 0.0) + one["time"]
    return hours


def test_a_stretch_belongs_to_all_who_worked_in_it_and_its_mean_is_the_metric(place):
    with reading(place) as base:
        found = base._evidencing._cases("lead", None)
        measured = values(base, "lead")
    value = dict(zip(found.table.column("case").to_pylist(), found.table.column("value").to_pylist(), strict=True))
    assert value == pytest.approx({"a": 1.0, "b": 2.0, "d": 10 / 24})
    assert np.mean(list(value.values())) == pytest.approx(measured["2026-03"])
    assert found.left_out == 1  # c is not over: as censored, never as quick
    assert touched(found) == {"a": {"P1": 6, "P2": 18}, "b": {"P1": 30, "P2": 12}, "d": {"P2": 10}}
    assert found.attributes == ("kind",)


def test_the_lead_time_that_a_process_yields_is_the_same_stretch(place):
    with reading(place) as base:
        found = base._evidencing._cases("p.lead_time", None)
    assert sorted(found.table.column("value").to_pylist()) == pytest.approx([10 / 24, 1.0, 2.0])


def test_waiting_before_an_activity_is_the_case_of_who_did_it(place):
    with reading(place) as base:
        found = base._evidencing._cases("p.send.waiting", None)
    assert touched(found) == {"a": {"P2": 18}, "b": {"P2": 12}, "d": {"P2": 10, "P3": 8}}
    assert sorted(found.table.column("value").to_pylist()) == [8, 10, 12, 18]


def test_what_activities_move_weighs_the_hours(place):
    with reading(place) as base:
        steps = base.process("p").steps
        from sightline.operations.touched import Told, stretch_cases

        told = Told("lead", "Lead", "days", "lower", ("kind",))
        moves = {"check": -2.0, "send": 0.5}
        found = stretch_cases(steps, base._evidencing._asking("log"), "ask", "send", told, moves=moves)
    effect = {(one["row"], one["person"]): one["effect"] for one in found.touches.to_pylist() if one["effect"]}
    names = found.table.column("case").to_pylist()
    assert effect[names.index("a"), "P1"] == 12.0
    assert effect[names.index("a"), "P2"] == 9.0


def test_what_an_activity_moves_is_its_line_of_sight_to_the_goal():
    class Base:
        def sight(self, goal):
            assert goal == "grow"
            lines = [("activity", "p.check", -2.0), ("activity", "other.check", 9.0), ("metric", "p.lead", 1.0)]
            return [SimpleNamespace(origin=kind, from_=name, per_unit=size) for kind, name, size in lines]

    asked = Evidencing(Base())
    assert asked._moves("p", "grow") == {"check": -2.0}
    assert asked._moves("p", None) == {}


def test_an_activity_without_a_start_has_no_duration(place):
    with reading(place) as base:
        assert base._evidencing._cases("p.check.duration", None).table.num_rows == 0


def test_a_log_that_does_not_say_who_did_what_gives_no_evidence(place):
    with reading(place) as base:
        found = base.evidence("q.lead_time")
    assert "0 of 3 cases say who did them" in found.withheld
    assert (found.bar, found.teams) == (None, ())
