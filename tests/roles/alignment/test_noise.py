"""What chance alone gives: exact where it can be worked out, and calibrated where it cannot."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from sightline.roles.alignment.judging import benjamini_hochberg, holm
from sightline.roles.alignment.noise import Null, null_of, rounded_down
from sightline.roles.alignment.spreads import Spread, batching, effective_items, spread_of
from sightline.roles.alignment.variation import shares_of, total_variation

EVEN = Spread(np.ones(2), np.zeros(2))
SHARES = np.array([0.3, 0.7])


@pytest.fixture
def rng():
    return np.random.default_rng(20)


def exact_mean(n, p):
    counts = np.arange(n + 1)
    return float((np.abs(counts / n - p) * binom.pmf(counts, n, p)).sum())


def test_the_floor_of_two_activities_is_that_of_the_binomial(rng):
    asked = np.array([1, 2, 7, 20, 60])
    found = null_of(SHARES, asked, spread=EVEN, rng=rng, draws=20_000)
    for n in asked.tolist():
        assert found[n].mean == pytest.approx(exact_mean(n, 0.3), abs=4 * 0.3 / np.sqrt(n * 20_000))


def test_p_values_are_those_of_the_binomial(rng):
    n = 40
    null = null_of(SHARES, np.array([n]), spread=EVEN, rng=rng, draws=20_000)[n]
    for count in (12, 15, 18, 20):
        distance = abs(count / n - 0.3)
        counts = np.arange(n + 1)
        exact = binom.pmf(counts[np.abs(counts / n - 0.3) >= distance - 1e-9], n, 0.3).sum()
        assert null.p(distance) == pytest.approx(exact, abs=0.012)


def test_many_items_have_less_noise_and_hours_that_differ_have_more(rng):
    asked = np.array([20, 80, 320])
    even = null_of(SHARES, asked, spread=EVEN, rng=rng, draws=4_000)
    uneven = null_of(SHARES, asked, spread=Spread(np.ones(2), np.full(2, 1.0)), rng=rng, draws=4_000)
    assert even[20].mean > even[80].mean > even[320].mean
    for n in asked.tolist():  # with a spread as large as the mean, n items say as much as half of them
        assert uneven[n].mean / even[n].mean == pytest.approx(np.sqrt(2), rel=0.08)


def test_a_split_that_was_itself_sampled_has_the_noise_of_both(rng):
    known = null_of(SHARES, np.array([100]), spread=EVEN, rng=rng, draws=8_000)[100]
    sampled = null_of(SHARES, np.array([100]), spread=EVEN, rng=rng, draws=8_000, earlier=100)[100]
    assert sampled.mean / known.mean == pytest.approx(np.sqrt(2), rel=0.06)


def test_renaming_activities_changes_no_draw():
    shares, spread = np.array([0.2, 0.3, 0.5]), Spread(np.array([1.0, 2.0, 4.0]), np.array([0.1, 0.2, 0.0]))
    order = np.array([2, 0, 1])
    one, other = (
        null_of(each, np.array([30]), spread=widths, rng=np.random.default_rng(1), draws=200)[30].draws
        for each, widths in ((shares, spread), (shares[order], spread.only(order)))
    )
    assert np.allclose(one, other)


def test_the_tail_beyond_the_draws_is_never_too_small(rng):
    few, many = (
        null_of(
            np.array([0.5, 0.3, 0.2]), np.array([100]), spread=Spread(np.ones(3), np.full(3, 0.12)), rng=rng, draws=n
        )[100]
        for n in (4_000, 400_000)
    )
    for p in (1e-3, 1e-4, 2e-5):
        assert p / 2 < few.p(float(np.quantile(many.draws, 1 - p))) < 10 * p


def test_a_p_value_is_never_nothing():
    assert Null(np.zeros(100)).p(1.0) == pytest.approx(1 / 101)
    assert 0 < Null(np.linspace(0.1, 0.2, 100)).p(1.0) < 1e-6


def test_small_numbers_are_exact_and_large_ones_rounded_down_a_little():
    every = np.arange(1.0, 3_000)
    rounded = rounded_down(every)
    assert (rounded[:30] == every[:30]).all()
    assert ((rounded <= every) & (rounded > every * 0.93)).all()
    assert len(set(rounded.tolist())) < 130


@pytest.mark.parametrize("width", [0.0, 0.4, 1.0])
def test_the_spread_of_items_shows_in_cells_of_several(rng, width):
    items = rng.integers(1, 9, 4_000).astype(float)
    hours = items * 3.0 if width == 0 else rng.gamma(items / width**2) * width**2 * 3.0
    found = spread_of(rng.integers(0, 2, 4_000), hours, items, 3)
    assert np.sqrt(found.squared[:2]) == pytest.approx(width, abs=0.03)
    assert found.mean == pytest.approx(3.0, rel=0.05)


@pytest.mark.parametrize("batches", [0.0, 0.02, 0.1])
def test_batches_are_found_and_a_habit_is_none(rng, batches):
    habits = rng.dirichlet(np.full(4, 5.0), 200)
    periods = []
    for _ in range(2):
        shares = habits if batches == 0 else np.stack([rng.dirichlet(one * (1 / batches - 1) + 1e-9) for one in habits])
        periods.append(np.stack([rng.multinomial(60, one) for one in shares]).astype(float))
    assert batching(*periods) == pytest.approx(batches, abs=0.004 + batches / 5)


def test_where_nothing_comes_twice_there_are_no_batches():
    assert batching(np.zeros((0, 3)), np.zeros((0, 3))) == 0
    assert batching(np.ones((4, 1)), np.ones((4, 1))) == 0


def test_items_in_batches_say_less_and_more_so_within_one_period():
    assert effective_items(np.array([50.0, 50.0]), 0.0) == 100
    assert effective_items(np.array([50.0, 50.0]), 1.0) == pytest.approx(2)
    assert effective_items(np.array([100.0]), 0.1) < effective_items(np.array([50.0, 50.0]), 0.1)


def flagged(rng, *, batches, spread, exact, ignore=False, worlds=250):
    """Return how often a role that did not drift has p < 0.05."""
    found = 0
    for _ in range(worlds):
        shares, mean = rng.dirichlet(np.full(5, 2.0)), np.exp(rng.normal(0, 0.5, 5))
        months = []
        for _ in range(15):
            now = rng.dirichlet(shares * (1 / batches - 1)) if batches else shares
            months.append(rng.multinomial(rng.poisson(40), now).astype(float))
        items = np.stack(months)
        hours = np.where(items > 0, rng.gamma(np.maximum(items, 1e-9) / spread**2) * spread**2 * mean, 0.0)
        cells = np.flatnonzero(items.ravel())
        width = spread_of(np.tile(np.arange(5), 15)[cells], hours.ravel()[cells], items.ravel()[cells], 5)
        together = 0.0 if ignore else batching(items[:11], items[1:12])
        effective = max(int(effective_items(items[12:].sum(axis=1), together)), 1)
        goal, earlier, follows = shares_of(shares * mean), None, shares_of(shares * mean)
        if not exact:
            goal, follows = shares_of(hours[:12].sum(axis=0)), shares_of(hours.sum(axis=0))
            earlier = max(int(effective_items(items[:12].sum(axis=1), together)), 1)
        distance = float(total_variation(shares_of(hours[12:].sum(axis=0)), goal))
        null = null_of(follows, np.array([effective]), spread=width, rng=rng, draws=200, earlier=earlier)[effective]
        found += null.p(distance) < 0.05
    return found / worlds


@pytest.mark.parametrize(
    ("batches", "spread", "exact"), [(0.0, 0.4, True), (0.0, 1.2, False), (0.03, 0.5, True), (0.03, 0.5, False)]
)
def test_without_drift_about_one_in_twenty_is_surprising(rng, batches, spread, exact):
    assert 0.01 < flagged(rng, batches=batches, spread=spread, exact=exact) < 0.095


def test_work_in_batches_would_be_taken_for_drift_were_they_ignored(rng):
    assert flagged(rng, batches=0.03, spread=0.5, exact=False, ignore=True) > 0.15


def test_corrections_keep_the_order_and_are_never_smaller():
    ps = [0.03, 0.001, 0.2, 0.01]
    for correct in (holm, benjamini_hochberg):
        corrected = correct(ps)
        assert np.argsort(corrected, kind="stable").tolist() == np.argsort(ps, kind="stable").tolist()
        assert all(after >= before for before, after in zip(ps, corrected, strict=True))
    assert holm([]) == []
    assert holm([0.01] * 5) == [0.05] * 5
    assert benjamini_hochberg([0.01] * 5) == [0.01] * 5
