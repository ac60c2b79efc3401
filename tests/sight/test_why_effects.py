from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import sightline.example
from sightline.measures import dimensions_of_metric
from sightline.model.loader import load
from sightline.sight.why import asked_for
from tests.sight.changes import Story, assert_adds_up, said


def chain() -> Story:
    """a moves b by 2 a month later, b moves c by 3 two months later."""
    story = Story()
    story.plain("a", [1, 5, 1, 1, 1, 1])
    story.plain("b", [0, 1, 11, 2, 2, 2])
    story.plain("c", [7, 7, 7, 7, 42, 9])
    story.effect("a", "b", {1: 2.0})
    story.effect("b", "c", {2: 3.0})
    return story


def test_a_chain_is_followed_to_its_root_and_each_metric_keeps_what_its_drivers_do_not_explain():
    why = chain().why("c", 3, 4)
    assert said(why) == {("a", None, "effect"): 24.0, ("b", None, "effect"): 6.0, ("c", None, "residual"): 5.0}
    assert why.residual == 5.0
    root = why.parts[0]
    assert (root.via, root.lag, root.moved) == (("b",), 3, 4.0)
    assert (root.support, root.grade) == ("supported", "correlational")
    assert root.words == "A rose by 4.00 EUR, which added 24.00 EUR: through B, 3 months later."
    assert why.parts[1].words == (
        "B rose by 10.00 EUR; what its drivers do not explain of that added 6.00 EUR, 2 months later."
    )
    assert why.parts[-1].part == "residual"


def test_an_effect_smeared_over_lags_looks_at_each():
    story = Story()
    story.plain("a", [0, 1, 3, 6])
    story.plain("b", [0, 0, 0, 10])
    story.effect("a", "b", {0: 1.0, 1: 0.5})
    assert said(story.why("b", 2, 3))["a", None, "effect"] == 1.0 * 3 + 0.5 * 2


def test_contributions_are_the_means_of_draws_and_intervals_their_quantiles():
    story = Story()
    story.plain("a", [0, 1])
    story.plain("b", [0, 10])
    draws = np.concatenate([np.zeros(100), np.linspace(1, 3, 900)])
    story.effect("a", "b", {0: 2.0}, draws=draws)
    why = story.why("b")
    part = why.parts[-1] if why.parts[0].part == "residual" else why.parts[0]
    assert part.contribution == pytest.approx(2 * draws.mean())
    assert (part.low, part.high) == pytest.approx((0.0, 2 * np.quantile(draws, 0.95)), rel=0.01)
    left = next(one for one in why.parts if one.part == "residual")
    assert (left.low, left.high) == pytest.approx((10 - part.high, 10 - part.low))
    assert_adds_up(why)


def test_what_the_data_cannot_say_is_left_out_and_said():
    story = Story()
    story.plain("a", [0, 5])
    story.plain("b", [0, 10])
    story.effect("a", "b", {0: 2.0}, draws=[0.0] * 6 + [1.0] * 4, support="cannot_say")
    why = story.why("b")
    assert said(why) == {("b", None, "residual"): 10.0}
    assert "cannot say whether these effects exist, so they are left out: A on B" in why.words


def test_an_assumption_without_draws_counts_with_its_size():
    story = Story()
    story.plain("a", [0, 0, 5])
    story.plain("b", [0, 0, 10])
    story.effect("a", "b", {1: 2.0})
    story.effects = [
        replace(story.effects[0], kind="assumed", grade="assumed", draws=None, lag=0, support="cannot_say")
    ]
    part = story.why("b", 1, 2).parts[0]
    assert part.contribution == pytest.approx(10.0)
    assert (part.support, part.grade) == ("cannot_say", "assumed")


def test_what_lies_before_the_data_stays_with_what_it_moves():
    story = chain()
    why = story.why("c", 1, 4)
    assert said(why) == {("c", None, "residual"): 35.0}
    assert "Earlier values are not known of B" in why.words
    assert_adds_up(why)


def late_in_north(**within) -> Story:
    """Checks slow down in North; orders are late there for no other reason, and South is as it was."""
    story = Story()
    story.mean("check_time", {"North": [(1.0, 50), (3.0, 50)], "South": [(1.0, 50), (1.0, 50)]})
    story.mean("lead_time", {"North": [(3.0, 50), (5.0, 50)], "South": [(3.0, 50), (3.0, 50)]})
    story.ratio("on_time", {"North": [(45, 50), (35, 50)], "South": [(45, 50), (45, 50)]})
    story.effect("check_time", "lead_time", {0: 1.0}, within=within.get("days"))
    story.effect("lead_time", "on_time", {0: -0.1}, within=within.get("share"))
    return story


