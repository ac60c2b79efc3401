"""Prices: laws that hold whatever the numbers, and weights worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.operations.pricing import (
    Yardstick,
    added,
    drawn,
    grain_factor,
    price_of_shift,
    segment_weight,
)
from sightline.periods import Calendar, Grain
from sightline.records import History, LineOfSight, Link, SightPath

CALENDAR = Calendar()
MONTHS = tuple(CALENDAR.between(CALENDAR.parse("2026-01"), CALENDAR.parse("2026-12")))
sizes = st.floats(-1e3, 1e3, allow_nan=False)
factors = st.floats(1e-3, 1e3)


def line(goal="grow", origin="lead_time", per_unit=-2.0, *, draws=None, path=True):
    values = np.full(100, per_unit) if draws is None else draws
    link = Link(origin, "revenue", "estimated", 1, per_unit, per_unit, per_unit, "supported", "correlational")
    return LineOfSight(
        goal, origin, "metric", origin, "days", per_unit, per_unit, per_unit, None, 1.0, "supported", 1,
        (SightPath((origin, "revenue"), (link,), per_unit, 1),) if path else (), draws=values,
    )  # fmt: skip


def goals(*, better="higher", gap=100.0, weight=1.0, periods=1):
    return {"grow": Yardstick(better, gap, weight, "EUR", periods)}


def priced(shift, one=None, **given_goals):
    return price_of_shift(np.asarray(shift), "lead_time", {("grow", "lead_time"): one or line()}, goals(**given_goals))


def history(values, n=None, denominator=None, by=("region",), segments=(("North",), ("South",))):
    rows = np.asarray(values, dtype=float)
    counts = np.ones_like(rows) if n is None else np.asarray(n, dtype=float)
    bottom = None if denominator is None else np.asarray(denominator, dtype=float)
    return History("m", by, segments, MONTHS[: rows.shape[1]], rows, counts, None, bottom)


def test_a_longer_lead_time_costs_a_goal_that_it_lowers():
    (loss,) = priced(np.full(100, 3.0))
    assert (loss.price, loss.share, loss.rank) == (6.0, 0.06, 0.06)


def test_what_lowers_a_goal_that_should_fall_is_a_gain():
    (loss,) = priced(np.full(100, 3.0), better="lower")
    assert loss.price == -6.0


def test_without_a_path_there_is_no_price_rather_than_a_price_of_zero():
    assert priced(np.ones(100), line(path=False)) == ()
    assert price_of_shift(np.ones(100), "other", {("grow", "lead_time"): line()}, goals()) == ()


@given(size=sizes, factor=factors)
def test_a_price_scales_with_the_units_of_the_metric_and_of_the_goal(size, factor):
    shift = drawn("x", size, size - 1, size + 1)
    (plain,) = priced(shift)
    in_hours = LineOfSight(**{**_fields(line()), "draws": line().draws / factor})
    (same,) = priced(shift * factor, in_hours)
    assert same.price == pytest.approx(plain.price, rel=1e-9, abs=1e-9)
    in_cents = LineOfSight(**{**_fields(line()), "draws": line().draws * factor})
    (larger,) = priced(shift, in_cents, gap=100.0 * factor)
    assert larger.price == pytest.approx(plain.price * factor, rel=1e-9, abs=1e-9)
    assert larger.share == pytest.approx(plain.share, rel=1e-9, abs=1e-12)


@given(moves=st.lists(sizes, min_size=1, max_size=6))
def test_grouping_does_not_change_the_sum(moves):
    each = [priced(drawn(f"{number}", size, size - 1, size + 1)) for number, size in enumerate(moves)]
    together = priced(sum(drawn(f"{number}", size, size - 1, size + 1) for number, size in enumerate(moves)))
    (summed,) = added(each, goals())
    assert summed.price == pytest.approx(together[0].price, rel=1e-9, abs=1e-6)
    assert (summed.low, summed.high) == pytest.approx((together[0].low, together[0].high), rel=1e-9, abs=1e-6)
    assert summed.price == pytest.approx(sum(one.price for (one,) in each), rel=1e-9, abs=1e-6)


def test_what_lasts_one_period_costs_one_part_of_what_lasts():
    sight = {("grow", "lead_time"): line()}
    (lasting,) = price_of_shift(np.full(100, 3.0), "lead_time", sight, goals(periods=12))
    (once,) = price_of_shift(np.full(100, 3.0), "lead_time", sight, goals(periods=12), sustained=False)
    assert once.price * 12 == pytest.approx(lasting.price)


def test_the_queue_rank_counts_the_weight_of_the_goal_and_nothing_where_nothing_is_to_go():
    assert priced(np.ones(100), weight=3.0)[0].rank == pytest.approx(0.06)
    assert priced(np.ones(100), gap=-5.0)[0].rank == 0.0
    assert priced(np.ones(100), gap=None)[0].share is None


def test_draws_of_a_size_are_the_same_each_time_and_fill_its_interval():
    one = drawn("name", 1.0, 0.5, 1.5)
    assert np.array_equal(one, drawn("name", 1.0, 0.5, 1.5))
    assert not np.array_equal(one, drawn("other", 1.0, 0.5, 1.5))
    assert ((one > 0.5) & (one < 1.5)).mean() == pytest.approx(0.9, abs=0.04)
    assert drawn("name", 1.0, 1.0, 1.0).tolist() == [1.0] * 1000


def test_a_segment_of_a_ratio_counts_by_its_share_of_the_denominators():
    parts = history([[0.5] * 4, [0.9] * 4], denominator=[[30.0] * 4, [10.0] * 4])
    whole = history([[0.6] * 4], by=(), segments=((),))
    assert segment_weight(parts, whole, ("North",)) == pytest.approx(0.75)


def test_a_segment_of_a_mean_duration_counts_by_its_cases():
    parts = history([[2.0] * 4, [4.0] * 4], n=[[10.0] * 4, [30.0] * 4])
    whole = history([[3.5] * 4], by=(), segments=((),))
    assert segment_weight(parts, whole, ("South",)) == pytest.approx(0.75)


def test_a_segment_of_a_sum_counts_whole():
    parts = history([[20.0] * 4, [40.0] * 4], n=[[10.0] * 4, [30.0] * 4])
    whole = history([[60.0] * 4], by=(), segments=((),))
    assert segment_weight(parts, whole, ("South",)) == 1.0


def test_a_segment_that_was_never_seen_counts_nothing():
    assert segment_weight(history([[1.0], [1.0]]), None, ("West",)) == 0.0
    assert segment_weight(None, None, ("West",)) == 0.0
    assert segment_weight(None, None, ()) == 1.0


def test_a_week_of_what_adds_up_becomes_a_month_of_it_and_a_share_stays_a_share():
    orders = history([[430.0] * 12], by=(), segments=((),))
    assert grain_factor(100.0, 7, orders, ()) == pytest.approx(365 / 12 / 7)
    share = history([[0.9] * 12], by=(), segments=((),))
    assert grain_factor(0.88, 7, share, ()) == 1.0
    assert grain_factor(400.0, 30, orders, ()) == 1.0
    assert CALENDAR.grain == Grain.MONTH


def _fields(one):
    return {name: getattr(one, name) for name in LineOfSight.__slots__}
