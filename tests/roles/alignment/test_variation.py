"""Total variation: a distance between splits that a way over stations takes apart without remainder."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sightline.roles.alignment.causes import Amounts, person_parts, role_parts, stations_of
from sightline.roles.alignment.variation import along, excess, shares_of, total_variation

KINDS = 5
amounts = arrays(np.float64, KINDS, elements=st.floats(0.0, 1e4)).filter(lambda one: one.sum() > 1)
splits = amounts.map(shares_of)


@given(splits, splits)
def test_it_lies_between_nothing_and_all_and_is_the_same_from_both_ends(one, other):
    assert total_variation(one, one) == 0
    assert 0 <= total_variation(one, other) <= 1 + 1e-12
    assert total_variation(one, other) == total_variation(other, one)


@given(splits, splits)
def test_it_is_nothing_only_where_the_splits_are_equal(one, other):
    assert (total_variation(one, other) > 1e-12) == (not np.allclose(one, other, rtol=0, atol=1e-12))


def test_no_work_in_common_is_all_of_it():
    assert total_variation(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == 1


@given(splits, splits, st.permutations(range(KINDS)))
def test_the_order_of_activities_does_not_matter(one, other, order):
    assert np.isclose(total_variation(one[list(order)], other[list(order)]), total_variation(one, other))


@given(amounts, amounts, st.floats(0.01, 100))
def test_the_unit_of_hours_does_not_matter(one, other, factor):
    assert np.isclose(
        total_variation(shares_of(one * factor), shares_of(other * factor)),
        total_variation(shares_of(one), shares_of(other)),
    )


@given(st.lists(splits, min_size=2, max_size=6))
def test_the_steps_of_a_way_sum_to_the_distance(stations):
    steps = along(stations, np.sign(stations[-1] - stations[0]))
    assert np.isclose(sum(steps), total_variation(stations[0], stations[-1]))


def test_excess_is_nothing_at_the_noise_floor_and_all_at_the_end():
    assert excess(0.2, 0.2) == 0
    assert excess(1.0, 0.2) == 1
    assert excess(0.1, 0.2) < 0


@given(amounts, amounts, amounts, amounts, splits, splits)
def test_the_causes_of_a_role_sum_to_its_distance_from_what_is_agreed_now(before, others, now, others_now, start, goal):
    stations = stations_of(Amounts(before, others, now, others_now))
    parts = role_parts(start, goal, stations, np.sign(stations.now - goal))
    told = not np.isnan(stations.demanded).any()  # else nothing of what it did before is wanted any more
    assert set(parts) == ({"demand", "assignment", "goals", "residual"} if told else {"goals", "residual"})
    assert np.isclose(sum(parts.values()), total_variation(stations.now, goal))


@given(amounts, amounts, amounts, amounts, splits, splits, splits)
def test_the_causes_of_a_person_sum_to_the_distance(before, others, now, others_now, goal, habit, actual):
    stations = stations_of(Amounts(before, others, now, others_now))
    for past in (habit, np.full(KINDS, np.nan)):
        parts = person_parts(goal, goal, stations, (past, actual), np.sign(actual - goal))
        assert np.isclose(sum(parts.values()), total_variation(actual, goal))


@given(amounts, amounts, st.floats(0.1, 10))
def test_more_of_the_same_is_no_drift(before, others, factor):
    stations = stations_of(Amounts(before, others, before * factor, others * factor))
    assert np.allclose(stations.demanded, stations.before)
    assert np.allclose(stations.now, stations.before)


def test_demand_is_what_the_mix_would_be_had_each_activity_kept_its_split():
    """Twice as much of the first arrives, of which a half is done outside as before; nothing else changes."""
    stations = stations_of(
        Amounts(
            before=np.array([50.0, 50.0]), others_before=np.array([50.0, 0.0]),
            now=np.array([100.0, 50.0]), others_now=np.array([100.0, 0.0]),
        )
    )  # fmt: skip
    assert np.allclose(stations.demanded, [2 / 3, 1 / 3])
    parts = role_parts(stations.before, stations.before, stations, np.sign(stations.now - stations.before))
    assert np.isclose(parts["demand"], 1 / 6)
    assert np.isclose(parts["assignment"], 0)


def test_work_taken_from_outside_is_assignment():
    stations = stations_of(
        Amounts(
            before=np.array([50.0, 50.0]), others_before=np.array([50.0, 0.0]),
            now=np.array([100.0, 50.0]), others_now=np.array([0.0, 0.0]),
        )
    )  # fmt: skip
    parts = role_parts(stations.before, stations.before, stations, np.sign(stations.now - stations.before))
    assert np.isclose(parts["demand"], 0)
    assert np.isclose(parts["assignment"], 1 / 6)


def test_new_work_is_demand():
    stations = stations_of(
        Amounts(np.array([10.0, 0.0]), np.zeros(2), now=np.array([10.0, 10.0]), others_now=np.array([0.0, 10.0]))
    )
    assert np.allclose(stations.demanded, [0.5, 0.5])
