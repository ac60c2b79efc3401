"""The metric graph: what becomes a node and an edge, circles, and what needs a forecast."""

from __future__ import annotations

import numpy as np
import pytest

from sightline.errors import DeclarationError, UnknownNameError
from sightline.sight.graph import measured, metric_graph, within
from tests.sight.worlds import effect, metric, model, panel, world

REVENUE = {
    "orders": metric(unit="count"),
    "price": metric(),
    "revenue": metric(formula="orders * price"),
    "revenue_12m": metric(cumulative={"of": "revenue", "over": "12 months"}),
    "unused": metric(),
}


def test_a_circle_within_one_period_is_printed() -> None:
    metrics = {"a": metric(formula="b + 1"), "b": metric(formula="2 * c"), "c": metric()}
    with pytest.raises(DeclarationError) as caught:
        metric_graph(model(metrics), [effect("a", "c", {0: 1.0})], {})
    assert str(caught.value) == (
        "these metrics move each other within one period: a → c → b → a.\n"
        "Let one of them look back: lag(metric, 1), or an effect with a lag from 1 on."
    )


def test_a_circle_with_a_lag_is_fine() -> None:
    graph = metric_graph(
        model({"a": metric(), "b": metric()}), [effect("a", "b", {0: 0.5}), effect("b", "a", {1: 0.5})], {}
    )
    assert graph.feeds_itself == {"a", "b"}
    assert graph.knots == (("a", "b"),)


def test_what_a_goal_rests_on_needs_a_forecast_and_nothing_else() -> None:
    declared, graph, _ = world(REVENUE, [], {"grow": ("revenue_12m", "2026-12-31")})
    assert measured(declared, graph) == ("orders", "price")


def test_drivers_of_a_goal_need_a_forecast_too() -> None:
    declared, graph, _ = world(REVENUE, [effect("unused", "orders", {1: 2.0})], {"grow": ("revenue_12m", "2026-12-31")})
    assert measured(declared, graph) == ("orders", "price", "unused")


def test_metrics_rest_on_what_they_are_worked_out_from() -> None:
    assert measured(model(REVENUE), ["revenue_12m", "unused"]) == ("orders", "price", "unused")


def test_each_metric_comes_after_what_moves_it() -> None:
    _, graph, _ = world(REVENUE, [effect("unused", "orders", {1: 2.0})], {})
    place = {name: at for at, knot in enumerate(graph.knots) for name in knot}
    assert all(place[edge.driver] < place[edge.on] for edge in graph.edges)


def test_an_effect_without_draws_is_drawn_from_its_interval() -> None:
    record = effect("a", "b", {2: 3.0}, draws=4000)
    bare = effect("a", "b", {2: 3.0}, lag=2, per_unit=3.0, low=2.0, high=4.0)
    object.__setattr__(bare, "draws", None)
    graph = metric_graph(model({"a": metric(), "b": metric()}), [bare], {}, draws=4000)
    (edge,) = graph.edges
    assert edge.beta is not None
    assert edge.beta.shape == (4000, 3)
    assert np.quantile(edge.beta[:, 2], (0.05, 0.5, 0.95)) == pytest.approx((2.0, 3.0, 4.0), abs=0.1)
    assert record.per_unit == 3.0


def test_an_effect_of_which_the_data_say_nothing_moves_nothing() -> None:
    silent = effect("a", "b", {1: 0.0}, per_unit=None, low=None, high=None, lag=None, support="cannot_say")
    object.__setattr__(silent, "draws", None)
    graph = metric_graph(model({"a": metric(), "b": metric()}), [silent], {}, draws=5)
    assert graph.edges[0].beta is not None
    assert not graph.edges[0].beta.any()


def test_effects_on_one_metric_keep_their_draws_together() -> None:
    sizes = np.arange(1.0, 9.0)
    both = [effect("a", "c", {1: sizes}), effect("b", "c", {1: -sizes})]
    graph = metric_graph(model({name: metric() for name in "abc"}), both, {}, draws=20)
    one, other = (edge.beta[:, 1] for edge in graph.edges if edge.beta is not None)
    assert np.array_equal(one, -other)


def test_inside_a_segment_a_fitted_effect_has_the_size_of_one_segment() -> None:
    fitted = effect("a", "b", {1: 4.4}, panel=panel("region", 1.1))
    other = effect("a", "c", {1: 2.0}, panel=panel("product", 0.2))
    graph = metric_graph(model({name: metric() for name in "abc"}), [fitted, other], {}, draws=4)
    sizes = {edge.on: edge.beta[0, 1] for edge in within(graph, {"region": "North"}).edges if edge.beta is not None}
    assert sizes == pytest.approx({"b": 1.1, "c": 2.0})


def test_an_unknown_metric_names_the_nearest() -> None:
    _, graph, _ = world(REVENUE, [], {})
    with pytest.raises(UnknownNameError, match="order"):
        graph.node("order")
