"""A fleet of charts: silent about steady worlds, quick about shifts, plain about what it cannot say."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sightline.operations.charts.fleet import HIGHEST_RATE, charts
from tests.operations.charts.worlds import (
    KEY,
    KINDS,
    LATER,
    declare,
    history,
    rate,
    shares,
    shifted,
    signals,
    watched,
    world,
)

BASELINE, AFTER, MANY, BUDGET = 36, 60, 91, 5.0


@pytest.fixture(scope="module")
def fleet():
    """Charts of 1,001 steady metrics under one budget."""
    pasts, units, acts = {}, {}, {}
    for seed, kind in enumerate(KINDS):
        units[kind], past = world(kind, charts=MANY, periods=BASELINE + AFTER, seed=seed)
        pasts[kind, ("place",)] = replace(past, metric=kind)
        acts[kind, ("place",)] = [declare(past.periods, BASELINE)]
    return charts(pasts, units, acts, season=12, budget=BUDGET, as_of=LATER)


def test_a_thousand_steady_charts_stay_within_the_budget(fleet):
    assert len(fleet) == 1_001
    assert sum(chart.false_alarms for chart in fleet) == pytest.approx(BUDGET)
    assert len(signals(fleet)) / AFTER <= BUDGET


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_steady_chart_stays_within_its_part(fleet, kind):
    mine = [chart for chart in fleet if chart.metric == kind]
    expected = BUDGET / len(fleet) * MANY * AFTER
    assert len(signals(mine)) <= expected + 2 * np.sqrt(expected)
    assert {chart.kind for chart in mine} == {_kind(kind)}


def _kind(kind):
    return "rate" if "share" in kind else "counts" if "count" in kind else "values"


@pytest.mark.parametrize(("baseline", "each"), [(20, 1 / 60), (24, 1 / 200), (104, 1 / 400)])
def test_a_short_baseline_does_not_cry_wolf(baseline, each):
    unit, past = world("normal", charts=200, periods=baseline + 48, seed=5)
    assert rate(watched(unit, past, baseline=baseline, each=each)) <= each


def test_a_shift_of_one_sigma_is_found_in_about_ten_points():
    unit, past = world("normal", charts=150, periods=400 + 100, seed=3)
    moved = watched(unit, shifted(past, 400, by=15), baseline=400, each=1 / 391)
    first = [chart.periods.index(_period(chart, chart.signals[-1].period)) - 399 for chart in moved]
    assert 9 < np.mean(first) < 13


def _period(chart, label):
    return next(one for one in chart.periods if one.label == label)


def test_the_size_and_the_beginning_of_a_shift_are_estimated():
    unit, past = world("lognormal", charts=150, periods=104 + 60, seed=4)
    moved = watched(unit, shifted(past, 104, times=2.0), baseline=104, each=1 / 100)
    found = [chart.signals[-1] for chart in moved]
    right = [one for one in found if one.rule == "cusum up"]
    assert len(right) > 100
    assert 0.7 < np.median([one.size for one in right]) < 1.6  # the centre is 1, and twice that is 2
    assert np.mean([one.low <= 1.0 <= one.high for one in right]) > 0.75
    begun = [_period(moved[0], one.since).start for one in right]
    assert np.mean([abs((one - past.periods[104].start).days) <= 62 for one in begun]) > 0.8


def test_a_value_signals_exactly_where_it_lies_beyond_the_drawn_limits(fleet):
    for chart in fleet:
        labels = [period.label for period in chart.periods]
        spoken = {labels.index(one.period) for one in chart.signals}
        beyond = {labels.index(one.period) for one in chart.signals if one.rule == "beyond a limit"}
        outside = (chart.values > chart.upper) | (chart.values < chart.lower)
        assert beyond <= set(np.flatnonzero(outside & np.isfinite(chart.cusum_up))) <= spoken


def test_one_wild_value_is_one_signal():
    unit, past = world("normal", charts=1, periods=80, seed=8)
    past.value[0, 60] = 1e6
    (chart,) = watched(unit, past, baseline=50, each=1 / 200)
    assert [(one.rule, one.period) for one in chart.signals] == [("beyond a limit", past.periods[60].label)]


def test_a_lasting_shift_signals_again_and_again_newest_first():
    unit, past = world("normal", charts=1, periods=100, seed=9)
    (chart,) = watched(unit, shifted(past, 60, by=25), baseline=50, each=1 / 200)
    found = [one.period for one in chart.signals]
    assert len(found) > 3
    assert found == sorted(found, reverse=True)
    at = [period.label for period in chart.periods].index(
        next(o for o in chart.signals[::-1] if "cusum" in o.rule).period
    )
    assert chart.cusum_up[at + 1] < chart.cusum_up[at]


def test_periods_without_data_are_skipped_not_bridged():
    unit, past = world("normal", charts=1, periods=90, seed=10)
    past.value[0, [55, 56, 70]] = np.nan
    (chart,) = watched(unit, past, baseline=50, each=1 / 100)
    assert np.flatnonzero(np.isnan(chart.cusum_up[50:])).tolist() == [5, 6, 20]
    assert np.isfinite(chart.upper).all()
    assert not {one.period for one in chart.signals} & {past.periods[at].label for at in (55, 56, 70)}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "too few values"),
        ([5.0], "too few values"),
        ([np.nan] * 40, "too few values"),
        ([3.0] * 40, "does not move"),
        ([0.0] * 40, "does not move"),
        ([0.0] * 39 + [9.0], "does not move"),
        ([1.0, np.nan, np.nan, 2.0, np.nan] * 10, "coarser grain"),
    ],
)
@pytest.mark.parametrize("unit", ["count", "EUR", "share"])
def test_where_no_limits_can_be_drawn_the_chart_says_so(values, words, unit):
    past = (
        history([values])
        if values
        else replace(history([[1.0]]), periods=(), value=np.empty((1, 0)), n=np.empty((1, 0)))
    )
    (chart,) = charts({KEY: past}, {"metric": unit}, {}, season=12, budget=1, as_of=LATER)
    assert words in chart.words
    assert (chart.signals, chart.false_alarms) == ((), 0.0)
    assert np.isnan(chart.upper).all()


def test_no_charts_are_no_charts():
    assert charts({}, {}, {}, season=12, budget=1, as_of=LATER) == ()


def test_one_chart_alone_does_not_spend_the_whole_budget():
    unit, past = world("normal", charts=1, periods=60, seed=1)
    (chart,) = charts({KEY: past}, {"metric": unit}, {}, season=12, budget=1, as_of=LATER)
    assert chart.false_alarms == HIGHEST_RATE


def test_shares_of_nothing_are_no_data():
    of = np.array([[20] * 30 + [0] + [20] * 9])
    past = shares(np.where(of > 0, of - np.arange(40) % 3, 0), of)
    (chart,) = watched("share", past, baseline=24, each=1 / 100)
    assert chart.kind == "rate"
    assert np.isnan(chart.upper[30])
    assert np.isnan(chart.cusum_up[30])


def test_the_limits_of_a_share_follow_how_many_were_counted():
    of = np.array([[20, 200] * 24])
    past = shares(np.random.default_rng(2).binomial(of, 0.8), of)
    (chart,) = watched("share", past, baseline=40, each=1 / 100)
    width = chart.upper - chart.lower
    assert (width[40::2] > 2 * width[41::2]).all()
    assert ((chart.lower >= 0) & (chart.upper <= 1)).all()


def test_percentages_are_shares_too():
    rng = np.random.default_rng(2)
    counted = rng.binomial(50, 0.9, (1, 60))
    past = shares(counted, np.full((1, 60), 50))
    hundreds = replace(past, value=past.value * 100)
    (one,), (hundred,) = (
        watched(unit, has, baseline=40, each=0.01) for unit, has in (("share", past), ("percent", hundreds))
    )
    assert hundred.kind == "rate"
    assert hundred.upper == pytest.approx(100 * one.upper)


def test_a_season_is_removed_and_told():
    unit, past = world("seasonal", charts=1, periods=84, seed=6)
    (chart,) = watched(unit, past, baseline=36, each=1 / 100)
    assert "Its season is removed." in chart.words
    assert np.ptp(chart.centre) > 10
    assert chart.centre[36] == pytest.approx(chart.centre[48])


def test_a_declared_trend_is_expected_and_an_undeclared_one_is_found():
    past = history(np.random.default_rng(7).normal(0, 1, (1, 90)) + 0.1 * np.arange(90) - 50)
    acts = [declare(past.periods, 60)], [declare(past.periods, 60, trend=True)]
    plain, rising = (
        charts({KEY: past}, {"metric": "EUR"}, {KEY: act}, season=1, budget=0.01, as_of=LATER)[0] for act in acts
    )
    assert plain.signals
    assert not rising.signals


def test_the_newest_act_by_then_holds():
    unit, past = world("normal", charts=1, periods=90, seed=1)
    first = declare(past.periods, 30)
    later = replace(declare(past.periods, 50), decided_on=date(2015, 1, 1), decided_by="successor")

    def baseline(as_of):
        (chart,) = charts({KEY: past}, {"metric": unit}, {KEY: [later, first]}, season=12, budget=0.01, as_of=as_of)
        return chart.baseline, len(chart.periods)

    before, now = baseline(date(2014, 12, 31)), baseline(LATER)
    assert (before[0].decided_by, before[0].n, before[1]) == ("head", 30, 60)
    assert (now[0].decided_by, now[0].n, now[0].until, now[0].provisional) == ("successor", 50, "2014-02", False)


def test_without_an_act_the_first_stable_phase_is_taken_and_called_provisional():
    unit, past = world("normal", charts=1, periods=120, seed=2)
    past.value[0, :12] += 200  # it began otherwise
    (chart,) = charts({KEY: past}, {"metric": unit}, {}, season=1, budget=0.01, as_of=LATER)
    assert chart.baseline.since == past.periods[12].label
    assert chart.baseline.provisional
    assert "provisional" in chart.words


def test_few_declared_values_are_provisional():
    unit, past = world("normal", charts=1, periods=60, seed=2)
    (chart,) = watched(unit, past, baseline=12, each=0.01)
    assert chart.baseline.provisional
    assert "only 12 values" in chart.words


@settings(max_examples=25, deadline=None)
@given(factor=st.floats(0.01, 1000), seed=st.integers(0, 1000))
def test_another_unit_scales_the_limits_and_nothing_else(factor, seed):
    unit, past = world("lognormal", charts=1, periods=60, seed=seed)
    (here,) = watched(unit, past, baseline=36, each=0.05)
    (there,) = watched(unit, replace(past, value=past.value * factor), baseline=36, each=0.05)
    assert there.upper == pytest.approx(here.upper * factor, rel=1e-6)
    assert there.cusum_up == pytest.approx(here.cusum_up, abs=1e-6, nan_ok=True)
    assert [(one.rule, one.period) for one in there.signals] == [(one.rule, one.period) for one in here.signals]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000))
def test_a_mirrored_metric_has_a_mirrored_chart(seed):
    unit, past = world("normal", charts=1, periods=60, seed=seed)
    past.value[0, 0] = 50.0  # of either sign, so that neither is transformed
    (here,) = watched(unit, past, baseline=36, each=0.05)
    (there,) = watched(unit, replace(past, value=-past.value), baseline=36, each=0.05)
    assert there.upper == pytest.approx(-here.lower)
    assert there.cusum_up == pytest.approx(here.cusum_down, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(
    value=arrays(float, (1, 30), elements=st.floats(-1e12, 1e12) | st.just(np.nan) | st.just(0.0) | st.just(np.inf)),
    unit=st.sampled_from(["share", "count", "days", "EUR"]),
    season=st.sampled_from([1, 4, 7, 12]),
)
def test_any_numbers_have_a_chart_or_words(value, unit, season):
    (chart,) = charts({KEY: history(value)}, {"metric": unit}, {}, season=season, budget=1, as_of=LATER)
    limited = np.isfinite(chart.upper) & np.isfinite(chart.lower)
    assert limited.all() or (np.isnan(chart.upper).all() and chart.words)
    for one in chart.signals:
        assert one.low <= one.size <= one.high
