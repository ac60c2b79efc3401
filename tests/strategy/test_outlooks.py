from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.model.declarations import Goal
from sightline.periods import Calendar, Grain
from sightline.records import FAN, Forecast, GoalStatus, Paths
from sightline.strategy.outlooks import FURTHEST, horizon, outlook

CALENDAR = Calendar()
TODAY = date(2026, 6, 30)


def goal(*, target=120.0, by="2026-12-31"):
    return Goal.model_validate({"statement": "S", "metric": "m", "target": target, "by": by}, strict=False)


def status(one, *, value=100.0, how="behind"):
    return GoalStatus(
        goal="g", statement="S", metric="m", unit="EUR", period="2026-06", value=value, target=float(one.target),
        by=one.by, baseline=None, expected=None, status=how, gap=None, share_done=None, owner=None,
    )  # fmt: skip


def paths(future, *, past=100.0):
    """Return two past months and the months ahead; `future` is draws x periods."""
    values = np.asarray(future, dtype=float)
    before = np.broadcast_to([past, past + 1], (len(values), 2))
    first = CALENDAR.parse("2026-05")
    periods = tuple(CALENDAR.shift(first, step) for step in range(2 + values.shape[1]))
    return Paths(periods, 2, {"m": np.hstack([before, values])})


def look(one, future, *, better="higher", how="behind", forecasts=(), as_of=TODAY, past=100.0):
    known = {said.metric: said for said in forecasts}
    return outlook(
        "g", one, status(one, how=how), better, paths(future, past=past), known, calendar=CALENDAR, as_of=as_of
    )


def ramp(draws=200, months=6, seed=0):
    return 100 + np.cumsum(np.random.default_rng(seed).normal(2, 4, size=(draws, months)), axis=1)


def test_the_probability_is_the_share_of_paths_at_the_target_or_better_in_the_last_period():
    future = [[100] * 5 + [end] for end in (119, 120, 121, 90)]
    found = look(goal(), future)
    assert found.probability == 0.5
    assert found.periods[-1].label == "2026-12"
    assert look(goal(), future, better="lower").probability == 0.75


def test_a_sum_over_periods_is_narrower_than_the_sum_of_its_intervals():
    # independent months: intervals added would be sqrt(12) times too wide; joint paths know it
    months = np.random.default_rng(1).normal(100, 10, size=(4_000, 12))
    joint = np.quantile(months.sum(axis=1), (0.05, 0.95))
    added = np.quantile(months, (0.05, 0.95), axis=0).sum(axis=1)
    assert np.ptp(added) / np.ptp(joint) == pytest.approx(np.sqrt(12), rel=0.1)
    found = look(goal(target=1_240, by="2026-07-31"), months.sum(axis=1, keepdims=True))
    assert found.high - found.low == pytest.approx(np.ptp(joint))
    assert found.probability == pytest.approx(0.124, abs=0.02)  # 40 are 1.155 of 34.6; added intervals would say .37


def test_the_fan_has_its_levels_in_order():
    found = look(goal(), ramp())
    assert found.fan.shape == (len(FAN), 6)
    assert (np.diff(found.fan, axis=0) >= 0).all()
    assert (found.low, found.forecast, found.high) == (found.fan[0, -1], found.fan[2, -1], found.fan[-1, -1])


@given(st.floats(50, 200), st.floats(50, 200))
def test_a_harder_target_is_never_likelier(one, other):
    low, high = sorted((one, other))
    future = ramp()
    assert look(goal(target=low), future).probability >= look(goal(target=high), future).probability
    easy, hard = (look(goal(target=target), future, better="lower").probability for target in (high, low))
    assert easy >= hard


@given(st.floats(50.5, 200.5))
def test_the_other_direction_has_the_rest_of_the_probability(target):
    future = ramp(seed=3)
    both = sum(look(goal(target=target), future, better=better).probability for better in ("higher", "lower"))
    assert both == pytest.approx(1)


@given(st.floats(1e-6, 1e6))
def test_another_unit_rescales_the_outlook_and_leaves_the_probability(factor):
    future = ramp(seed=5)
    plain, scaled = look(goal(), future), look(goal(target=120 * factor), future * factor, past=100 * factor)
    assert scaled.probability == plain.probability
    assert scaled.fan == pytest.approx(plain.fan * factor)


def test_a_target_that_all_paths_meet_is_certain_and_one_that_none_meets_is_not():
    assert look(goal(target=-1e9), ramp()).probability == 1
    assert look(goal(target=1e9), ramp()).probability == 0


@pytest.mark.parametrize(("how", "came"), [("reached", 1.0), ("missed", 0.0), ("no data", None)])
def test_after_its_date_a_goal_was_reached_or_not(how, came):
    found = look(goal(by="2026-05-31"), ramp(), how=how)
    assert found.probability == came
    assert (found.periods, found.forecast) == ((), None)
    assert "is past" in found.words


def test_a_target_met_now_is_told_as_still_to_be_met():
    found = look(goal(target=90), ramp(), how="reached")
    assert "still met on 2026-12-31" in found.words
    assert found.probability < 1 or np.min(ramp()[:, -1]) >= 90


def test_a_date_beyond_the_forecast_says_so():
    found = look(goal(by="2036-12-31"), ramp())
    assert (found.probability, found.forecast) == (None, None)
    assert "too far ahead" in found.words


def test_without_a_forecast_the_data_cannot_say_and_tells_why():
    nothing = Forecast("m", (), (), np.empty((0, 0)), words="There is no data.")
    found = look(goal(), np.full((10, 6), np.nan), forecasts=(nothing,))
    assert (found.probability, found.forecast, found.low) == (None, None, None)
    assert "There is no data" in found.words


def test_a_metric_that_never_moved_has_no_probability():
    still = np.full((10, 6), 100.0)
    frozen = paths(still)
    frozen = Paths(frozen.periods, 2, {"m": np.full((10, 8), 100.0)})
    one = goal()
    found = outlook("g", one, status(one), "higher", frozen, {}, calendar=CALENDAR, as_of=TODAY)
    assert (found.probability, found.forecast) == (None, 100.0)
    assert "never moved" in found.words


def test_a_level_that_is_set_is_certain():
    assert look(goal(), np.full((10, 6), 120.0)).probability == 1


def test_the_periods_ahead_start_with_the_one_that_is_not_complete():
    goals = {"a": goal(by="2026-09-30"), "b": goal(by="2026-08-01"), "old": goal(by="2020-01-01")}
    assert [period.label for period in horizon(goals, CALENDAR, TODAY)] == ["2026-07", "2026-08", "2026-09"]
    assert horizon(goals, CALENDAR, date(2026, 7, 15))[0].label == "2026-07"
    assert horizon({"old": goal(by="2020-01-01")}, CALENDAR, TODAY) == ()


def test_the_periods_ahead_end_somewhere():
    far = horizon({"a": goal(by="2199-01-01")}, CALENDAR, TODAY)
    assert len(far) == FURTHEST[Grain.MONTH]
