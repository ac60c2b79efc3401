"""The funnel: exact limits, widened by what people differ in anyway, with a guard against false discoveries."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from sightline.roles.evidence.funnel import (
    LEFT,
    binomial_limits,
    binomial_z,
    funnel,
    overdispersion,
    poisson_limits,
    poisson_z,
)

NINETY_FIVE = float(norm.ppf(0.975))


def test_exact_limits_of_a_count_as_in_the_published_table():
    # Ulm (1990), exact 95 % limits of counts: 5 gives 1.6235 to 11.668, 20 gives 12.217 to 30.888
    low, high = poisson_limits(np.array([5.0, 20.0]), NINETY_FIVE)
    assert low * [5, 20] == pytest.approx([1.6235, 12.217], abs=1e-3)
    assert high * [5, 20] == pytest.approx([11.668, 30.888], abs=1e-3)


def test_limits_of_shares_are_those_of_the_binomial():
    low, high = binomial_limits(np.array([10.0, 1000.0]), 0.5, NINETY_FIVE)
    assert low.tolist() == [0.2, 0.469]
    assert high.tolist() == [0.8, 0.531]


def test_exact_distances_agree_with_normal_ones_where_there_are_many():
    assert float(poisson_z(np.array([10_300.0]), np.array([10_000.0]))[0]) == pytest.approx(3.0, abs=0.02)
    assert float(binomial_z(np.array([5_150.0]), np.array([10_000.0]), np.array([0.5]))[0]) == pytest.approx(
        3, abs=0.01
    )
    # and are less sure of few: 4 where 0.5 is expected is no matter of three standard errors
    assert float(poisson_z(np.array([4.0]), np.array([0.5]))[0]) < (4 - 0.5) / np.sqrt(0.5)


def test_overdispersion_follows_its_formula():
    z, error = np.array([-3.0, -1.0, 0.5, 1.5, 4.0]), np.full(5, 0.2)
    low, high = np.quantile(z, [0.1, 0.9])
    phi = (np.clip(z, low, high) ** 2).mean() / 0.6787
    w = 1 / error**2
    wanted = (5 * phi - 4) / (w.sum() - (w**2).sum() / w.sum())
    assert overdispersion(z, error) == pytest.approx(wanted)


def test_two_who_stand_out_do_not_widen_the_limits_for_themselves():
    rng = np.random.default_rng(0)
    error = np.full(34, 0.03)
    distance = rng.normal(0, error)
    distance[[3, 7]] = 0.30, -0.26
    assert np.flatnonzero(funnel(distance, error).beyond).tolist() == [3, 7]


def test_where_everybody_differs_nobody_is_beyond():
    rng = np.random.default_rng(1)
    error = np.full(4_000, 0.02)
    found = funnel(rng.normal(0, 0.2, 4_000), error)
    assert found.beyond.mean() <= 0.01
    assert found.tau2 == pytest.approx(0.2**2, rel=0.1)


@pytest.mark.parametrize("seed", range(5))
def test_without_differences_at_most_one_in_a_hundred_is_beyond(seed):
    rng = np.random.default_rng(seed)
    error = rng.uniform(0.05, 0.5, 2_000)
    assert funnel(rng.normal(0, error), error).beyond.mean() <= 0.01


def test_what_winsorising_leaves_of_normal_values():
    bound = norm.ppf(0.9)
    assert 0.8 - 2 * bound * norm.pdf(bound) + 0.2 * bound**2 == pytest.approx(LEFT, abs=5e-5)


def test_nobody_gives_an_empty_funnel():
    assert funnel(np.zeros(0), np.zeros(0)).beyond.tolist() == []
    assert overdispersion(np.array([5.0]), np.array([1.0])) == 0.0
