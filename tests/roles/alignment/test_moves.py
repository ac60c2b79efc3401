"""The smallest moves: nothing is lost, nobody does what they cannot, and the least is moved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.roles.alignment.moves import Station, shifts
from sightline.roles.alignment.variation import shares_of, total_variation


def station(name, hours, *, can=None, most=None, goal=None, drifted=False, slack=0.0):
    hours = np.array(hours, dtype=float)
    able = np.array([True] * len(hours) if can is None else can)
    return Station(
        name, hours, able, float(hours.sum()) if most is None else most,
        None if goal is None else np.array(goal), drifted, slack,
    )  # fmt: skip


def off(hours, goal):
    return float(total_variation(shares_of(hours), np.array(goal)))


def test_what_is_too_much_goes_out_and_what_is_too_little_comes_in():
    role = station("role", [80, 20], goal=[0.6, 0.4], drifted=True)
    outside = station("outside", [0, 50], most=50)
    found, after = shifts([role, outside])
    assert {(one.activity, one.giver, one.taker): round(one.hours, 6) for one in found} == {
        (0, 0, 1): 20,
        (1, 1, 0): 20,
    }
    assert off(after[0], [0.6, 0.4]) == pytest.approx(0)


def test_whoever_cannot_do_it_gets_none_of_it():
    role = station("role", [80, 20], goal=[0.6, 0.4], drifted=True)
    outside = station("outside", [0, 50], can=[False, True], most=500)
    found, after = shifts([role, outside])
    assert found == ()  # a role does not get more hours than it has
    assert (after == [[80, 20], [0, 50]]).all()


def test_two_roles_that_drifted_give_each_other_what_they_lack():
    one = station("one", [70, 30], goal=[0.5, 0.5], drifted=True)
    two = station("two", [30, 70], goal=[0.5, 0.5], drifted=True)
    found, after = shifts([one, two])
    assert sum(each.hours for each in found) == pytest.approx(40)
    assert np.allclose(after, 50)


def test_a_role_that_did_not_drift_is_not_made_worse_than_chance_allows():
    drifted = station("drifted", [80, 20], goal=[0.6, 0.4], drifted=True)
    steady = station("steady", [20, 80], goal=[0.2, 0.8], slack=0.05)
    found, after = shifts([drifted, steady])
    assert found
    assert off(after[1], [0.2, 0.8]) <= 0.05 + 1e-9
    assert off(after[0], [0.6, 0.4]) == pytest.approx(0.15)


def test_outside_is_asked_before_a_role_that_is_as_agreed():
    drifted = station("drifted", [80, 20], goal=[0.6, 0.4], drifted=True)
    steady = station("steady", [20, 80], goal=[0.2, 0.8], slack=1.0)
    outside = station("outside", [0, 50], most=50)
    found, _ = shifts([drifted, steady, outside])
    assert {one.giver for one in found} | {one.taker for one in found} == {0, 2}


@given(st.data())
def test_nothing_is_lost_nobody_does_too_much_and_nothing_gets_worse(data):
    kinds, many = 4, data.draw(st.integers(2, 5))
    hours = st.lists(st.integers(0, 100), min_size=kinds, max_size=kinds)
    stations = []
    for number in range(many):
        done = data.draw(hours.filter(any))
        inside = number == 0 or data.draw(st.booleans())
        goal = shares_of(np.array(data.draw(hours.filter(any)), dtype=float)) if inside else None
        able = [bool(one) or data.draw(st.booleans()) for one in done]
        drifted = number == 0 or (inside and data.draw(st.booleans()))
        slack = off(np.array(done, dtype=float), goal) if inside else 0.0
        room = 0 if inside else data.draw(st.integers(0, 50))
        stations.append(
            station(str(number), done, can=able, most=sum(done) + room, goal=goal, drifted=drifted, slack=slack)
        )
    found, after = shifts(stations)
    before = np.stack([one.hours for one in stations])
    assert np.allclose(after.sum(axis=0), before.sum(axis=0))
    small = 0.005 * before.sum() + 1e-6  # moves that are too small to suggest are left out
    assert after.min() > -1e-6
    for at, one in enumerate(stations):
        assert after[at].sum() <= one.most + many * kinds * small
        assert not after[at][~one.can].any() or (before[at][~one.can] > 0).any()
    assert all(stations[one.taker].can[one.activity] for one in found)
    aims = [one.goal * one.hours.sum() for one in stations if one.drifted]
    places = [at for at, one in enumerate(stations) if one.drifted]
    missed = [
        sum(np.abs(hours[at] - aim).sum() for at, aim in zip(places, aims, strict=True)) for hours in (before, after)
    ]
    assert missed[1] <= missed[0] + many * kinds * small


@given(st.lists(st.floats(1, 100), min_size=4, max_size=4), st.lists(st.floats(1, 100), min_size=4, max_size=4))
def test_with_somebody_who_can_take_and_give_anything_the_least_is_moved(hours, goal):
    """Each hour off the agreement passes once: out of where there is too much, in where there is too little."""
    goal = shares_of(np.array(goal))
    role = station("role", hours, goal=goal, drifted=True)
    outside = station("outside", [1_000] * 4, most=10_000)
    found, _ = shifts([role, outside])
    least = 2 * off(role.hours, goal) * role.hours.sum()
    assert sum(one.hours for one in found) == pytest.approx(least, abs=0.021 * role.hours.sum() + 1e-6)
