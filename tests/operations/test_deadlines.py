"""Deadlines are proposed from what the process kept while it was stable."""

# ruff: noqa: DTZ001 -- local time has no zone

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from sightline.model.declarations import Process, Rule
from sightline.operations.deadlines import propose
from sightline.operations.phases import phases
from sightline.periods import Calendar
from sightline.records.processes import DeadlineProposal
from tests.measures.conftest import Desk
from tests.operations.interpreter import Event
from tests.operations.logs import lay

HOUR = 3_600.0
RULES = {"soon": Rule(deadline={"from": "ask", "to": "answer", "within": "1 hour"})}
PROCESS = Process(
    log="log", activities={"ask": {}, "answer": {}, "thank": {}}, chain=("ask", "answer", "thank"), rules=RULES
)


def month(number: int) -> datetime:
    return datetime(2025 + number // 12, 1 + number % 12, 1)


def asked(hours_of_month: list[float], *, spread: float = 0.2) -> list[Event]:
    """Return twenty cases a month, answered after about so many hours, thanked for another hour later."""
    events = []
    for number, hours in enumerate(hours_of_month):
        for case in range(20):
            at = month(number) + timedelta(days=case)
            took = timedelta(hours=hours * (1 + spread * (case - 9.5) / 9.5))
            name = f"{number}-{case}"
            events += [Event(name, "ask", at, 0), Event(name, "answer", at + took, 1)]
            events += [Event(name, "thank", at + took + timedelta(hours=1), 2)]
    return events


def proposed(desk: Desk, events: list[Event], *, as_of: date, process: Process = PROCESS) -> list[DeadlineProposal]:
    laid = lay(desk, events, process, as_of=as_of, order=3)
    return list(propose(laid.steps, laid.ask, Calendar()))


STEADY = [50.0, 50.2, 49.9, 50.1, 50.0, 49.8, 50.2, 50.0, 49.9, 50.1]


def test_a_fixed_deadline_that_calls_nearly_every_case_late_is_told_and_a_kept_one_proposed(desk: Desk):
    first, second = proposed(desk, asked(STEADY), as_of=date(2025, 12, 31))
    assert (first.from_, first.to, first.since, first.until, first.n) == ("ask", "answer", "2025-01", "2025-10", 200)
    assert (first.declared_s, first.declared_late) == (HOUR, 1.0)
    assert "The declared limit of 1 hour calls 100 % of these cases late." in first.words
    assert first.p80_s == pytest.approx(56.0 * HOUR, rel=0.02)
    assert first.p95_s == pytest.approx(59.0 * HOUR, rel=0.02)
    assert (second.from_, second.to, second.declared_s, second.declared_late) == ("answer", "thank", None, None)
    assert (second.p80_s, second.p95_s) == (HOUR, HOUR)


def test_a_slowdown_does_not_raise_the_proposal(duck: Desk):
    (first, _) = proposed(duck, asked([*STEADY, 90.0, 91.0, 90.0]), as_of=date(2026, 3, 31))
    assert (first.since, first.until) == ("2025-01", "2025-10")
    assert first.p80_s == pytest.approx(56.0 * HOUR, rel=0.02)
    assert "since 2025-11 it went from 2.08 days to 3.75 days" in first.words


def test_after_a_lasting_change_only_the_new_phase_counts(duck: Desk):
    (first, _) = proposed(duck, asked([*STEADY, *(hours / 2 for hours in STEADY)]), as_of=date(2026, 12, 31))
    assert (first.since, first.until, first.n) == ("2025-11", "2026-08", 200)
    assert first.p80_s == pytest.approx(28.0 * HOUR, rel=0.02)
    assert "with 2025-11 it went from 2.08 days to 25 hours" in first.words


def test_where_nothing_is_stable_nothing_is_proposed(duck: Desk):
    (first, _) = proposed(duck, asked([10, 10, 10, 20, 20, 20, 40, 40, 40, 80, 80, 80]), as_of=date(2026, 3, 31))
    assert (first.p80_s, first.p95_s, first.n) == (None, None, 240)
    assert "nothing is proposed" in first.words
    assert first.declared_late == 1.0


def test_cases_that_may_still_be_slow_do_not_make_a_period_quick(duck: Desk):
    events = [event for event in asked(STEADY) if event.at < datetime(2025, 10, 22)]
    (first, _) = proposed(duck, events, as_of=date(2025, 10, 21))
    assert (first.until, first.n) == ("2025-09", 180)


def test_too_little_says_so(duck: Desk):
    (few, _) = proposed(duck, asked(STEADY[:4]), as_of=date(2025, 12, 31))
    assert few.p80_s is None
    assert "4 of the 6" in few.words
    for events in ([], [Event("c", "ask", month(0), 0)]):
        (none, _) = proposed(duck, events, as_of=date(2025, 12, 31))
        assert (none.n, none.p80_s, none.declared_s, none.declared_late) == (0, None, HOUR, None)
        assert none.words == "No period that is over has 5 cases with both."


def test_a_deadline_in_working_time_is_proposed_in_working_time(duck: Desk):
    rules = {"soon": Rule(deadline={"from": "ask", "to": "answer", "within": "30 hours"}, calendar="business")}
    process = PROCESS.model_copy(update={"rules": rules})
    first, second = proposed(duck, asked(STEADY, spread=0.0), as_of=date(2025, 12, 31), process=process)
    assert "working time" in first.words
    assert first.p95_s is not None
    assert first.p95_s < 51 * HOUR  # asked on a Friday, two of its 50 hours are a week-end's
    assert "working time" not in second.words


def test_pairs_can_be_named(duck: Desk):
    laid = lay(duck, asked(STEADY), PROCESS, as_of=date(2025, 12, 31))
    (one,) = propose(laid.steps, laid.ask, Calendar(), [("ask", "thank")])
    assert one.p80_s == pytest.approx(57.0 * HOUR, rel=0.02)


def test_a_steady_series_is_one_phase_and_a_step_cuts_it():
    chance = np.random.default_rng(4)
    steady = [chance.normal(size=24) for _ in range(400)]
    assert np.mean([len(phases(one, least=0.0)) > 1 for one in steady]) < 0.06
    for one in steady[:20]:
        stepped = one * 0.2
        stepped[15:] += 3
        assert phases(stepped, least=0.0)[-1] == (15, 24)


def test_changes_below_the_least_are_no_changes():
    values = np.array([1.0, 1.0, 1.0, 1.01, 1.01, 1.01])
    assert phases(values, least=0.02) == [(0, 6)]
    assert phases(values, least=0.0001) == [(0, 3), (3, 6)]
    assert phases(np.array([]), least=0.02) == []
