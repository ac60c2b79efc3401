import numpy as np
import pytest
from statsforecast.models import AutoETS

from sightline.errors import EstimateError
from sightline.strategy import methods
from sightline.strategy.methods import combined, naive, seasonal_naive


def rng():
    return np.random.default_rng(0)


def test_naive_paths_walk_on_from_the_last_value():
    said = naive(np.array([1.0, 3.0, 2.0]), 1, 4, draws=20_000, rng=rng())
    assert said.point == pytest.approx([2, 2, 2, 2])
    # steps of +2 and -1: the spread grows with the square root of the periods
    middle = np.quantile(said.paths, 0.75, axis=0) - np.quantile(said.paths, 0.25, axis=0)
    assert middle[3] / middle[0] == pytest.approx(2.0, rel=0.1)


def test_seasonal_naive_paths_repeat_the_last_season():
    y = np.array([1.0, 2, 3, 4, 2, 3, 4, 5])
    said = seasonal_naive(y, 4, 6, draws=20_000, rng=rng())
    assert said.point == pytest.approx([2, 3, 4, 5, 2, 3])
    spread = said.paths.std(axis=0)
    assert spread[4] / spread[0] == pytest.approx(np.sqrt(2), rel=0.1)
    assert np.corrcoef(said.paths[:, 0], said.paths[:, 4])[0, 1] > 0.5


def test_our_exponential_smoothing_paths_are_those_of_the_library():
    y = 100 + np.cumsum(np.random.default_rng(3).normal(0.5, 1, 60))
    fitted = AutoETS(season_length=1).fit(y)
    ours = methods._exponential_smoothing(y, 8, draws=20_000, used=0, rng=rng())
    assert ours.point == pytest.approx(fitted.predict(8)["mean"])
    theirs = fitted.simulate(8, 4_000, seed=1)
    widths = [np.ptp(np.quantile(paths, (0.05, 0.95), axis=0), axis=0) for paths in (ours.paths, theirs)]
    assert widths[0] / widths[1] == pytest.approx(np.full(8, 1.03), abs=0.08)  # ours do not know the scale


def rising():
    return 50 + 0.8 * np.arange(40) + np.random.default_rng(1).normal(0, 2, 40)


@pytest.mark.parametrize("model", ["AAN", "MAN", "ANN", "MNN"])
def test_every_form_of_the_model_agrees_with_the_library(model):
    fitted = AutoETS(season_length=1, model=model, damped=False).fit(rising())
    ours = methods._smoothed(fitted.model_, np.zeros((1, 10)))[0]
    assert ours == pytest.approx(fitted.predict(10)["mean"])


@pytest.mark.parametrize("model", ["AAN", "MAN"])
def test_a_damped_trend_follows_its_equation(model):
    # Hyndman et al. (2008), table 2.1; the library's own forecast damps its second step as if it were the first
    fitted = AutoETS(season_length=1, model=model, damped=True).fit(rising()).model_
    level, slope = fitted["states"][-1]
    powers = np.cumsum(fitted["par"][3] ** np.arange(1, 11))
    assert methods._smoothed(fitted, np.zeros((1, 10)))[0] == pytest.approx(level + powers * slope)


def test_half_of_the_paths_come_from_each_method(monkeypatch):
    y = np.random.default_rng(2).normal(10, 1, 30)

    def broken(*args, **options):
        raise ZeroDivisionError

    both = combined(y, 1, 3, draws=101, rng=rng())
    assert both.paths.shape == (101, 3)
    monkeypatch.setattr(methods, "_theta", broken)
    alone = combined(y, 1, 3, draws=101, rng=rng())
    assert alone.paths.shape == (101, 3)
    monkeypatch.setattr(methods, "_exponential_smoothing", broken)
    with pytest.raises(EstimateError):
        combined(y, 1, 3, draws=101, rng=rng())


def test_forecasting_leaves_the_global_random_state_alone():
    before = _global_state()
    combined(np.random.default_rng(2).normal(10, 1, 30), 12, 3, draws=10, rng=rng())
    assert (_global_state() == before).all()


def _global_state():
    return np.random.get_state()[1].copy()  # noqa: NPY002 -- the legacy state is what is looked at
