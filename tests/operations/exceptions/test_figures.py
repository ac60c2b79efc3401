"""Intervals against other implementations and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, quantile_test
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson
from statsmodels.stats.weightstats import DescrStatsW

from sightline.operations.exceptions.figures import mean_of, median_of, rate_of, ratio_of, share_of

CLOSE = {"rel": 1e-9, "abs": 1e-12}


@pytest.mark.parametrize("count", [0, 1, 4, 31])
def test_a_rate_has_the_exact_poisson_interval(count):
    low, high = confint_poisson(count, 8.0, method="exact-c", alpha=0.1)
    found = rate_of(count, 8.0)
    assert (found.value, found.low, found.high) == pytest.approx((count / 8, np.nan_to_num(low), high), **CLOSE)


@pytest.mark.parametrize(("count", "n"), [(1, 5), (4, 31), (30, 31)])
def test_a_share_has_jeffreys_interval(count, n):
    found = share_of(count, n)
    assert (found.low, found.high) == pytest.approx(proportion_confint(count, n, 0.1, method="jeffreys"), **CLOSE)


def test_a_share_of_none_and_of_all_is_bounded_on_one_side_only():
    assert (share_of(0, 9).low, share_of(9, 9).high) == (0.0, 1.0)
    assert share_of(0, 0).value is None


@pytest.mark.parametrize(("after", "weeks", "before", "base"), [(3, 4, 20, 8), (9, 2, 1, 2), (5, 5, 5, 5)])
def test_a_ratio_of_rates_has_the_interval_of_their_share_given_the_sum(after, weeks, before, base):
    ends = binomtest(after, after + before).proportion_ci(0.9, method="exact")
    wanted = [end / (1 - end) * base / weeks for end in ends]
    found = ratio_of(after, weeks, before, base)
    assert [found.low, found.high] == pytest.approx(wanted, **CLOSE)
    assert found.value == pytest.approx(after / weeks / (before / base))


def test_a_ratio_to_nothing_has_no_value_and_no_upper_end():
    found = ratio_of(3, 4, 0, 4)
    assert (found.value, found.high) == (None, None)
    assert found.low > 0
    assert ratio_of(0, 4, 0, 4).low is None
    assert ratio_of(0, 4, 7, 4).low == 0.0


@pytest.mark.parametrize("n", [5, 8, 30, 101])
def test_a_median_has_the_interval_between_order_statistics(n):
    values = np.random.default_rng(n).exponential(size=n)
    ends = quantile_test(values, p=0.5).confidence_interval(0.9)
    found = median_of(values)
    assert (found.low, found.high) == (ends.low, ends.high)
    assert found.value == np.median(values)


def test_four_values_do_not_bound_a_median_nor_a_mean():
    assert (median_of([1, 2, 3, 4]).low, mean_of([1, 2, 3, 4]).high) == (None, None)
    assert (median_of([]).value, mean_of([]).value) == (None, None)


def test_a_mean_has_students_interval():
    values = [0.1, 0.4, -0.2, 0.3, 0.8, 0.1]
    found = mean_of(values)
    assert (found.low, found.high) == pytest.approx(DescrStatsW(values).tconfint_mean(0.1), **CLOSE)
