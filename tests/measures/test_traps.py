"""The traps of business figures: tiny tables with the answer worked by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sightline.reading import read
from tests.measures.conftest import Desk
from tests.measures.support import make, metric, reading, values

JANUARY, FEBRUARY = date(2026, 1, 10), date(2026, 2, 10)


def _source(*lines: str) -> str:
    return "sources: {t: {file: data/t.parquet}}\nmetrics:\n" + "".join(lines)


def test_an_average_is_not_an_average_of_averages(duck: Desk):
    rows = [{"day": JANUARY, "v": 10.0}] * 1 + [{"day": FEBRUARY, "v": 20.0}] * 3
    text = _source(
        metric("mean", "EUR", source="t", time="day", measure="avg(v)"),
        metric("mean_2m", "EUR", cumulative="{of: mean, over: 2 months}"),
    )
    found = reading(make(duck.new(), text, {"t": rows}), engine=duck.engine)
    assert values(found, "mean_2m")["2026-02"] == pytest.approx(70 / 4)
    assert values(found, "mean", grain="quarter") == {"2026-Q1": pytest.approx(70 / 4)}


def test_simpsons_reversal_is_shown_by_the_segments_and_not_hidden_by_the_total(duck: Desk):
    """Each segment improves, the total worsens, because the mix moved: both are true and both are shown."""
    rows = (
        [{"day": JANUARY, "r": "easy", "ok": 1}] * 90 + [{"day": JANUARY, "r": "easy", "ok": 0}] * 10
        + [{"day": JANUARY, "r": "hard", "ok": 1}] * 3 + [{"day": JANUARY, "r": "hard", "ok": 0}] * 7
        + [{"day": FEBRUARY, "r": "easy", "ok": 1}] * 19 + [{"day": FEBRUARY, "r": "easy", "ok": 0}] * 1
        + [{"day": FEBRUARY, "r": "hard", "ok": 1}] * 40 + [{"day": FEBRUARY, "r": "hard", "ok": 0}] * 60
    )  # fmt: skip
    text = _source(metric("done", "share", source="t", time="day", by="[r]", ratio="{of: sum(ok), to: count(*)}"))
    found = reading(make(duck.new(), text, {"t": rows}), engine=duck.engine)
    parts, total = values(found, "done", by=["r"]), values(found, "done")
    assert parts["2026-02", "easy"] > parts["2026-01", "easy"]
    assert parts["2026-02", "hard"] > parts["2026-01", "hard"]
    assert total == {"2026-01": pytest.approx(93 / 110), "2026-02": pytest.approx(59 / 120)}


def test_tables_of_different_grain_are_joined_as_values_and_never_as_rows(duck: Desk):
    """Two invoices of one order do not double the order: sources meet in formulas, period by period."""
    text = """
sources: {orders: {file: data/orders.parquet}, invoices: {file: data/invoices.parquet}}
metrics:
  ordered: {title: O, unit: EUR, better: higher, source: orders, time: day, measure: sum(v)}
  invoiced: {title: I, unit: EUR, better: higher, source: invoices, time: day, measure: sum(v)}
  open: {title: P, unit: EUR, better: lower, formula: ordered - invoiced}
"""
    orders = [{"day": JANUARY, "id": 1, "v": 100.0}]
    invoices = [{"day": JANUARY, "order": 1, "v": 30.0}, {"day": JANUARY, "order": 1, "v": 50.0}]
    found = reading(make(duck.new(), text, {"orders": orders, "invoices": invoices}), engine=duck.engine)
    assert values(found, "open") == {"2026-01": 20.0}


def test_equal_rows_are_different_rows(duck: Desk):
    rows = [{"day": JANUARY, "v": 5.0}] * 2
    text = _source(
        metric("total", "EUR", source="t", time="day", measure="sum(v)"),
        metric("different", "count", source="t", time="day", measure="count(distinct v)"),
    )
    found = reading(make(duck.new(), text, {"t": rows}), engine=duck.engine)
    assert values(found, "total") == {"2026-01": 10.0}
    assert values(found, "different") == {"2026-01": 1.0}


def test_different_customers_of_two_months_are_counted_again_and_not_added(duck: Desk):
    rows = [{"day": JANUARY, "c": "a"}, {"day": FEBRUARY, "c": "a"}, {"day": FEBRUARY, "c": "b"}]
    text = _source(
        metric("customers", "count", source="t", time="day", measure="count(distinct c)"),
        metric("customers_2m", "count", cumulative="{of: customers, over: 2 months}"),
    )
    found = reading(make(duck.new(), text, {"t": rows}), engine=duck.engine)
    assert values(found, "customers", grain="year") == {"2026": 2}
    assert set(values(found, "customers_2m").values()) == {None}
    assert "does not add up over periods" in found.problems[0].cause


def test_a_stock_is_not_added_over_time(duck: Desk):
    rows = [{"day": JANUARY, "v": 10.0}, {"day": FEBRUARY, "v": 12.0}]
    text = _source(
        metric("held", "EUR", source="t", time="day", balance="{of: sum(v), at: last}"),
        metric("held_2m", "EUR", cumulative="{of: held, over: 2 months}"),
    )
    workspace = make(duck.new(), text, {"t": rows})
    loaded = workspace.load()
    if loaded.model is None:  # the check says so already
        assert any("held" in finding.message for finding in loaded.findings)
        return
    found = read(workspace, model=loaded.model, engine=duck.engine)
    assert set(values(found, "held_2m").values()) == {None}
    assert values(found, "held", grain="quarter") == {"2026-Q1": 12.0}


def test_cases_that_are_not_over_do_not_make_a_process_look_fast(duck: Desk):
    """Ten cases take 20 days, five young ones are open: the lead time is that of the closed, dated at their end."""
    rows = []
    for case in range(10):
        rows += [
            {"id": f"c{case}", "what": "a", "at": JANUARY},
            {"id": f"c{case}", "what": "b", "at": JANUARY + timedelta(20)},
        ]
    rows += [{"id": f"o{case}", "what": "a", "at": JANUARY + timedelta(19)} for case in range(5)]
    text = """
