import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.periods import Grain
from sightline.records import History
from sightline.strategy.forecasts import forecast
from sightline.strategy.methods import COMBINED
from tests.strategy.pasts import ahead, history, seasonal


def of(values, *, unit="EUR", count=12, **options):
    past = history(values)
    return forecast(past, ahead(past, count), unit=unit, draws=400, **options)


def test_a_season_and_a_drift_are_carried_on():
    said = of(seasonal(60), count=12)
    truth = seasonal(72, noise=0.0)[60:]
    assert said.method == COMBINED
    assert np.abs(np.median(said.draws, axis=0) - truth).max() < 4
    assert said.backtest.mase < said.backtest.naive_mase
    assert said.n == 60


def test_the_same_seed_gives_the_same_paths_and_another_metric_others():
    values = seasonal()
    assert (of(values).draws == of(values).draws).all()
    assert not (of(values).draws == of(values, seed=1).draws).all()
    other = history(values, metric="price")
    assert not (of(values).draws == forecast(other, ahead(other, 12), unit="EUR", draws=400).draws).all()


def test_paths_ahead_hang_together():
    walk = 100 + np.cumsum(np.random.default_rng(4).standard_normal(60))
    draws = of(walk, count=6).draws
    assert np.corrcoef(draws[:, 4], draws[:, 5])[0, 1] > 0.5


def test_a_share_stays_within_its_bounds():
    values = np.clip(0.97 + 0.03 * np.random.default_rng(0).standard_normal(48), 0, 1)
    for unit, full in (("share", 1.0), ("percent", 100.0)):
        draws = of(values * full, unit=unit).draws
        assert draws.min() >= 0
        assert draws.max() <= full


def test_negative_values_in_a_share_are_told_and_no_bound_is_made_up():
    said = of([-0.1, *[0.5, 0.6] * 17], unit="share")
    assert "shares outside 0 to 100 %" in said.words
    assert np.isfinite(said.draws).all()


def test_an_amount_that_was_never_negative_stays_so():
    assert of(np.random.default_rng(2).poisson(1.1, size=40), unit="count").draws.min() >= 0
    assert of(np.random.default_rng(2).normal(size=40)).draws.min() < 0


@pytest.mark.parametrize(
    ("values", "method", "words"),
    [
        ([np.nan] * 6, "none", "There is no data."),
        ([5.0], "none", "One value alone"),
        ([5.0] * 30, "naive", "never moved; held constant"),
        ([1.0, 2.0, 4.0], "naive", "3 values are too few"),
        (list(range(8)), COMBINED, "too short for a back-test"),
        ([1.0, np.nan, 2.0] * 12 + [np.nan], None, "12 of 36 months have no value"),
        ([1.0, 2.0, 1.5] * 7 + [np.nan] * 2, None, "The newest value is 2 months old"),
        (
            [1.0, 2.0, 1.5] * 7 + [np.nan] * 13,
            "none",
            "ends too early to forecast from. The newest value is 13 months",
        ),
    ],
)
def test_a_poor_past_is_told_in_words(values, method, words):
    said = of(values)
    assert words in said.words
    assert method in (None, said.method)
    assert said.draws.shape == (400, 12)
    assert np.isnan(said.draws).all() == (said.method == "none")


def test_nothing_at_all_is_no_data():
    empty = History("m", (), ((),), (), np.empty((1, 0)), np.empty((1, 0)))
    periods = ahead(history([1.0]), 3)
    assert forecast(empty, periods, unit="EUR").method == "none"
    assert forecast(empty, (), unit="EUR").draws.shape == (1000, 0)


def test_values_that_come_late_widen_the_paths():
    values = seasonal(48)
    on_time, late = of(values[:-3], count=1), of([*values[:-3], *[np.nan] * 3], count=1)
    assert np.std(late.draws) > np.std(on_time.draws) * 0.9
    assert len(late.periods) == 1


def test_a_segment_is_forecast_by_its_own_row():
    both = np.vstack([seasonal(48), 10 * seasonal(48, seed=2)])
    one = history(both[0])
    past = History("orders", ("region",), (("north",), ("south",)), one.periods, both, np.ones_like(both))
    south = forecast(past, ahead(past, 3), unit="EUR", segment=(("region", "south"),), draws=50)
    assert south.segment == (("region", "south"),)
    assert np.median(south.draws) > 500
    assert forecast(past, ahead(past, 3), unit="EUR", segment=(("region", "west"),), draws=50).method == "none"


@pytest.mark.parametrize("grain", list(Grain))
def test_every_grain_is_forecast(grain):
    past = history(seasonal(30), grain=grain)
    assert np.isfinite(forecast(past, ahead(past, 4), unit="EUR", draws=50).draws).all()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(st.floats(-1e9, 1e9, width=32), st.just(0.0), st.just(float("nan")), st.just(float("inf"))),
        min_size=1, max_size=40,
    ),
    st.sampled_from(["EUR", "share", "count", "no unit ???"]),
)  # fmt: skip
def test_no_past_breaks_a_forecast(values, unit):
    past = history(values)
    said = forecast(past, ahead(past, 5), unit=unit, draws=20)
    assert said.draws.shape == (20, 5)
    assert np.isnan(said.draws).all() or np.isfinite(said.draws).all()


@settings(max_examples=10, deadline=None)
@given(st.floats(0.01, 1000))
def test_another_unit_rescales_the_paths(factor):
    plain, scaled = of(seasonal(30), unit="EUR"), of(seasonal(30) * factor, unit="EUR")
    assert scaled.method == plain.method
    assert np.quantile(scaled.draws, 0.5) == pytest.approx(factor * np.quantile(plain.draws, 0.5), rel=0.05)
