"""Every kind of metric, worked by hand, on DuckDB and on Spark."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from sightline.reading import Reading
from tests.measures.conftest import Desk
from tests.measures.support import assert_same, make, reading, values

SHIPMENTS: list[dict[str, Any]] = [
    # ordered, shipped, promised, region, customer, amount, paid
    {"o": date(2026, 1, 5), "s": date(2026, 1, 7), "p": date(2026, 1, 8), "r": "North", "c": "a", "a": 10.0, "q": 1},
    {"o": date(2026, 1, 31), "s": date(2026, 2, 2), "p": date(2026, 2, 1), "r": "South", "c": "b", "a": 20.0, "q": 2},
    {"o": date(2026, 2, 5), "s": date(2026, 2, 6), "p": date(2026, 2, 6), "r": "North", "c": "a", "a": 30.0, "q": 3},
    {"o": date(2026, 2, 7), "s": None, "p": date(2026, 2, 9), "r": "North", "c": "c", "a": 50.0, "q": 0},
    {"o": date(2026, 4, 5), "s": date(2026, 4, 6), "p": date(2026, 4, 4), "r": "North", "c": "a", "a": 30.0, "q": 3},
    {"o": date(2026, 4, 5), "s": date(2026, 4, 6), "p": date(2026, 4, 9), "r": "South", "c": "c", "a": None, "q": 0},
]
STOCK = [
    {"day": date(2026, 1, 15), "region": "North", "item": "x", "amount": 10.0},
    {"day": date(2026, 1, 15), "region": "South", "item": "x", "amount": 5.0},
    {"day": date(2026, 1, 31), "region": "North", "item": "x", "amount": 12.0},
    {"day": date(2026, 1, 20), "region": "North", "item": "y", "amount": 100.0},
    {"day": date(2026, 2, 28), "region": "South", "item": "x", "amount": 7.0},
]
VISITS = [
    {"at": date(2026, 1, 1), "who": "a", "what": "quote"},
    {"at": date(2026, 1, 5), "who": "a", "what": "order"},
    {"at": date(2026, 1, 3), "who": "b", "what": "quote"},
    {"at": date(2026, 1, 30), "who": "b", "what": "order"},  # too late
    {"at": date(2026, 2, 1), "who": "c", "what": "order"},
    {"at": date(2026, 2, 2), "who": "c", "what": "quote"},
    {"at": date(2026, 2, 2), "who": "d", "what": "quote"},
    {"at": date(2026, 2, 2), "who": "d", "what": "order"},  # the same day follows
    {"at": date(2026, 4, 6), "who": "e", "what": "quote"},  # its window is open
]
MODEL = """
sources:
  ship: {file: data/ship.parquet}
  stock: {file: data/stock.parquet}
  visits: {file: data/visits.parquet}
metrics:
  orders: {title: T, unit: count, better: higher, source: ship, time: o, by: [r], measure: count(*)}
  shipped: {title: T, unit: count, better: higher, source: ship, time: s, by: [r], measure: count(*)}
  amount: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], measure: sum(a)}
  net: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], measure: sum(a) - 2 * sum(q)}
  mean: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], measure: avg(a)}
  least: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], measure: min(a)}
  most: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], measure: max(a)}
  middle: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], measure: median(a)}
  customers: {title: T, unit: count, better: higher, source: ship, time: o, by: [r], measure: count(distinct c)}
  large: {title: T, unit: count, better: higher, source: ship, time: o, by: [r], filter: a > 25, measure: count(*)}
  large_amount: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], filter: a > 25, measure: sum(a)}
  on_time: {title: T, unit: share, better: higher, source: ship, time: s, by: [r],
            ratio: {of: count(*) filter (where s <= p), to: count(*)}}
  per_item: {title: T, unit: EUR, better: higher, source: ship, time: o, by: [r], ratio: {of: sum(a), to: sum(q)}}
  revenue: {title: T, unit: EUR, better: higher, formula: orders * mean}
  growth: {title: T, unit: EUR, better: higher, formula: "amount - lag(amount, 1)"}
  orders_2m: {title: T, unit: count, better: higher, cumulative: {of: orders, over: 2 months}}
  mean_2m: {title: T, unit: EUR, better: higher, cumulative: {of: mean, over: 2 months}}
  orders_ytd: {title: T, unit: count, better: higher, cumulative: {of: orders, over: year to date}}
  orders_40d: {title: T, unit: count, better: higher, cumulative: {of: orders, over: 40 days}}
  held: {title: T, unit: EUR, better: lower, source: stock, time: day, by: [region],
         balance: {of: sum(amount), at: last}}
  opened: {title: T, unit: EUR, better: lower, source: stock, time: day, by: [region],
           balance: {of: sum(amount), at: first}}
  usual: {title: T, unit: EUR, better: lower, source: stock, time: day, by: [region],
          balance: {of: sum(amount), at: average}}
  per_key: {title: T, unit: EUR, better: lower, source: stock, time: day, by: [region],
            balance: {of: sum(amount), at: last, per: [region, item]}}
  counted: {title: T, unit: count, better: lower, source: stock, time: day, by: [region], measure: count(*)}
  won: {title: T, unit: share, better: higher, source: visits, time: at,
        conversion: {entity: who, from: what = 'quote', to: what = 'order', within: 10 days}}
  share: {title: T, unit: share, better: higher, by: [r], typed: {entries: [
    {period: 2026-Q1, value: 0.2, by: Ann, evidence: report},
    {period: 2026-02, value: 0.3, by: Ann, evidence: report, segment: {r: North}}]}}
