import numpy as np
import pytest

from sightline.periods import Grain
from sightline.strategy.backtests import HALF_WIDTH, Trial, backtest_of, origins_of, ranked, sample, trials, widened
from sightline.strategy.methods import COMBINED, METHODS, Sampled
from sightline.strategy.past import past_of
from tests.strategy.pasts import seasonal


def past(values, grain=Grain.MONTH):
    return past_of(np.asarray(values, dtype=float), unit="EUR", grain=grain)


def trial(method, mase, scores=((0.0,),), freedom=30.0):
    return Trial(method, mase, np.array(scores), freedom)


def test_origins_leave_two_seasons_to_fit_and_what_came_to_compare():
    assert origins_of(past(seasonal(36))) == ((24, 26, 27, 28, 30), 6)
    assert origins_of(past(seasonal(26))) == ((24, 25), 1)
    assert origins_of(past(seasonal(25))) == ((), 0)
    assert origins_of(past(np.arange(9.0))) == ((), 0)
    assert origins_of(past(seasonal(200)))[0][-1] == 150  # the newest 156 values count


def test_no_origin_looks_into_a_gap():
    values = seasonal(36)
    values[[25, 27]] = np.nan
    assert origins_of(past(values))[0] == (24, 27, 30)


def test_the_head_start_is_lost_to_a_floor_that_is_clearly_better():
    close = [trial(COMBINED, 1.0), trial("seasonal naive", 0.9), trial("naive", 2.0)]
    clear = [trial(COMBINED, 1.0), trial("seasonal naive", 0.7), trial("naive", float("nan"))]
    assert [one.method for one in ranked(close)] == [COMBINED, "seasonal naive", "naive"]
    assert [one.method for one in ranked(clear)] == ["seasonal naive", COMBINED, "naive"]


def test_without_a_back_test_the_combined_method_comes_first():
    found, origins, _ = trials(past(seasonal(12)[:9]), rng=np.random.default_rng(0))
    assert origins == 0
    assert ranked(found)[0].method == COMBINED


def test_large_errors_widen_and_few_values_widen_more():
    calm, wild = trial(COMBINED, 1.0, np.zeros((5, 6))), trial(COMBINED, 1.0, np.full((5, 6), 3.0))
    few = trial(COMBINED, 1.0, np.zeros((5, 6)), freedom=3.0)
    assert calm.factor < few.factor < wild.factor
    outlier = trial(COMBINED, 1.0, [[1e6] + [0.0] * 5])
    assert outlier.factor == trial(COMBINED, 1.0, [[4.0] + [0.0] * 5]).factor


@pytest.mark.parametrize("factor", [0.7, 1.0, 1.5])
def test_widening_scales_the_spread_and_keeps_the_middle(factor):
    rng = np.random.default_rng(0)
    paths = 50 + rng.standard_normal((50_000, 3)) * [1, 2, 3]
    wide = widened(paths, factor, rng=rng)
    assert wide.std(axis=0) == pytest.approx(factor * paths.std(axis=0), rel=0.02)
    assert np.median(wide, axis=0) == pytest.approx([50, 50, 50], abs=0.1)


def test_widening_adds_to_all_periods_of_a_path_alike():
    rng = np.random.default_rng(0)
    wide = widened(rng.standard_normal((20_000, 12)), np.sqrt(2), rng=rng)
    assert np.corrcoef(wide[:, 0], wide[:, 11])[0, 1] == pytest.approx(0.5, abs=0.03)
    # a sum over the year: 12 of its own and 144 of what is kept, where scaling alone would have 24
    assert wide.sum(axis=1).var() == pytest.approx(156, rel=0.05)


def test_the_record_puts_the_floor_beside():
    found = [trial(COMBINED, 0.8, [[0.0, 1.0, 99.0, np.nan]]), trial("seasonal naive", 1.1), trial("naive", 1.4)]
    record = backtest_of(found[0], found, 1, 4)
    assert (record.mase, record.naive_mase) == (0.8, 1.1)
    assert record.coverage == pytest.approx(2 / 3)
    assert HALF_WIDTH * found[0].factor < 99


def test_a_method_that_runs_away_is_none(monkeypatch):
    rng = np.random.default_rng(0)

    def runaway(y, season, ahead, *, draws, rng):
        return Sampled(np.ones(ahead), np.full((draws, ahead), 1e30))

    monkeypatch.setattr("sightline.strategy.backtests.METHODS", {**METHODS, COMBINED: runaway})
    assert sample(COMBINED, np.arange(20.0), 1, 3, draws=5, rng=rng) is None


def test_a_season_is_forecast_better_than_by_the_floors():
    found, origins, horizon = trials(past(seasonal(60)), rng=np.random.default_rng(0))
    ours, floor, walk = (one.mase for one in found)
    assert (origins, horizon) == (5, 6)
    assert ours < floor < walk
