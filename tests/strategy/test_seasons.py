import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.strategy.seasons import season_in

YEAR = 2 * np.pi / 12


def monthly(months=48, *, size=10.0, noise=0.01, level=100.0, drift=0.5):
    at = np.arange(months)
    rng = np.random.default_rng(0)
    return level + drift * at + size * np.sin(YEAR * at) + noise * rng.standard_normal(months)


def test_a_clear_season_is_found_and_taken_out():
    found = season_in(monthly(level=0), 12)  # around zero: it adds
    assert not found.multiplies
    assert found.factors == pytest.approx(10 * np.sin(YEAR * np.arange(12)), abs=0.3)
    assert found.weight > 0.99
    assert np.abs(np.diff(found.out_of(monthly(level=0)), 2)).max() < 0.5


def test_noise_has_hardly_a_season():
    weights = [season_in(np.random.default_rng(seed).normal(size=36), 12).weight for seed in range(40)]
    assert np.mean(weights) < 0.25
    assert np.mean(np.array(weights) == 0) > 0.3


def test_a_season_that_grows_with_the_level_multiplies():
    at = np.arange(60)
    values = 100 * np.exp(0.03 * at) * (1 + 0.3 * np.sin(YEAR * at))
    found = season_in(values, 12)
    assert found.multiplies
    assert np.exp(found.factors[3]) == pytest.approx(1.3, rel=0.1)


@settings(max_examples=30)
@given(st.integers(24, 80), st.floats(0, 30), st.floats(-20, 200))
def test_what_is_taken_out_goes_in_again(months, size, level):
    values = monthly(months, size=size, level=level, noise=1.0)
    found = season_in(values, 12)
    assert found.into(found.out_of(values)[None], 0)[0] == pytest.approx(values)


def test_the_season_goes_on_where_the_series_ends():
    found = season_in(monthly(45), 12)
    ahead = found.into(np.full((1, 12), 122.5), 45)[0]
    truth = 122.5 + 10 * np.sin(YEAR * np.arange(45, 57))
    assert ahead == pytest.approx(truth, abs=2.5)


def test_uncertain_factors_are_the_same_in_the_same_month():
    found = season_in(monthly(36, noise=5.0), 12)
    paths = found.into(np.full((500, 24), 100.0), 36, rng=np.random.default_rng(1))
    assert paths.std(axis=0).min() > 0
    assert paths[:, :12] == pytest.approx(paths[:, 12:])


@pytest.mark.parametrize(("months", "size"), [(40, 1), (40, 3), (20, 12)])
def test_without_two_seasons_of_four_places_there_is_none(months, size):
    found = season_in(monthly(months), size)
    assert (found.used, found.weight) == (0, 0)
    assert found.out_of(monthly(months)) == pytest.approx(monthly(months))


def test_a_flat_series_has_no_season():
    assert season_in(np.full(48, 7.0), 12).factors == pytest.approx(np.zeros(12), abs=1e-9)