def test_the_strongest_way_is_the_one_that_is_told():
    story = Story()
    story.plain("a", [0, 0, 0, 4])
    story.plain("small", [0, 0, 0, 4])
    story.plain("large", [0, 0, 0, 40])
    story.plain("top", [0, 0, 0, 44])
    story.effect("a", "small", {0: 1.0})
    story.effect("a", "large", {0: 10.0})
    story.effect("small", "top", {0: 1.0})
    story.effect("large", "top", {0: 1.0}, support="suggested")
    part = story.why("top", 2, 3).parts[0]
    assert (part.contribution, part.via, part.support) == (44.0, ("large",), "suggested")


def test_earlier_values_of_a_segment_that_are_not_known_are_said():
    story = Story()
    story.mean("wait", {"North": [(1.0, 10), (2.0, 10)], "South": [(1.0, 10), (1.0, 10)]})
    story.ratio("on_time", {"North": [(9, 10), (8, 10)], "South": [(9, 10), (9, 10)]})
    story.effect("wait", "on_time", {1: -0.1}, within=-0.1)
    why = story.why("on_time")
    assert said(why) == {("on_time", "North", "rate"): pytest.approx(-0.05)}
    assert "Earlier values are not known of wait" in why.words


@pytest.mark.parametrize("within", [{}, {"days": 1.0, "share": -0.1}, {"days": 1.0}, {"share": -0.1}])
def test_a_cause_in_one_segment_arrives_in_that_segment(within):
    why = late_in_north(**within).why("on_time")
    assert said(why) == {("check_time", "North", "effect"): pytest.approx(-0.1)}
    assert why.residual == 0.0
    assert why.parts[0].words == "Check time in North rose by 2.0 days, which took 10.0 points off: through lead time."


def test_an_effect_fitted_over_segments_acts_within_each_whatever_their_weights():
    """A region whose renewals fall by a point loses 100 EUR: North loses 1,000, though it has but a tenth of them."""
    story = Story()
    story.mean("wait", {"North": [(1.0, 10), (2.0, 10)], "South": [(1.0, 10), (1.0, 10)]})
    story.ratio("renewals", {"North": [(9, 10), (8, 10)], "South": [(81, 90), (81, 90)]})
    story.amount("revenue", {"North": [5_000, 4_000], "South": [6_000, 6_500]})
    story.effect("wait", "renewals", {0: -0.1}, within=-0.1)
    story.effect("renewals", "revenue", {0: 20_000.0}, within=10_000.0)
    why = story.why("revenue")
    assert said(why) == {
        ("wait", "North", "effect"): pytest.approx(-1_000),
        ("revenue", None, "residual"): pytest.approx(500),
    }
    assert_adds_up(why)


def test_formulas_within_segments_are_split_there():
    story = Story()
    story.amount("visits", {"North": [10, 20], "South": [10, 10]}, unit="count")
    story.amount("staff", {"North": [5, 5], "South": [5, 4]}, unit="count")
    story.formula("load", "visits / staff", unit="visits/person")
    load = [story.histories[name, ("region",)].value for name in ("visits", "staff")]
    story.put("load", load[0] / load[1], segments=("North", "South"))
    story.amount("errors", {"North": [7, 12], "South": [7, 9]}, unit="count")
    story.effect("load", "errors", {0: 4.0}, within=2.0)
    why = story.why("errors")
    assert said(why) == {
        ("visits", "North", "effect"): pytest.approx(2.0 * 2),
        ("staff", "South", "effect"): pytest.approx(2.0 * 0.5),
        ("errors", None, "residual"): pytest.approx(2.0),
    }
    assert next(part for part in why.parts if part.metric == "visits").via == ("load",)


def test_a_price_for_all_reaches_segments_through_an_effect_within_them():
    story = Story()
    story.plain("price", [1.0, 2.0])
    story.amount("orders", {"North": [30, 24], "South": [10, 8]}, unit="count")
    story.amount("revenue", {"North": [300, 240], "South": [100, 80]})
    story.effect("price", "orders", {0: -8.0})
    story.effect("orders", "revenue", {0: 10.0}, within=10.0)
    why = story.why("revenue")
    assert said(why) == {("price", None, "effect"): pytest.approx(-80.0)}
    assert why.residual == pytest.approx(0.0, abs=1e-9)