"""
WORKED: dict[str, dict[str, float]] = {
    "orders": {"2026-01": 2, "2026-02": 2, "2026-04": 2},
    "shipped": {"2026-01": 1, "2026-02": 2, "2026-04": 2},
    "amount": {"2026-01": 30, "2026-02": 80, "2026-04": 30},
    "net": {"2026-01": 24, "2026-02": 74, "2026-04": 24},
    "mean": {"2026-01": 15, "2026-02": 40, "2026-04": 30},
    "least": {"2026-01": 10, "2026-02": 30, "2026-04": 30},
    "most": {"2026-01": 20, "2026-02": 50, "2026-04": 30},
    "middle": {"2026-01": 15, "2026-02": 40, "2026-04": 30},
    "customers": {"2026-01": 2, "2026-02": 2, "2026-04": 2},
    "large": {"2026-01": 0, "2026-02": 2, "2026-04": 1},  # January has rows, none of them large
    "large_amount": {"2026-02": 80, "2026-04": 30},  # a sum of nothing is no data
    "on_time": {"2026-01": 1, "2026-02": 0.5, "2026-04": 0.5},
    "per_item": {"2026-01": 10, "2026-02": 80 / 3, "2026-04": 10},
    "revenue": {"2026-01": 30, "2026-02": 80, "2026-04": 60},
    "growth": {"2026-02": 50},
    "orders_2m": {"2026-02": 4},
    "mean_2m": {"2026-02": 110 / 4},
    "orders_ytd": {"2026-01": 2, "2026-02": 4},  # March has no rows: what it would add is not known
    "orders_40d": {"2026-02": 3},  # from 20 January; April's window reaches into March, which has no rows
    "held": {"2026-01": 12, "2026-02": 7},
    "opened": {"2026-01": 15, "2026-02": 7},
    "usual": {"2026-01": (15 + 100 + 12) / 3, "2026-02": 7},
    "per_key": {"2026-01": 117, "2026-02": 7},
    "counted": {"2026-01": 4, "2026-02": 1},
    "won": {"2026-01": 0.5, "2026-02": 0.5},
    "share": {"2026-03": 0.2},
}
BY_REGION: dict[str, dict[tuple[str, str], float]] = {
    "orders": {
        ("2026-01", "North"): 1, ("2026-01", "South"): 1, ("2026-02", "North"): 2, ("2026-04", "North"): 1,
        ("2026-04", "South"): 1,
    },
    "mean": {
        ("2026-01", "North"): 10, ("2026-01", "South"): 20, ("2026-02", "North"): 40, ("2026-04", "North"): 30,
    },
    "on_time": {
        ("2026-01", "North"): 1, ("2026-02", "North"): 1, ("2026-02", "South"): 0, ("2026-04", "North"): 0,
        ("2026-04", "South"): 1,
    },
    "revenue": {
        ("2026-01", "North"): 10, ("2026-01", "South"): 20, ("2026-02", "North"): 80, ("2026-04", "North"): 30,
    },
    "orders_2m": {("2026-02", "North"): 3, ("2026-02", "South"): 1},
    "share": {("2026-02", "North"): 0.3},
}  # fmt: skip


def opened(desk: Desk, text: str = MODEL) -> Reading:
    tables = {"ship": SHIPMENTS, "stock": STOCK, "visits": VISITS}
    return reading(make(desk.new(), text, tables), as_of=date(2026, 4, 6), engine=desk.engine)


_OPENED: dict[str, Reading] = {}


@pytest.fixture
def worked(desk: Desk) -> Reading:
    """The reading of the worked example on one engine, made once for the module."""
    if desk.engine.name not in _OPENED:
        _OPENED[desk.engine.name] = opened(desk)
    return _OPENED[desk.engine.name]


@pytest.mark.parametrize("name", sorted(WORKED))
def test_each_kind_gives_what_was_worked_by_hand(worked: Reading, name: str):
    rows = worked.measure(sorted(WORKED)).rows()  # one request for all
    assert_same({row["period"]: row["value"] for row in rows if row["metric"] == name}, WORKED[name])


@pytest.mark.parametrize("name", sorted(BY_REGION))
def test_segments_give_what_was_worked_by_hand(worked: Reading, name: str):
    rows = worked.measure(sorted(BY_REGION), by=["r"]).rows()
    found = {(row["period"], row["r"]): row["value"] for row in rows if row["metric"] == name}
    assert_same(found, BY_REGION[name])


def test_a_balance_of_all_segments_is_taken_at_one_moment(worked: Reading):
    assert_same(
        values(worked, "held", by=["region"]), {("2026-01", "North"): 12, ("2026-02", "South"): 7}
    )  # South has no row on 31 January: what it holds then is not known, and the total does not guess


def test_an_average_balance_of_segments_adds_up_to_the_total(worked: Reading):
    parts = values(worked, "usual", by=["region"])
    assert parts["2026-01", "North"] + parts["2026-01", "South"] == pytest.approx(WORKED["usual"]["2026-01"])


def test_quarters_are_measured_anew_and_not_averaged(worked: Reading):
    rows = worked.measure(["mean", "customers", "on_time", "held"], grain="quarter").rows()
    found = {(row["metric"], row["period"]): row["value"] for row in rows}
    assert_same(
        found,
        {
            ("mean", "2026-Q1"): 110 / 4, ("mean", "2026-Q2"): 30, ("customers", "2026-Q1"): 3,
            ("customers", "2026-Q2"): 2, ("on_time", "2026-Q1"): 2 / 3, ("on_time", "2026-Q2"): 0.5,
            ("held", "2026-Q1"): 7,
        },
    )  # fmt: skip


def test_a_ratio_keeps_its_numerator_and_denominator(worked: Reading):
    row = next(row for row in worked.measure(["on_time"]).rows() if row["period"] == "2026-02")
    assert (row["numerator"], row["denominator"], row["n"]) == (1.0, 2.0, 2)


def test_every_value_says_how_fresh_it_is(worked: Reading):
    rows = {row["period"]: row for row in worked.measure(["orders"]).rows()}
    assert rows["2026-02"]["fresh_at"] == datetime(2026, 2, 7, tzinfo=UTC)
    assert rows["2026-03"]["fresh_at"] is None


def test_periods_can_be_bounded(worked: Reading):
    assert list(values(worked, "orders_2m", since="2026-02", until="2026-03")) == ["2026-02", "2026-03"]
    assert values(worked, "orders_2m", since="2026-02")["2026-02"] == 4  # the window looks back past the bound
    assert values(worked, "growth", since="2026-02")["2026-02"] == 50


def test_adding_a_metric_to_a_request_changes_no_other_value(duck: Desk):
    found = opened(duck)
    together: dict[str, dict[str, float | None]] = {}
    for row in found.measure(sorted(WORKED)).rows():
        together.setdefault(row["metric"], {})[row["period"]] = row["value"]
    for name, rows in together.items():
        alone = values(found, name)
        assert list(alone) == list(rows)
        assert_same(alone, rows, 1e-12)


def test_each_table_is_scanned_once_for_all_metrics(worked: Reading, desk: Desk):
    plan = worked._plan([(name, ()) for name in worked.model.metrics], None, None, None)
    assert sorted(query.source for query in plan.queries) == ["ship", "stock", "visits"]
    for query in plan.queries:
        engine = worked.answers.engine(query.source)
        assert engine.scans(query.select)[query.source] == 1


def test_two_time_columns_are_grouped_jointly_where_all_rolls_up(worked: Reading):
    names = ["least", "mean", "most", "on_time", "orders", "shipped"]
    plan = worked._plan([(name, ()) for name in names], None, None, None)
    assert [(query.joint, len(query.shapes)) for query in plan.queries] == [(True, 2)]
    assert worked.answers.engine("ship").scans(plan.queries[0].select)["ship"] == 1
    rows = worked.measure(names).rows()
    for name in names:
        assert_same({row["period"]: row["value"] for row in rows if row["metric"] == name}, WORKED[name])


def test_times_with_a_zone_fall_on_local_days(desk: Desk):
    moments = [datetime(2026, 3, 31, 21, 59, tzinfo=UTC), datetime(2026, 3, 31, 22, 0, tzinfo=UTC)]
    table = pa.table({"at": pa.array(moments, pa.timestamp("us", tz="UTC"))})
    text = (
        "sources: {s: {file: data/s.parquet}}\n"
        "metrics:\n  n: {title: N, unit: count, better: higher, source: s, time: at, measure: count(*)}\n"
    )
    workspace = make(desk.new(), text, {"s": table}, calendar="{timezone: Europe/Amsterdam}")
    found = reading(workspace, engine=desk.engine)
    assert found.as_of.isoformat() == "2026-04-01T23:59:59+02:00"
    assert values(found, "n") == {"2026-03": 1, "2026-04": 1}