sources: {t: {file: data/t.parquet, log: {case: id, activity: what, time: at}}}
processes:
  p:
    log: t
    activities: {a: {}, b: {}}
    chain: [a, b]
    rules: {quick: {deadline: {from: a, to: b, within: 30 days}}}
"""
    found = reading(make(duck.new(), text, {"t": rows}), engine=duck.engine)
    assert values(found, "p.lead_time") == {"2026-01": 20.0}
    assert values(found, "p.cases") == {"2026-01": 15}
    assert values(found, "p.on_time") == {"2026-01": 1.0}
    assert values(found, "p.quick.violations") == {"2026-01": 0}  # pending, not violated


def test_a_share_of_nothing_is_no_data_and_not_zero(duck: Desk):
    rows = [{"day": JANUARY, "won": 0, "asked": 0}, {"day": FEBRUARY, "won": 0, "asked": 4}]
    text = _source(metric("won", "share", source="t", time="day", ratio="{of: sum(won), to: sum(asked)}"))
    found = reading(make(duck.new(), text, {"t": rows}), engine=duck.engine)
    assert values(found, "won") == {"2026-01": None, "2026-02": 0.0}


def test_a_missing_segment_is_a_segment_and_the_parts_still_make_the_whole(duck: Desk):
    rows = [
        {"day": JANUARY, "r": "x", "v": 1.0},
        {"day": JANUARY, "r": None, "v": 2.0},
        {"day": JANUARY, "r": "", "v": 4.0},
    ]
    text = _source(metric("total", "EUR", source="t", time="day", by="[r]", measure="sum(v)"))
    found = reading(make(duck.new(), text, {"t": rows}), engine=duck.engine)
    parts = values(found, "total", by=["r"])
    assert parts == {("2026-01", "x"): 1.0, ("2026-01", None): 2.0, ("2026-01", ""): 4.0}


def test_two_time_columns_date_the_same_rows_apart(duck: Desk):
    rows = [{"o": JANUARY, "s": FEBRUARY, "v": 1.0}, {"o": FEBRUARY, "s": None, "v": 2.0}]
    text = _source(
        metric("ordered", "EUR", source="t", time="o", measure="sum(v)"),
        metric("shipped", "EUR", source="t", time="s", measure="sum(v)"),
    )
    found = reading(make(duck.new(), text, {"t": rows}), as_of=date(2026, 2, 1), engine=duck.engine)
    rows_found = {(row["metric"], row["period"]): row["value"] for row in found.measure(["ordered", "shipped"]).rows()}
    assert rows_found == {("ordered", "2026-01"): 1.0, ("ordered", "2026-02"): None, ("shipped", "2026-02"): None}


def test_whole_numbers_too_large_for_a_float_to_hold_exactly_are_measured_all_the_same(duck: Desk):
    """Microseconds of a hundred thousand cases of a day each add up to more than 2 to the power of 53."""
    rows = [{"day": JANUARY, "us": 2**53 + 1}, {"day": JANUARY, "us": 2**53 + 1}]
    text = _source(metric("total", "count", source="t", time="day", measure="sum(us)"))
    found = reading(make(duck.new(), text, {"t": rows}), engine=duck.engine)
    assert values(found, "total") == {"2026-01": pytest.approx(2**54)}