def test_the_mix_of_an_explained_metric_is_arithmetic_and_no_residual():
    story = Story()
    story.plain("a", [0.0, 1.0])
    story.ratio("on_time", {"North": [(90, 100), (9, 10)], "South": [(5, 10), (50, 100)]})
    story.effect("a", "on_time", {0: -0.1})
    why = story.why("on_time")
    found = said(why)
    assert found["a", None, "effect"] == pytest.approx(-0.1)
    assert found["on_time", "North", "mix"] + found["on_time", "South", "mix"] == pytest.approx(why.total)
    assert why.residual == pytest.approx(0.1)
    assert_adds_up(why)


def test_a_driver_without_the_dimension_is_spread_by_weight():
    story = Story()
    story.plain("price", [1.0, 2.0])
    story.amount("orders", {"North": [30, 25], "South": [15, 10]}, unit="count")
    story.effect("price", "orders", {0: -8.0})
    story.formula("twice", "orders * 2")
    found = said(story.why("twice"))
    assert found["price", None, "effect"] == -16.0
    assert found["orders", "North", "value"] == pytest.approx(2 * (-5 + 8 * 55 / 80))
    assert found["orders", "South", "value"] == pytest.approx(2 * (-5 + 8 * 25 / 80))


def test_months_in_a_window_are_explained_at_their_own_lag():
    story = Story()
    story.plain("a", [0.0] * 20 + [1.0] * 4)
    story.plain("b", [10.0] * 21 + [13.0] * 3)
    story.effect("a", "b", {1: 2.0})
    story.cumulative("b_12m", "b", "12 months")
    why = story.why("b_12m", 11, 23)
    assert said(why) == {("a", None, "effect"): 6.0, ("b_12m", None, "residual"): 3.0}
    assert (why.parts[0].via, why.parts[0].lag) == (("b",), 1)


def test_feedback_unrolls_in_time_and_ends_where_the_data_begin():
    """Each feeds the other a month later; the push of the first month goes back and forth until nothing is known."""
    story = Story()
    story.plain("a", [0, 1, 0, 0.25, 0, 0.0625])
    story.plain("b", [0, 0, 0.5, 0, 0.125, 0])
    story.effect("a", "b", {1: 0.5})
    story.effect("b", "a", {1: 0.5})
    why = story.why("a", 4, 5)
    assert why.total == 0.0625
    assert said(why)["a", None, "residual"] == pytest.approx(0.0625)
    assert_adds_up(why)
    longer = story.why("b", 3, 4)
    assert_adds_up(longer)


def test_formulas_that_look_back_at_themselves_unroll():
    story = Story()
    story.plain("flow", [1, 2, 3, 4, 5])
    story.declare("stock", formula="coalesce(lag(stock, 1), 0) + flow")
    story.put("stock", [np.cumsum([1, 2, 3, 4, 5.0])])
    why = story.why("stock", 1, 4)
    assert why.total == 12.0
    assert_adds_up(why)


def test_an_effect_on_a_formula_explains_nothing_since_arithmetic_comes_first():
    story = Story()
    story.plain("a", [0, 5])
    story.plain("orders", [1, 2])
    story.formula("revenue", "orders * 10")
    story.effect("a", "revenue", {0: 2.0})
    assert said(story.why("revenue")) == {("orders", None, "value"): 10.0}


def test_a_residual_over_half_of_the_change_comes_first():
    story = Story()
    story.plain("a", [0, 1])
    story.plain("b", [0, 10])
    story.effect("a", "b", {0: 2.0})
    why = story.why("b")
    assert [part.part for part in why.parts] == ["residual", "effect"]
    assert why.sentence == (
        "B rose by 10.00 EUR from 2024-01 to 2024-02. Not explained by any declared driver: +8.00 EUR, 80.0 % of the "
        "change. The largest contribution: A rose by 1.00 EUR, which added 2.00 EUR."
    )


def test_a_missing_history_takes_nothing_down():
    story = chain()
    del story.histories["a", ()]
    why = story.why("c", 3, 4)
    assert said(why) == {("b", None, "effect"): 30.0, ("c", None, "residual"): 5.0}


def test_what_is_asked_for_is_all_that_lies_upstream():
    folder = Path(sightline.example.__file__).parent / "model"
    model = load({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.yml")}).model
    assert model is not None
    dimensions_of = partial(dimensions_of_metric, model)
    asked = asked_for(model, "service_revenue_12m", dimensions_of=dimensions_of)
    assert ("credit_check_time", ("region",)) in asked
    assert ("attrition", ()) in asked
    assert not any(metric in ("orders", "receivables") for metric, _ in asked)
    by_machine = asked_for(model, "service_revenue", by="machine", dimensions_of=dimensions_of)
    assert {ask for ask in by_machine if ask[1]} == {
        ("downtime_hours", ("machine",)),
        ("first_time_fix", ("machine",)),
        ("outages", ("machine",)),
    }
