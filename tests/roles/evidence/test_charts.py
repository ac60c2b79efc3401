"""Charts of one person over time: worked by hand, and their rate of false signals."""

from __future__ import annotations

import numpy as np
import pytest

from sightline.roles.evidence.charts import cusum, cusum_limit, cusum_weights, individuals

LABELS = [f"2025-{month:02d}" for month in range(1, 13)]


def monthly(values):
    month = np.repeat(np.arange(len(values)), 3)
    return np.repeat(np.array(values, dtype=float), 3), np.ones(len(month)), month


def test_limits_are_the_mean_and_two_point_six_six_moving_ranges():
    values = [10, 12, 10, 12, 10, 12, 10, 12]
    chart = individuals(*monthly(values), LABELS, scale="plain")
    assert chart.centre == 11.0
    assert (chart.low, chart.high) == pytest.approx((11 - 2.66 * 2, 11 + 2.66 * 2))
    assert chart.signals == ()
    assert chart.provisional


def test_a_month_beyond_the_limits_is_told():
    chart = individuals(*monthly([10, 11, 10, 11, 10, 11, 10, 11, 10, 30]), LABELS, scale="plain")
    assert chart.signals == ("2025-10",)
    assert "2025-10" in chart.words


def test_ratios_are_charted_on_the_log_scale_and_told_in_the_unit():
    y, weight, month = monthly(np.log([10, 12, 10, 12, 10, 12, 10, 12]))
    chart = individuals(y, weight, month, LABELS, scale="log")
    assert chart.values == pytest.approx([10, 12, 10, 12, 10, 12, 10, 12])
    assert 0 < chart.low < chart.centre < chart.high


def test_too_few_months_give_no_chart():
    assert individuals(*monthly([1, 2, 3]), LABELS, scale="plain") is None


def test_the_weights_are_those_of_the_risk_adjusted_cusum():
    # Steiner et al. (2000), equation 2.1: log(((1 - p + R p) ** -1) * R ** y)
    p, y = np.array([0.1, 0.1, 0.6]), np.array([0.0, 1.0, 1.0])
    wanted = np.log((1 - p + 2 * p) ** -1 * 2**y)
    assert cusum_weights(y, p, 2.0) == pytest.approx(wanted)


def test_a_series_as_expected_passes_the_limit_about_once_in_twenty():
    rng = np.random.default_rng(2)
    p = rng.uniform(0.05, 0.5, 150)
    days = [f"d{one}" for one in range(150)]
    limit = cusum_limit(p, np.random.default_rng(0))
    signals = 0
    for _ in range(200):
        happened = (rng.random(150) < p).astype(float)
        chart = cusum(happened, p, days, np.random.default_rng(0))
        assert chart.high == limit
        signals += bool(chart.signals)
    assert signals <= 22


def test_a_change_for_more_is_found_and_says_so():
    rng = np.random.default_rng(4)
    p = np.full(300, 0.15)
    happened = np.concatenate([rng.random(100) < 0.15, rng.random(200) < 0.45]).astype(float)
    chart = cusum(happened, p, [str(one) for one in range(300)], rng)
    assert chart.signals
    assert int(chart.signals[0]) > 100
    assert "more often than expected" in chart.words
