"""Timelines of cases: the same on every engine, in any order of rows, ties by their sequence."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from sightline.model.declarations import Process, Rule
from sightline.operations.timelines import NEVER
from sightline.operations.timing import owed, timing_of
from tests.operations.cases import DAY, HOUR, lay, made

PROCESS = Process.model_validate_json(
    json.dumps(
        {
            "log": "log",
            "activities": {"ask": {"as": "Ask"}, "check": {"as": "Check"}, "ship": {"as": "Ship"}, "drop": {}},
            "chain": ["ask", "check", "ship"],
            "ends": ["ship", "drop"],
            "by": ["region"],
        }
    )
)


def rule(declared):
    return Rule.model_validate_json(json.dumps(declared))


NORTH, SOUTH = {"region": "North", "by": "Ann", "channel": "web"}, {"region": "South", "by": "Bob"}
EVENTS = [
    ("1", "Ask", "2026-01-01T10:00", NORTH), ("1", "Check", "2026-01-01T10:00", SOUTH),
    ("1", "Ship", "2026-01-04T10:00", NORTH), ("1", "Check", "2026-01-05T10:00", NORTH),
    ("2", "Ask", "2026-01-02T00:00", {"by": "Ann"}), ("2", "Phone", "2026-01-02T01:00", SOUTH),
    ("2", "Check", "2026-01-09T00:00", SOUTH), ("3", "Ask", "2026-02-01T00:00", SOUTH),
]  # fmt: skip


@pytest.mark.parametrize("order", [None, 1, 2])
def test_cases_are_read_alike_in_any_order(desk, order):
    found = lay(desk, EVENTS, PROCESS, as_of=date(2026, 1, 31), order=order)
    assert found.cases.tolist() == ["1", "2"]
    steps = [found.activities[number] for number in found.activity]
    assert steps == ["ask", "check", "ship", "check", "ask", "check"]
    assert found.attributes.keys() == {"channel"}  # region changes within a case, `by` names who did it
    assert found.attributes["channel"].tolist() == ["web", None]
    assert found.performers.tolist() == [2, 2]
    assert (found.closed < NEVER).tolist() == [True, False]
    assert found.whole


def test_a_large_log_is_cut_to_the_cases_that_began_last_and_the_open_ones(desk):
    events = [
        (f"{number:03}", step, f"2026-01-{1 + number // 4:02}T{hour:02}:00", NORTH)
        for number in range(100)
        for step, hour in (("Ask", 1), ("Check", 2), ("Ship", 3))
        if (number, step) != (0, "Ship")
    ]
    found = lay(desk, events, PROCESS, as_of=date(2026, 1, 31), most=100)
    assert not found.whole
    assert found.cases[0] == "000"  # still open
    assert 20 < len(found.cases) < 50
    assert found.cases[-1] == "099"
    assert set(np.diff(found.first)[1:].tolist()) == {3}


def test_an_empty_log_has_no_cases(desk):
    found = lay(desk, EVENTS, PROCESS, as_of=date(2025, 1, 1))
    assert (len(found.cases), len(found.at), found.first.tolist()) == (0, 0, [0])


def test_a_deadline_is_owed_by_the_first_event_alone_and_lapses_when_the_case_is_closed():
    timing = timing_of(rule({"deadline": {"from": "ask", "to": "check", "within": "2 days"}}))
    cases = [
        [(0, 0), (1, DAY), (0, 2 * DAY)],  # in time, asked again
        [(0, 0), (1, 5 * DAY)],  # three days late
        [(0, 0), (2, DAY)],  # closed before
        [(0, 0)],  # open
    ]
    found = owed(made(("ask", "check", "ship"), cases, now=10 * DAY, closer=2), timing)
    assert found.case.tolist() == [0, 1, 2, 3]
    assert found.due.tolist() == [2 * DAY] * 4
    assert found.ended.tolist() == [DAY, 5 * DAY, DAY, NEVER]
    assert found.excess[:2].tolist() == [0.0, 3 * DAY]
    assert np.isnan(found.excess[2:]).all()


def test_a_response_is_owed_by_every_event():
    timing = timing_of(rule({"response": ["ask", "check"], "within": "6 hours"}))
    found = owed(made(("ask", "check"), [[(0, 0), (0, HOUR), (1, 7 * HOUR)]], now=DAY), timing)
    assert found.due.tolist() == [6 * HOUR, 7 * HOUR]
    assert found.excess.tolist() == [HOUR, 0.0]


def test_business_time_ends_after_the_week_end():
    timing = timing_of(rule({"deadline": {"from": "ask", "to": "check", "within": "1 day"}, "calendar": "business"}))
    friday = int(np.datetime64("2026-01-02T12:00", "us").astype(np.int64))
    found = owed(made(("ask", "check"), [[(0, friday)]], now=friday + DAY), timing)
    assert found.due.tolist() == [friday + 3 * DAY]


def test_months_have_no_fixed_length_and_other_rules_no_time():
    assert timing_of(rule({"response": ["a", "b"], "within": "1 month"})) is None
    assert timing_of(rule({"response": ["a", "b"]})) is None
    assert timing_of(rule({"absence": "a"})) is None
