"""Case mix: what is expected of a case never rests on itself, nor on the person who did it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from sightline.roles.evidence.case_mix import expected
from sightline.roles.evidence.coding import OTHERS, UNKNOWN, coded, levels_of
from sightline.roles.evidence.folds import folds_of
from tests.roles.evidence.support import World, cases_of, shuffled

WORLD = World(people=20, each=80, hard=frozenset({0, 1, 2}))


def said(cases, **how):
    known = coded(cases)
    return known, expected(known.attributes, known.y, folds_of(known), **how)


def test_a_fold_holds_whole_people():
    known = coded(WORLD.cases())
    fold = folds_of(known)
    for person in range(len(known.people)):
        assert len(set(fold[known.touches.row[known.touches.person == person]])) == 1
    assert len(set(fold.tolist())) == 5


def test_what_a_person_does_changes_nothing_that_is_expected_of_them():
    cases = WORLD.cases()
    known, before = said(cases)
    mine = known.touches.row[known.touches.person == 3]
    value = cases.table.column("value").to_numpy().copy()
    value[mine] *= 1.1
    other, after = said(replace(cases, table=cases.table.set_column(2, "value", pa.array(value))))
    # given the same strengths of smoothing, which everybody's errors choose
    assert (after.ridge, after.layers) == (before.ridge, before.layers)
    centred = before.expected[mine] - before.centre, after.expected[mine] - after.centre
    assert np.ptp(centred[0] - centred[1]) < 1e-12
    assert other.fence == pytest.approx(known.fence, rel=0.1)


def test_planted_differences_between_cases_are_found():
    known, mix = said(replace(WORLD, people=40, each=200).cases())
    kind = known.attributes[0]
    hard = kind.levels.index("hard")
    apart = mix.expected[kind.code == hard].mean() - mix.expected[kind.code != hard].mean()
    assert apart == pytest.approx(0.8, abs=0.04)


def test_each_fold_is_the_ridge_regression_of_the_others():
    known, mix = said(WORLD.cases())
    columns = [np.ones(len(known))]
    columns += [(one.code == level).astype(float) for one in known.attributes for level in range(len(one.levels))]
    design = np.column_stack(columns)
    penalty = np.diag([0.0] + [np.sqrt(mix.ridge)] * (design.shape[1] - 1))
    for fold in range(5):
        train = mix.fold != fold
        tall = np.vstack([design[train], penalty])
        right = np.concatenate([known.y[train] - mix.centre, np.zeros(design.shape[1])])
        wanted = np.linalg.lstsq(tall, right, rcond=None)[0]
        assert np.allclose(mix.coefficients[fold], wanted, atol=1e-8)


def test_what_became_slow_in_one_region_is_expected_there_from_then_on():
    rng = np.random.default_rng(1)
    n = 6_000
    region, month = rng.integers(0, 3, n), rng.integers(0, 12, n)
    slow = (region == 0) & (month >= 6)
    at = np.datetime64("2025-01-15", "us") + month * np.timedelta64(30 * 86_400_000_000, "us")
    value = np.exp(1 + 0.7 * slow + 0.3 * rng.standard_normal(n))
    people = [f"P{one % 30}" for one in range(n)]
    cases = cases_of(value, range(n), people, ["T"] * n, at=at, scale="log", region=np.array(["N", "E", "S"])[region])
    _, mix = said(cases)
    assert ("region", "month") in [one.attributes for one in mix.layers]
    assert mix.expected[slow].mean() - mix.expected[(region == 0) & ~slow].mean() == pytest.approx(0.7, abs=0.05)


def test_a_combination_that_says_nothing_adds_nothing():
    assert said(World(people=30, each=100, spread=1.0).cases(seed=1))[1].layers == ()


def test_earlier_cases_can_say_what_is_expected_of_later_ones():
    known = coded(WORLD.cases())
    later = (known.attributes[-1].code >= 6).astype(np.int32)
    mix = expected(known.attributes, known.y, later)
    again = expected(known.attributes, known.y + 0.001 * later, later)
    assert np.allclose(mix.expected[later == 1], again.expected[later == 1], atol=1e-9)
    assert not np.allclose(mix.expected[later == 0], again.expected[later == 0], atol=1e-5)


def test_the_order_of_rows_does_not_matter():
    cases = WORLD.cases()
    _, one = said(cases)
    mixed = shuffled(cases, 4)
    _, other = said(mixed)
    names = mixed.table.column("case").to_pylist()
    back = [names.index(name) for name in cases.table.column("case").to_pylist()]
    assert np.allclose(one.expected, other.expected[back], atol=1e-9)


def test_numbers_are_cut_at_their_own_twentieths_whatever_their_unit():
    values = np.random.default_rng(0).lognormal(size=1_000)
    one = levels_of("a", pa.chunked_array([values]))
    other = levels_of("a", pa.chunked_array([values * 60]))
    assert np.array_equal(one.code, other.code)
    assert len(one.levels) == 20
    assert np.bincount(one.code).min() >= 45


def test_what_is_not_known_is_a_value_and_rare_values_are_put_together():
    one = levels_of("a", pa.chunked_array([pa.array(["x", None, "y"])]))
    assert one.levels == ("x", "y", UNKNOWN)
    many = levels_of("a", pa.chunked_array([pa.array([f"v{at % 500:03d}" for at in range(1_200)])]))
    assert len(many.levels) == 300
    assert many.levels[-1] == OTHERS
    empty = levels_of("a", pa.chunked_array([pa.array([None, 2.0, np.nan])]))
    assert empty.levels[-1] == UNKNOWN


def test_extreme_values_are_drawn_in_and_counted():
    cases = cases_of([1.0, 2.0, 3.0, 4.0, 1e9], range(5), list("abcde"), ["T"] * 5)
    known = coded(cases)
    assert known.drawn_in == 1
    assert known.y.max() == known.fence[1] == pytest.approx(4.0 + 6 * 2.0)
