"""Credit: sums to the case, does not depend on order, and is nothing for who did not touch it."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import EstimateError
from sightline.roles.evidence.coding import Touches
from sightline.roles.evidence.credit import RULES, credits_of, rules_for, shapley

amounts = st.one_of(st.floats(0, 100), st.just(float("nan")))
touching = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), amounts, amounts), min_size=1, max_size=30)


def touches_of(rows):
    """Return touches in the order of cases and people, one for each pair."""
    one = {(row, person): (time, effect) for row, person, time, effect in rows}
    keys = sorted(one)
    row, person = (np.array([key[place] for key in keys]) for place in (0, 1))
    time, effect = (np.array([one[key][place] for key in keys]) for place in (0, 1))
    return Touches(row, person.astype(np.int32), np.zeros(len(keys), dtype=np.int32), time, effect)


@given(touching, st.sampled_from(RULES))
def test_credits_sum_to_the_case(rows, rule):
    touches = touches_of(rows)
    credit = credits_of(touches, rule)
    assert (credit >= 0).all()
    assert np.allclose(np.bincount(touches.row, weights=credit)[np.unique(touches.row)], 1.0)


@given(touching, st.sampled_from(RULES), st.floats(0.01, 100))
def test_units_of_time_do_not_matter(rows, rule, factor):
    scaled = [(row, person, time * factor, effect * factor) for row, person, time, effect in rows]
    assert np.allclose(credits_of(touches_of(rows), rule), credits_of(touches_of(scaled), rule), atol=1e-9)


@given(touching, st.sampled_from(RULES), st.randoms())
def test_the_order_of_touches_does_not_matter(rows, rule, random):
    unique = list({(row, person): (row, person, time, effect) for row, person, time, effect in rows}.values())
    mixed = list(unique)
    random.shuffle(mixed)
    assert np.array_equal(credits_of(touches_of(unique), rule), credits_of(touches_of(mixed), rule))


def test_time_is_shared_out_by_hours_and_equally_where_none_is_known():
    nan = float("nan")
    touches = touches_of([(0, 0, 1.0, nan), (0, 1, 3.0, nan), (1, 0, nan, nan), (1, 1, 2.0, nan), (2, 0, 0.0, nan)])
    assert credits_of(touches, "time").tolist() == [0.25, 0.75, 0.5, 0.5, 1.0]


def test_equal_shares_come_first_and_one_rule_is_enough_where_no_case_is_shared():
    nan = float("nan")
    assert rules_for(touches_of([(0, 0, 1.0, nan), (1, 1, 1.0, nan)])) == ("equal",)
    assert rules_for(touches_of([(0, 0, 1.0, nan), (0, 1, 1.0, nan)])) == ("equal", "time")
    assert rules_for(touches_of([(0, 0, 1.0, 2.0), (0, 1, 1.0, 2.0)])) == ("equal", "effect")
    assert rules_for(touches_of([(0, 0, nan, nan), (0, 1, nan, nan)])) == ("equal",)


@given(st.integers(1, 5), st.integers(0, 2**31))
def test_shapley_is_the_mean_over_all_orders(many, seed):
    players = [f"p{one}" for one in range(many)]
    worth: dict[frozenset[str], float] = {frozenset(): 0.0}

    def value(group):
        return worth.setdefault(group, float(np.random.default_rng([seed, hash(group) % 2**31]).normal()))

    wanted = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        for place, one in enumerate(order):
            wanted[one] += (value(frozenset(order[: place + 1])) - value(frozenset(order[:place]))) / len(orders)
    found = shapley(players, value)
    assert found == pytest.approx(wanted, abs=1e-9)
    assert sum(found.values()) == pytest.approx(value(frozenset(players)))


def test_shapley_gives_nothing_to_who_adds_nothing_and_does_not_depend_on_order():
    def value(group):
        return 5.0 * ("a" in group) * ("b" in group)

    assert shapley(["a", "b", "c"], value) == pytest.approx({"a": 2.5, "b": 2.5, "c": 0.0})
    assert shapley(["c", "b", "a"], value) == pytest.approx(shapley(["a", "b", "c"], value))


def test_more_people_than_groups_can_be_valued_are_refused():
    with pytest.raises(EstimateError, match="9 people touched the case"):
        shapley(range(9), len)
