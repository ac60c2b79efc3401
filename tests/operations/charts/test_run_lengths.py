"""Published run lengths, by formula and by simulation within its sampling error."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.operations.charts.limits import limits
from sightline.operations.charts.run_lengths import (
    cusum_rate,
    cusum_run_length,
    ewma_run_length,
    shewhart_limit,
    shewhart_run_length,
)

RUNS = 4_000


def simulated(speaks, state, *, shift=0.0, runs=RUNS, seed=20_261_125):
    """Return the mean run length and its standard error; `speaks` takes values and states, and returns new states."""
    rng, lengths = np.random.default_rng(seed), np.zeros(runs)
    open_, states = np.arange(runs), state(runs)
    while open_.size:
        lengths[open_] += 1
        states, said = speaks(rng.standard_normal(open_.size) + shift, states)
        open_, states = open_[~said], states[~said]
    return lengths.mean(), lengths.std() / np.sqrt(runs)


def both_sums(limit):
    def speaks(z, states):
        sums = np.maximum(0, states + np.column_stack([z, -z]) - 0.5)
        return sums, (sums > limit).any(axis=1)

    return speaks, lambda runs: np.zeros((runs, 2))


def western_electric(z, states):
    """Rules 1 to 4; the states are the last eight values, newest first."""
    last = np.column_stack([z, states[:, :7]])
    said = np.abs(z) > 3
    for side in (last, -last):
        said |= (side[:, 0] > 2) & ((side[:, :3] > 2).sum(axis=1) >= 2)
        said |= (side[:, 0] > 1) & ((side[:, :5] > 1).sum(axis=1) >= 4)
        said |= (side > 0).all(axis=1)
    return last, said


def test_shewhart_limits_at_three_sigma_speak_once_in_370_points():
    assert shewhart_run_length(3.0) == pytest.approx(370.4, abs=0.05)
    assert shewhart_run_length(3.0, shift=1.0) == pytest.approx(43.9, abs=0.05)


@pytest.mark.parametrize(("limit", "published"), [(4.0, 168), (5.0, 465)])
def test_a_cusum_has_its_published_run_length(limit, published):
    assert cusum_run_length(limit) == pytest.approx(published, abs=0.5)
    mean, error = simulated(*both_sums(limit), runs=1_500)
    assert mean == pytest.approx(published, abs=3.3 * error)


def test_a_cusum_finds_a_shift_of_one_sigma_in_ten_points():
    assert cusum_run_length(5.0, shift=1.0) == pytest.approx(10.4, abs=0.05)
    mean, error = simulated(*both_sums(5.0), shift=1.0)
    assert mean == pytest.approx(10.4, abs=3.3 * error + 0.05)


def test_an_ewma_has_its_published_run_length():
    assert ewma_run_length(2.962, weight=0.2) == pytest.approx(500, abs=1)


def test_western_electric_rules_cry_wolf_every_92_points():
    mean, error = simulated(western_electric, lambda runs: np.zeros((runs, 8)))
    assert mean == pytest.approx(91.75, abs=3.3 * error)


@settings(max_examples=8, deadline=None)
@given(limit=st.floats(2.0, 9.0))
def test_siegmunds_formula_is_near_the_markov_chain(limit):
    assert 1 / cusum_rate(limit) == pytest.approx(cusum_run_length(limit), rel=0.02)


@given(rate=st.floats(1e-5, 0.4))
def test_a_shewhart_limit_has_the_rate_it_was_asked_for(rate):
    assert 1 / shewhart_run_length(shewhart_limit(rate)) == pytest.approx(rate, rel=1e-6)


def test_with_known_values_the_limits_are_lucass():
    held = limits(1 / 391, n=100_000, freedom=60_000.0)
    assert (held.beyond, held.cusum) == pytest.approx((3.5, 5.0), abs=0.1)


@settings(max_examples=25, deadline=None)
@given(n=st.integers(10, 200), often=st.floats(0.002, 0.04))
def test_limits_widen_with_fewer_values_and_a_smaller_budget(n, often):
    here = limits(often, n=n, freedom=0.6 * n)
    assert limits(often, n=n + 20, freedom=0.6 * (n + 20)).cusum < here.cusum
    assert limits(often / 2, n=n, freedom=0.6 * n).cusum > here.cusum
    assert limits(often / 2, n=n, freedom=0.6 * n).beyond > here.beyond
