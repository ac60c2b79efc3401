"""Variance between groups: against closed forms, a published example, and its promise of coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.roles.evidence import heterogeneity
from sightline.roles.evidence.heterogeneity import between, group_means

# Colditz et al. (1994), thirteen trials of a vaccine: cases and others, vaccinated and not
TRIALS = np.array([
    [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
    [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232], [17, 1699, 65, 1600],
    [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
], dtype=float)  # fmt: skip


def trials():
    a, b, c, d = TRIALS.T
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_the_interval_of_a_published_meta_analysis(monkeypatch):
    monkeypatch.setattr(heterogeneity, "INTERVAL", 0.95)
    found = between(*trials(), np.zeros(13, dtype=int), 1)
    # R package metafor, data dat.bcg: 95 % interval by the Q-profile method, and the Paule-Mandel estimate
    assert (found.low, found.high) == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert found.variance == pytest.approx(0.318, abs=5e-4)


def test_groups_of_one_size_give_the_classical_analysis_of_variance():
    rng = np.random.default_rng(3)
    values = rng.normal(0, 0.4, (30, 1)) + rng.normal(0, 1, (30, 12))
    mean, within = values.mean(1), values.var(1, ddof=1).mean()
    wanted = mean.var(ddof=1) - within / 12
    found = between(mean, np.full(30, within / 12), np.zeros(30, dtype=int), 1)
    assert found.variance == pytest.approx(wanted, rel=1e-9)


def test_teams_means_are_taken_off():
    rng = np.random.default_rng(5)
    team = np.repeat([0, 1], 50)
    mean = rng.normal(0, 0.3, 100) + 10 * team
    found = between(mean, np.full(100, 0.01), team, 2)
    assert found.freedom == 98
    assert found.variance == pytest.approx(0.09 - 0.01, abs=0.03)


def test_nine_of_ten_intervals_hold_the_truth():
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(200):
        noise = rng.uniform(0.05, 0.5, 25)
        found = between(rng.normal(0, np.sqrt(0.2 + noise)), noise, np.zeros(25, dtype=int), 1)
        hits += found.low <= 0.2 <= found.high
    assert 170 <= hits <= 191


def test_one_group_says_nothing():
    found = between(np.array([1.0]), np.array([0.1]), np.array([0]), 1)
    assert (found.variance, found.low, found.high) == (0.0, 0.0, np.inf)


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=12), st.floats(1.0, 20.0), st.floats(0.1, 10))
def test_more_noise_never_makes_groups_more_different_and_units_do_not_matter(mean, more, factor):
    means, noise, team = np.array(mean), np.linspace(0.1, 1.0, len(mean)), np.zeros(len(mean), dtype=int)
    found = between(means, noise, team, 1)
    assert between(means, noise * more, team, 1).variance <= found.variance + 1e-9
    scaled = between(means * factor, noise * factor**2, team, 1)
    assert scaled.variance == pytest.approx(found.variance * factor**2, rel=1e-6, abs=1e-9)


def test_a_team_without_anybody_has_the_mean_zero():
    assert group_means(np.array([2.0]), np.array([1.0]), np.array([1]), 3).tolist() == [0.0, 2.0, 0.0]
