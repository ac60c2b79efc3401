import numpy as np
import pytest

from sightline.periods import Grain
from sightline.strategy.calibration import calibrate
from sightline.strategy.forecasts import forecast
from sightline.strategy.methods import seasonal_naive
from tests.strategy.pasts import ahead, history
from tests.strategy.worlds import KINDS, series

COUNT = 17  # of each of the twelve kinds: 204 series
MONTHS = 32


@pytest.fixture(scope="module")
def tried():
    found = series(COUNT, months=MONTHS, seed=4_711)
    pasts = {name: history(values, metric=name) for name, _, values in found}
    units = {name: unit for name, unit, _ in found}
    calibrated = calibrate(pasts, units, season=12, horizon=4, draws=200, most=1_000)
    return calibrated, found


@pytest.mark.thorough
def test_probabilities_on_two_hundred_series_are_calibrated(tried):
    found, _ = tried
    assert found.series == COUNT * len(KINDS)
    assert found.brier < 0.6 * found.base
    assert found.coverage == pytest.approx(0.9, abs=0.04)
    assert len(found.bins) == 10
    for one in found.bins:
        assert one.came == pytest.approx(one.said, abs=0.08), one
    off = sum(one.count * abs(one.said - one.came) for one in found.bins) / found.forecasts
    assert off < 0.04


@pytest.mark.thorough
def test_intervals_and_sums_beat_seasonal_naive(tried):
    _, found = tried
    scores = {"ours": [], "floor": []}
    sums = {"ours": [], "floor": []}
    for name, unit, values in found[::3]:
        past = history(values[:-8], metric=name)
        came = values[-8:]
        paths = {
            "ours": forecast(past, ahead(past, 8), unit=unit, draws=400).draws,
            "floor": seasonal_naive(past.total, 12, 8, draws=400, rng=np.random.default_rng(0)).paths,
        }
        scale = np.abs(np.diff(values)).mean()
        for side, drawn in paths.items():
            low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
            score = (high - low) + 20 * np.maximum(low - came, 0) + 20 * np.maximum(came - high, 0)
            scores[side].append(score.mean() / scale)
            least, most = np.quantile(drawn.sum(axis=1), (0.05, 0.95))
            sums[side].append(least <= came.sum() <= most)
    assert np.mean(scores["ours"]) < 0.95 * np.mean(scores["floor"])
    assert np.mean(sums["ours"]) > 0.82
    assert np.mean(sums["floor"]) < 0.75  # independent years of errors are far too sure of a sum


def test_what_was_said_does_not_know_what_came():
    # a coin has no better forecast than its frequency, however often it is tried
    coins = {str(at): history(np.random.default_rng(at).normal(size=30), metric=str(at)) for at in range(12)}
    found = calibrate(coins, {}, season=12, draws=200)
    assert found.brier > 0.1
    assert found.brier < found.base


def test_the_same_seed_gives_the_same_figures_in_any_order():
    found = series(1, months=30, seed=1)[:4]
    pasts = {name: history(values, metric=name) for name, _, values in found}
    one = calibrate(pasts, {}, season=12, draws=100)
    other = calibrate(dict(reversed(pasts.items())), {}, season=12, draws=100)
    assert one == other


def test_too_short_a_past_has_no_figures():
    short = {"a": history([1.0, 2.0, 3.0]), "b": history([5.0] * 40), "c": history([np.nan] * 30)}
    found = calibrate(short, {"a": "EUR"}, season=12)
    assert (found.brier, found.base, found.coverage, found.forecasts) == (None, None, None, 0)
    assert "too short" in found.words
    assert calibrate({}, {}, season=12).brier is None


def test_no_more_series_are_tried_than_asked_for():
    pasts = {name: history(values, metric=name) for name, _, values in series(1, months=24, seed=2)}
    assert calibrate(pasts, {}, season=12, draws=50, most=5).series <= 5


def test_gaps_are_no_outcomes():
    values = np.random.default_rng(3).normal(10, 1, 40)
    values[30::2] = np.nan
    found = calibrate({"a": history(values)}, {}, season=4, draws=50)
    full = calibrate({"a": history(np.nan_to_num(values, nan=10.0))}, {}, season=4, draws=50)
    assert 0 < found.forecasts < full.forecasts


def test_quarters_are_tried_as_well():
    values = np.random.default_rng(3).normal(10, 1, 40)
    assert calibrate({"a": history(values, grain=Grain.QUARTER)}, {}, season=4, draws=50).forecasts > 0
