"""What initiatives bring: additive where there is room, never negative for a help, late ones less."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.records.backlog import Candidate
from sightline.strategy.portfolio.saturation import Saturation
from sightline.strategy.portfolio.stakes import stakes_of, yardsticks
from sightline.strategy.portfolio.worths import worths
from tests.strategy.portfolio.backlogs import AHEAD, DRAWS, flat, problems, reach, stakes

A, B = Candidate("a", "A", {"m": (0, 1, 2)}, cost=10.0, takes=1), Candidate("b", "B", {"m": (0, 1, 2)})


@given(problems())
def test_without_ends_worth_is_additive(made):
    stakes_, _ = made
    open_ = stakes(stakes_.candidates, dict(stakes_.changes), pulls=stakes_.pulls)
    starts = {one.id: at % 2 for at, one in enumerate(open_.candidates)}
    alone = sum((open_.alone(name, start) for name, start in starts.items()), np.zeros(DRAWS))
    assert np.allclose(open_.value(starts), alone)
    steps = open_.open_steps
    by_steps = sum(steps[open_.place[name], start:].sum(axis=0) for name, start in starts.items())
    assert np.allclose(by_steps, alone)


@given(problems(), st.integers(0, 1))
def test_a_change_that_only_helps_is_never_worth_less_than_nothing(made, start):
    stakes_, _ = made
    helps = stakes(
        stakes_.candidates, {key: np.abs(one) for key, one in stakes_.changes.items()},
        pulls={metric: np.abs(one) for metric, one in stakes_.pulls.items()}, rooms=stakes_.rooms,
    )  # fmt: skip
    starts: dict[str, int] = {}
    before = np.zeros(DRAWS)
    for one in helps.candidates:
        starts[one.id] = start
        value = helps.value(starts)
        assert (helps.alone(one.id, start) >= -1e-12).all()
        assert (value >= before - 1e-12).all()
        before = value


@given(problems(), st.lists(st.floats(0, 1), min_size=8, max_size=8))
def test_a_tangent_lies_above_the_value_of_every_set(made, at):
    stakes_, _ = made
    for metric in stakes_.limited:
        cut = Saturation(stakes_, metric).cut(np.sort(np.resize(at, (len(stakes_.candidates), 2)), axis=1).ravel())
        only = stakes(stakes_.candidates, {k: v for k, v in stakes_.changes.items() if k[1] == metric},
                      pulls={metric: stakes_.pulls[metric]}, rooms=stakes_.rooms)  # fmt: skip
        for starts in ({}, {one.id: 0 for one in only.candidates}, {only.candidates[0].id: 1}):
            begun = np.array([[float(starts.get(one.id, 9) <= p) for p in range(2)] for one in only.candidates]).ravel()
            assert only.value(starts).mean() <= cut.base + cut.slope @ begun + 1e-9


def test_a_start_one_period_later_loses_that_period():
    stakes_ = stakes((A,), {("a", "m"): 2.0}, pulls={"m": flat(3.0)})
    assert stakes_.alone("a", 0).tolist() == [2.0 * 3.0 * (AHEAD - 1)] * DRAWS
    assert stakes_.alone("a", 1).tolist() == [2.0 * 3.0 * (AHEAD - 2)] * DRAWS


def test_a_goal_is_won_by_the_way_to_its_target_and_goals_count_by_weight():
    near = reach({"m": flat(1.0)}, weight=3.0)
    low = reach({"m": flat(1.0)}, goal="cut", better="lower", target=0.0, weight=1.0)
    one, other = yardsticks([near, low])
    assert one.per_unit == pytest.approx(75.0 / 50.0)
    assert other.per_unit == pytest.approx(-25.0 / 50.0)
    assert [part.per_unit for part in yardsticks([near, low], goal="cut")] == [0.0, -1.0]


def test_a_goal_that_is_nearly_won_counts_no_more_than_its_noise_allows():
    (one,) = yardsticks([reach({"m": flat(1.0)}, target=50.1)])
    assert one.per_unit == pytest.approx(100.0 / 9.0)  # half of the 90 % interval of 40 to 60


@pytest.mark.parametrize("gone", [{"pulls": {"m": np.zeros((DRAWS, 0))}}, {"forecast": np.full(DRAWS, np.nan)}])
def test_a_goal_without_a_future_does_not_count(gone):
    parts = {"pulls": {"m": flat(1.0)}} | gone
    pulls = parts.pop("pulls")
    one, other = yardsticks([reach(pulls, **parts), reach({"m": flat(1.0)}, goal="other")])
    assert one.per_unit == 0.0
    assert other.per_unit == pytest.approx(2.0)


def test_goals_add_up_in_points():
    goals = [reach({"m": flat(1.0)}), reach({"m": flat(-2.0)}, goal="cut", better="lower", target=0.0)]
    found = stakes_of((B,), {("b", "m"): np.ones(DRAWS)}, goals, yardsticks(goals), {}, periods=2)
    assert found.value({"b": 0}).tolist() == pytest.approx([(1.0 + 2.0) * AHEAD] * DRAWS)


def test_worth_is_in_goal_units_for_the_better_with_probability_and_per_cost():
    goals = [reach({"m": flat(2.0)}, target=55.0), reach({"m": flat(2.0)}, goal="cut", better="lower", target=45.0)]
    found = worths((A,), {("a", "m"): np.ones(DRAWS)}, goals, {}, {})
    assert [(one.goal, one.worth, one.per_cost) for one in found] == [("grow", 10.0, 1.0), ("cut", -10.0, -1.0)]
    assert [(one.before, one.after) for one in found] == [(0.4, 0.8), (0.4, 0.0)]


def test_a_share_cannot_pass_its_end():
    (found,) = worths((B,), {("b", "m"): np.ones(DRAWS)}, [reach({"m": flat(1.0)})], {"m": (flat(-1), flat(0.25))}, {})
    assert found.worth == pytest.approx(0.25 * AHEAD)


def test_what_comes_too_late_says_so_and_a_past_goal_too():
    late = Candidate("late", "Late", {"m": (0, 1, 2)}, takes=AHEAD)
    gone = reach({"m": np.zeros((DRAWS, 0))}, goal="gone", by=date(2020, 1, 1))
    found = worths((late,), {("late", "m"): np.ones(DRAWS)}, [reach({"m": flat(1.0)}), gone], {}, {})
    assert [one.worth for one in found] == [0.0, 0.0]
    assert [one.words for one in found] == [
        "Too late: it does not show before 2027-06-30.",
        "The date 2020-01-01 is past: nothing can move it any more.",
    ]


def test_what_cannot_be_said_is_none_and_not_nothing():
    (found,) = worths((B,), {("b", "m"): np.ones(DRAWS)}, [reach({"m": flat(np.nan)})], {}, {})
    assert (found.worth, found.words) == (None, "It cannot be said.")
