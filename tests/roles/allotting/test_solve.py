"""Handing out whole items: beside trying everything, within its own bound, and the laws that must hold."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sightline.roles.allotting.knapsacks import tightened
from sightline.roles.allotting.prices import priced, upper_bound
from sightline.roles.allotting.problem import Problem
from sightline.roles.allotting.search import rounded
from sightline.roles.allotting.solve import solved
from tests.roles.allotting.worlds import KINDS, world


@st.composite
def small(draw):
    """Return a problem of a few items and people, often without room, or with pairs that nobody may."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    items, persons = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    hours = draw(st.lists(st.sampled_from((0.25, 1.0, 2.5, 3.0, 7.75)), min_size=items, max_size=items))
    room = np.array(draw(st.lists(st.sampled_from((0.0, 2.0, 4.0, 8.5)), min_size=persons, max_size=persons)))
    allowed = rng.random((items, persons)) < draw(st.sampled_from((0.3, 0.8, 1.0)))
    item, person = np.nonzero(allowed & (np.array(hours)[:, None] <= room))
    worth = rng.uniform(0.1, 5.0, len(item))
    price = draw(st.sampled_from((0.0, 0.05)))
    return Problem(np.array(hours), room + draw(st.sampled_from((0.0, 3.0))), room, item, person, worth, price)


def best_of_all(problem):
    """Return the value of the best solution, by trying every one."""
    ways = [[-1, *range(problem.first[one], problem.first[one + 1])] for one in range(problem.items)]
    every = (np.array(way) for way in product(*ways))
    return max(problem.value(one) for one in every if problem.fits(one))


@settings(max_examples=60, deadline=None)
@given(small())
def test_the_solution_fits_and_is_the_best_of_all_and_the_bound_holds(problem):
    found = solved(problem, np.random.default_rng(0))
    best = best_of_all(problem)
    assert problem.fits(found.chosen)
    assert found.value == pytest.approx(problem.value(found.chosen))
    assert found.bound >= best - 1e-9
    assert found.value >= best * 0.997 - 1e-9  # within what ends the search


@settings(max_examples=60, deadline=None)
@given(small(), st.lists(st.floats(0, 3), min_size=3, max_size=3))
def test_any_prices_give_a_bound(problem, hour):
    best = best_of_all(problem)
    assert upper_bound(problem, np.array(hour[: problem.persons])) >= best - 1e-9
    price = np.resize(np.array(hour), problem.items)
    assert tightened(problem, price, 1e9, best, aim=0.0) >= best - 1e-9


@settings(max_examples=30, deadline=None)
@given(small(), st.floats(0.01, 100))
def test_the_unit_of_worth_does_not_matter(problem, factor):
    assume(len(problem.item))
    told = solved(problem, np.random.default_rng(0))
    same = replace(problem, worth=problem.worth * factor, price=problem.price * factor)
    again = solved(same, np.random.default_rng(0))
    assert again.value / factor == pytest.approx(told.value, rel=0.004)


@settings(max_examples=30, deadline=None)
@given(small())
def test_more_room_is_never_worth_less(problem):
    wide = replace(problem, room=problem.room * 2, capacity=problem.capacity + problem.room)
    assert solved(wide, np.random.default_rng(0)).bound >= best_of_all(replace(problem, price=0.0)) * 0.999 - (
        wide.uneven(wide.room).sum() + 1e-9
    )


def test_prices_alone_are_improved_by_the_search():
    problem = world(np.random.default_rng(1), 120, 12, "large_items")
    prices = priced(problem)
    first = rounded(problem, prices.chosen, prices.hour)
    assert problem.fits(first)
    assert solved(problem, np.random.default_rng(0)).value > problem.value(first)


@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_items_come_within_two_percent_of_the_bound(kind):
    found = solved(world(np.random.default_rng(5), 150, 15, kind), np.random.default_rng(0))
    assert 0 <= found.gap < 0.02


def test_knapsacks_prove_what_the_program_cannot():
    one = np.zeros(3, dtype=np.int64)
    problem = Problem(
        np.array([6.0, 6.0, 6.0]), np.array([10.0]), np.array([10.0]), np.arange(3), one, np.array([3.0, 2.0, 1.0])
    )
    assert priced(problem).bound > 4.3  # two thirds of the next item
    found = solved(problem, np.random.default_rng(0))
    assert (found.value, found.gap) == (pytest.approx(3.0), pytest.approx(0.0, abs=0.003))


def test_of_equal_worth_the_even_load_wins():
    item, person = np.repeat(np.arange(8), 2), np.tile(np.arange(2), 8)
    problem = Problem(np.ones(8), np.array([10.0, 10.0]), np.array([10.0, 6.0]), item, person, np.ones(16), price=0.5)
    load = problem.load(solved(problem, np.random.default_rng(0)).chosen)
    assert load.tolist() == [6.0, 2.0]  # six of ten, and two beside the four that were there


def test_the_same_generator_gives_the_same_solution():
    problem = world(np.random.default_rng(2), 60, 8, "busy")
    one, two = (solved(problem, np.random.default_rng(7)).chosen.tolist() for _ in range(2))
    assert one == two


def test_nothing_to_hand_out_is_a_solution():
    none = np.zeros(0, dtype=np.int64)
    found = solved(Problem(np.ones(2), np.ones(1), np.ones(1), none, none, np.zeros(0)), np.random.default_rng(0))
    assert (found.chosen.tolist(), found.value, found.bound, found.gap) == ([-1, -1], 0.0, 0.0, 0.0)
