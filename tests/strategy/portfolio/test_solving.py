"""The best set is the best: against trying all sets, with a bound that holds and limits that are kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import OptimizeResult

from sightline.errors import UnknownNameError
from sightline.records.backlog import Candidate, Limits
from sightline.strategy.portfolio.chances import chances
from sightline.strategy.portfolio.conflicts import conflict
from sightline.strategy.portfolio.problem import problem_of
from sightline.strategy.portfolio.solving import Solver, possible
from sightline.strategy.portfolio.stakes import Stakes
from tests.strategy.portfolio.backlogs import AHEAD, DRAWS, brute, flat, keeps, problems, stakes


@settings(max_examples=80)
@given(problems())
def test_the_best_set_equals_trying_all(made):
    stakes_, limits = made
    problem = problem_of(stakes_.candidates, limits)
    most, found = brute(stakes_, limits), Solver(stakes_).best(problem)
    assert (found is None) == (most is None) == (not possible(problem))
    if found is not None:
        assert keeps(stakes_.candidates, limits, found.starts)
        assert problem.keeps(found.starts)
        assert found.bound >= most - 1e-6
        assert found.value <= most + 1e-6
        if all((pull >= 0).all() for pull in stakes_.pulls.values()) or not stakes_.limited:
            assert found.value == pytest.approx(most, abs=1e-6)
            assert found.gap <= 1e-6
        assert found.value >= most - (found.bound - found.value) - 1e-6


@settings(max_examples=40)
@given(problems())
def test_what_cannot_be_chosen_has_a_conflict_and_what_can_has_none(made):
    stakes_, limits = made
    problem = problem_of(stakes_.candidates, limits)
    found = conflict(problem, limits, currency="EUR", called={})
    assert (found is None) == (brute(stakes_, limits) is not None)


@settings(max_examples=40)
@given(problems())
def test_a_chance_is_the_share_of_draws_whose_own_best_set_holds_it(made):
    stakes_, limits = made
    problem = problem_of(stakes_.candidates, limits)
    if not possible(problem):
        return
    found = chances(stakes_, problem)
    assert ((found >= 0) & (found <= 1)).all()
    for name in limits.must:
        assert found[stakes_.place[name]] == pytest.approx(1.0)
    for name in limits.without:
        assert found[stakes_.place[name]] == pytest.approx(0.0)


def test_chances_count_draws():
    two = (Candidate("a", "A", cost=1.0), Candidate("b", "B", cost=1.0))
    drawn = {("a", "m"): np.array([2.0, 2, 2, 0, 0]), ("b", "m"): np.array([1.0, 1, 1, 1, 1])}
    stakes_ = Stakes(two, drawn, {"m": flat(1.0)}, {}, 2)
    problem = problem_of(two, Limits(2, budget=1.0))
    assert chances(stakes_, problem).tolist() == pytest.approx([0.6, 0.4])
    assert chances(stakes_, problem, draws=[3, 4]).tolist() == pytest.approx([0.0, 1.0])


def test_a_search_that_found_nothing_in_time_takes_from_the_top():
    many = tuple(Candidate(name, name, cost=1.0) for name in "abc")
    stakes_ = stakes(many, {("a", "m"): 1.0, ("b", "m"): 3.0, ("c", "m"): 2.0})
    problem = problem_of(many, Limits(2, budget=2.0))
    solver = Solver(stakes_)
    solver._ask = lambda *_, **__: OptimizeResult(x=None, status=1, mip_dual_bound=-40.0)
    found = solver.best(problem)
    assert set(found.starts) == {"b", "c"}
    assert (found.bound, found.gap) == (40.0, pytest.approx((40.0 - found.value) / found.value))


def test_room_on_one_metric_is_spent_once():
    many = tuple(Candidate(name, name, cost=1.0) for name in "abc")
    rooms = {"share": (flat(-1.0), flat(0.10))}
    stakes_ = stakes(
        many, {("a", "share"): 0.08, ("b", "share"): 0.08, ("c", "cost"): 0.05},
        pulls={"share": flat(1.0), "cost": flat(1.0)}, rooms=rooms,
    )  # fmt: skip
    found = Solver(stakes_).best(problem_of(many, Limits(2, budget=2.0)))
    assert set(found.starts) - {"a", "b"} == {"c"}  # one of the two, and what has room of its own
    assert stakes_.value({"a": 0, "b": 0}).mean() == pytest.approx(0.10 * AHEAD)


def test_what_is_needed_first_is_done_first():
    two = (Candidate("api", "API", takes=1), Candidate("bot", "Bot", takes=1, needs=("api",)))
    stakes_ = stakes(two, {("bot", "m"): 1.0}, periods=3)
    found = Solver(stakes_).best(problem_of(two, Limits(3)))
    assert found.starts == {"api": 0, "bot": 1}
    assert Solver(stakes_).best(problem_of(two, Limits(3), done=("api",))).starts["bot"] == 0


def test_weeks_that_are_free_can_be_worked_ahead():
    two = tuple(Candidate(name, name, effort={"dev": 3.0}, takes=2) for name in "ab")
    stakes_ = stakes(two, {("a", "m"): 1.0, ("b", "m"): 1.0}, periods=4)
    found = Solver(stakes_).best(problem_of(two, Limits(4, capacity={"dev": (2.0, 2.0, 2.0, 2.0)})))
    assert sorted(found.starts.values()) == [0, 1]  # three weeks are due after two periods, six after three


def test_an_initiative_without_a_price_is_never_chosen_unless_it_must():
    free = (Candidate("a", "A", cost=None),)
    stakes_ = stakes(free, {("a", "m"): 1.0})
    assert Solver(stakes_).best(problem_of(free, Limits(2))).starts == {}
    assert Solver(stakes_).best(problem_of(free, Limits(2, must={"a": "the law"}))).starts == {"a": 0}


def test_a_limit_on_what_is_not_there_names_the_nearest():
    one = (Candidate("api", "API", effort={"engineer": 1.0}),)
    with pytest.raises(UnknownNameError, match="Did you mean 'api'"):
        problem_of(one, Limits(2, must={"apo": ""}))
    with pytest.raises(UnknownNameError, match="Did you mean 'engineer'"):
        problem_of(one, Limits(2, capacity={"enginer": (1.0, 1.0)}))


def test_a_large_backlog_is_solved_within_the_gap_that_is_stated():
    rng = np.random.default_rng(3)
    many = tuple(
        Candidate(
            f"i{at}", "", cost=float(rng.integers(1, 20)), effort={f"r{rng.integers(3)}": float(rng.integers(1, 9))}
        )
        for at in range(90)
    )
    drawn = {(one.id, f"m{at % 30}"): rng.uniform(0, 2, DRAWS) for at, one in enumerate(many)}
    rooms = {"m1": (flat(-1), flat(1.5)), "m2": (flat(-1), flat(0.5))}
    stakes_ = Stakes(many, drawn, {f"m{at}": rng.uniform(0, 1, (DRAWS, AHEAD)) for at in range(30)}, rooms, 8)
    problem = problem_of(many, Limits(8, 200.0, {f"r{at}": (6.0,) * 8 for at in range(3)}))
    found = Solver(stakes_).best(problem)
    assert problem.keeps(found.starts)
    assert found.gap <= 0.005
    parts = chances(stakes_, problem)  # in parts, as the problem is large
    assert ((parts >= 0) & (parts <= 1)).all()
    chosen = np.isin(np.arange(len(many)), [stakes_.place[name] for name in found.starts])
    assert parts[chosen].mean() > parts[~chosen].mean() + 0.2
