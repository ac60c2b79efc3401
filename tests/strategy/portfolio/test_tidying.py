"""A tidied set brings as much, keeps to the limits, and holds and puts off nothing for nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from sightline.records.backlog import Candidate, Limits
from sightline.strategy.portfolio.problem import problem_of
from sightline.strategy.portfolio.solving import Solution, Solver
from sightline.strategy.portfolio.tidying import tidied
from tests.strategy.portfolio.backlogs import flat, keeps, problems, stakes


@settings(max_examples=60)
@given(problems())
def test_it_brings_as_much_within_the_limits_for_no_more(made):
    stakes_, limits = made
    problem = problem_of(stakes_.candidates, limits)
    found = Solver(stakes_).best(problem)
    if found is not None:
        tidy = tidied(stakes_, problem, found)
        assert keeps(stakes_.candidates, limits, tidy.starts)
        assert tidy.value >= found.value - 1e-6
        assert set(tidy.starts) <= set(found.starts)
        assert all(start <= found.starts[name] for name, start in tidy.starts.items())
        assert tidied(stakes_, problem, tidy).starts == tidy.starts


def test_what_adds_nothing_goes_and_what_only_it_needed_goes_too():
    three = (
        Candidate("api", "API", cost=2.0),
        Candidate("bot", "Bot", cost=1.0, needs=("api",)),
        Candidate("good", "Good", cost=1.0),
    )
    stakes_ = stakes(three, {("good", "m"): 1.0, ("bot", "x"): 1.0}, pulls={"m": flat(1.0)}, periods=3)
    problem = problem_of(three, Limits(3))
    value = float(stakes_.value({"good": 0}).mean())
    tidy = tidied(stakes_, problem, Solution({"api": 0, "bot": 2, "good": 0}, value, value))
    assert tidy.starts == {"good": 0}
    kept = problem_of(three, Limits(3, must={"bot": "the law"}))
    tidy = tidied(stakes_, kept, Solution({"api": 0, "bot": 2, "good": 0}, value, value))
    assert tidy.starts == {"api": 0, "bot": 1, "good": 0}  # no later than it can
    assert tidy.value == pytest.approx(value)
