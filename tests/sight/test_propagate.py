"""Values through the graph: formulas and windows worked out ahead, and what a change would do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sightline.errors import UnknownNameError
from sightline.model.declarations import CalendarDeclaration, Settings
from sightline.periods import Calendar
from sightline.records import Paths, Shift
from sightline.sight.graph import metric_graph
from sightline.sight.propagate import fill, simulate
from sightline.sight.windows import Window, weights, window_of
from tests.sight.worlds import PAST, effect, history, metric, model, paths, periods, world

SUM = {"x": metric(), "x_12m": metric(cumulative={"of": "x", "over": "12 months"})}


def shift(name: str, how: str, amount: float) -> Shift:
    return Shift(name, how, amount, "")  # type: ignore[arg-type]  # one of the three words


def test_formulas_are_worked_out_ahead_draw_by_draw() -> None:
    metrics = {"a": metric(), "b": metric(), "c": metric(formula="a * b - lag(a, 2)")}
    _, _, base = world(metrics, [], {})
    a, b, c = (base.values[name] for name in "abc")
    assert np.array_equal(c[:, PAST:], a[:, PAST:] * b[:, PAST:] - a[:, PAST - 2 : -2])


def test_the_past_stays_as_it_was_measured() -> None:
    graph = metric_graph(model({"a": metric(), "c": metric(formula="2 * a")}), [], {})
    known = paths({"a": 100.0, "c": 7.0})
    filled = fill(graph, known).values["c"]
    assert (filled[:, :PAST] == 7.0).all()
    assert np.array_equal(filled[:, PAST:], 2 * known.values["a"][:, PAST:])


def test_a_sum_over_twelve_months_joins_past_and_future_of_one_draw() -> None:
    _, _, base = world(SUM, [], {})
    x, total = base.values["x"], base.values["x_12m"]
    assert total[:, PAST + 2] == pytest.approx(x[:, PAST - 9 : PAST + 3].sum(axis=1))
    assert np.isnan(total[:, 10]).all()
    assert total[0, 11] == pytest.approx(1200.0)


def test_a_month_without_data_amid_others_counts_as_nothing() -> None:
    graph = metric_graph(model(SUM), [], {})
    known = paths({"x": 100.0})
    known.values["x"][:, 20] = np.nan
    assert fill(graph, known).values["x_12m"][0, 23] == pytest.approx(1100.0)


def test_a_forecast_that_is_missing_leaves_the_sum_missing() -> None:
    graph = metric_graph(model(SUM), [], {})
    known = paths({"x": 100.0})
    known.values["x"][3, PAST + 1] = np.nan
    total = fill(graph, known).values["x_12m"]
    assert np.isnan(total[3, PAST + 1 :]).all()
    assert not np.isnan(total[2, PAST:]).any()


def test_the_fiscal_year_to_date_starts_anew() -> None:
    settings = Settings(sightline=1, name="T", calendar=CalendarDeclaration(fiscal_year_starts=4))
    metrics = {"x": metric(), "ytd": metric(cumulative={"of": "x", "over": "fiscal year to date"})}
    graph = metric_graph(replace(model(metrics), settings=settings), [], {})
    total = fill(graph, paths({"x": 1.0})).values["ytd"]
    at = {period.label: column for column, period in enumerate(periods(36))}
    assert total[0, at["2025-03"]] == 12.0
    assert total[0, at["2025-04"]] == 1.0
    assert total[0, at["2025-12"]] == 9.0


def test_a_window_that_begins_amid_a_period_counts_its_days() -> None:
    calendar = Calendar(grain="week")  # type: ignore[arg-type]  # the calendar reads the word
    weeks = tuple(calendar.covering(date(2026, 1, 5), date(2026, 3, 2)))
    table = weights(Window("x", "1 month"), weeks, calendar)
    assert table[-1].sum() == pytest.approx(4.0)
    assert weights(Window("x", "10 days"), weeks, calendar)[-1][-2:] == pytest.approx([3 / 7, 1.0])


def test_a_rate_over_a_window_is_a_mean_weighted_by_what_it_is_taken_over() -> None:
    declared = metric(unit="share", ratio={"of": "sum(a)", "to": "sum(b)"})
    past = history("r", [0.5, 0.2])
    past = replace(past, numerator=past.value * [[10.0, 30.0]], denominator=np.array([[10.0, 30.0]]))
    window = window_of("r", "2 months", declared, past)
    table = weights(window, periods(3), Calendar())
    assert table[1] @ [0.5, 0.2, 0.0] == pytest.approx((5 + 6) / 40)
    assert table[2] == pytest.approx([0.0, 30 / 50, 20 / 50])


def test_an_average_is_not_summed_and_a_count_is() -> None:
    assert window_of("m", "2 months", metric(measure="avg(x)"), None).mean
    assert not window_of("m", "2 months", metric(measure="count(*)"), None).mean
    assert window_of("m", "2 months", metric(unit="EUR/order", formula="a / b"), None).mean
    assert not window_of("m", "2 months", metric(formula="a + b"), None).mean


def test_metrics_that_feed_themselves_are_worked_out_period_by_period() -> None:
    metrics = {"x": metric(formula="0.5 * lag(x, 1) + u"), "u": metric()}
    graph = metric_graph(model(metrics), [], {})
    filled = fill(graph, paths({"u": 10.0, "x": 20.0}, draws=1))
    x, u = filled.values["x"][0], filled.values["u"][0]
    for at in range(PAST, 36):
        assert x[at] == pytest.approx(0.5 * x[at - 1] + u[at])


def test_a_shift_arrives_after_its_lag_and_stays() -> None:
    _, graph, base = world({"a": metric(), "b": metric()}, [effect("a", "b", {2: 0.5})], {})
    after, words = simulate(graph, base, [shift("a", "add", 4.0)])
    moved = after.values["b"] - base.values["b"]
    assert moved[:, : PAST + 2] == pytest.approx(0.0)
    assert moved[:, PAST + 2 :] == pytest.approx(2.0)
    assert words == ("T was never as high as 103.69 EUR.",)


def test_a_factor_on_a_formula_is_exact() -> None:
    metrics = {"a": metric(), "b": metric(), "c": metric(formula="a / b"), "d": metric(formula="c * c + a")}
    _, graph, base = world(metrics, [], {})
    after, _ = simulate(graph, base, [shift("c", "factor", 1.5)])
    a, c = base.values["a"][:, PAST:], base.values["c"][:, PAST:]
    assert after.values["d"][:, PAST:] == pytest.approx((1.5 * c) ** 2 + a, rel=1e-12)
    assert after.values["d"][:, :PAST] == pytest.approx(base.values["d"][:, :PAST])


def test_a_level_that_is_set_holds_whatever_the_drivers_do() -> None:
    _, graph, base = world({"a": metric(), "b": metric()}, [effect("a", "b", {0: 5.0})], {})
    after, _ = simulate(graph, base, [shift("a", "add", 10.0), shift("b", "set", 42.0)])
    assert (after.values["b"][:, PAST:] == 42.0).all()


def test_what_nothing_reaches_is_the_very_same() -> None:
    _, graph, base = world({"a": metric(), "b": metric(), "z": metric()}, [effect("a", "b", {0: 5.0})], {})
    after, _ = simulate(graph, base, [shift("a", "add", 10.0)])
    assert after.values["z"] is base.values["z"]


def test_a_share_is_held_within_nought_and_one_and_says_so() -> None:
    metrics = {"q": metric(unit="share", title="On time")}
    _, graph, base = world(metrics, [], {}, levels={"q": 0.9})
    after, words = simulate(graph, base, [shift("q", "add", 0.3)])
    assert after.values["q"].max() == 1.0
    assert "On time was held at 100.0 %." in words


def test_a_limit_that_holds_some_paths_alone_says_how_many() -> None:
    _, graph, base = world({"q": metric(unit="share", title="On time")}, [], {}, levels={"q": 0.9})
    spread = base.values["q"].copy()
    spread[: len(spread) // 4, PAST:] = 0.99
    held = Paths(base.periods, base.now, {**base.values, "q": spread})
    _, words = simulate(graph, held, [shift("q", "add", 0.05)])
    assert "On time was held at 100.0 % in 25 % of the paths." in words


def test_a_share_that_was_negative_before_may_be_so_again() -> None:
    _, graph, base = world({"gap": metric(unit="share")}, [], {}, levels={"gap": -0.02})
    after, words = simulate(graph, base, [shift("gap", "add", -0.1)])
    assert after.values["gap"][:, PAST:].mean() == pytest.approx(-0.12, abs=0.01)
    assert not any("held" in one for one in words)


def test_an_amount_that_was_never_negative_stops_at_nothing() -> None:
    _, graph, base = world({"a": metric(), "b": metric()}, [effect("a", "b", {0: -50.0})], {})
    after, words = simulate(graph, base, [shift("a", "add", 10.0)])
    assert (after.values["b"][:, PAST:] == 0.0).all()
    assert "T was held at 0.00 EUR." in words


def test_a_driver_without_a_forecast_but_with_no_effect_spoils_nothing() -> None:
    _, graph, base = world({"a": metric(), "b": metric()}, [effect("a", "b", {0: 0.0})], {})
    empty = Paths(base.periods, base.now, {**base.values, "a": np.full_like(base.values["a"], np.nan)})
    after, _ = simulate(graph, empty, [shift("a", "add", 1.0)])
    assert np.array_equal(after.values["b"], base.values["b"])


def test_an_unknown_metric_cannot_be_shifted() -> None:
    _, graph, base = world(SUM, [], {})
    with pytest.raises(UnknownNameError):
        simulate(graph, base, [shift("y", "add", 1.0)])
