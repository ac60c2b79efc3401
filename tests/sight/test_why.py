from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sightline.errors import EstimateError, UnknownNameError
from sightline.sight.why import explain
from tests.sight.changes import Story, assert_adds_up, said

NAN = math.nan


def test_an_amount_is_explained_by_its_segments():
    story = Story()
    story.amount("revenue", {"North": [100, 90], "South": [50, 65]})
    why = story.why("revenue")
    assert said(why) == {("revenue", "South", "value"): 15.0, ("revenue", "North", "value"): -10.0}
    assert (why.before, why.after, why.total, why.residual) == (150.0, 155.0, 5.0, 0.0)
    assert why.parts[0].words == "Revenue in South rose by 15.00 EUR."
    assert why.parts[0].share == 3.0
    assert_adds_up(why)


def test_simpsons_reversal_is_mix_and_not_rate():
    """Both regions got better, and yet the whole got worse: more of it comes from the worse one."""
    story = Story()
    story.ratio("on_time", {"North": [(90, 100), (19, 20)], "South": [(10, 20), (60, 100)]})
    why = story.why("on_time")
    assert why.total == pytest.approx(79 / 120 - 100 / 120)
    rates = {key: part for key, part in said(why).items() if key[2] == "rate"}
    mixes = [part for key, part in said(why).items() if key[2] == "mix"]
    assert all(part > 0 for part in rates.values())
    assert rates["on_time", "North", "rate"] == pytest.approx((100 / 120 + 20 / 120) / 2 * 0.05)
    assert sum(mixes) < -0.2
    assert_adds_up(why)


def test_a_segment_that_enters_or_leaves_is_named():
    story = Story()
    story.ratio("on_time", {"North": [(80, 100), (80, 100)], "South": [(10, 50), (0, 0)], "West": [(0, 0), (30, 100)]})
    why = story.why("on_time")
    found = said(why)
    middle = (90 / 150 + 110 / 200) / 2
    assert found["on_time", "West", "entered"] == pytest.approx(0.5 * (0.3 - middle))
    assert found["on_time", "South", "left"] == pytest.approx(-(50 / 150) * (0.2 - middle))
    assert ("on_time", "North", "rate") not in found
    assert_adds_up(why)
    assert any(part.words.startswith("On time in West is new, which took") for part in why.parts)


def test_an_amount_that_enters_counts_whole():
    story = Story()
    story.amount("revenue", {"North": [100, 90], "West": [NAN, 40]})
    assert said(story.why("revenue"))["revenue", "West", "entered"] == 40.0


def test_a_mean_duration_is_cut_by_the_rows_behind_it():
    story = Story()
    story.mean("lead_time", {"North": [(3.0, 100), (5.0, 100)], "South": [(3.0, 100), (3.0, 300)]})
    found = said(story.why("lead_time"))
    assert found["lead_time", "North", "rate"] == pytest.approx((0.5 + 0.25) / 2 * 2)
    assert_adds_up(story.why("lead_time"))


def test_a_median_is_not_cut_and_says_so():
    story = Story()
    story.mean("lead_time", {"North": [(3.0, 100), (5.0, 100)], "South": [(3.0, 100), (3.0, 300)]})
    whole = story.histories["lead_time", ()]
    story.histories["lead_time", ()] = replace(whole, value=np.array([[3.1, 3.4]]))
    why = story.why("lead_time")
    assert [part.part for part in why.parts] == ["residual"]
    assert why.residual == pytest.approx(0.3)
    assert "segments do not add up" in why.words


def test_a_formula_is_explained_by_its_inputs_where_they_moved():
    story = Story()
    story.amount("orders", {"North": [6, 8], "South": [4, 4]}, unit="count")
    story.plain("price", [10.0, 12.0])
    story.formula("revenue", "orders * price")
    why = story.why("revenue")
    assert said(why) == {("orders", "North", "value"): 22.0, ("price", None, "value"): 22.0}
    assert why.residual == 0.0
    assert why.parts[0].words == "Orders in North rose by 2, which added 22.00 EUR."


def test_formulas_within_formulas_end_at_what_is_measured():
    story = Story()
    for name, values in (("a", [2, 3]), ("b", [5, 4]), ("c", [1, 2])):
        story.plain(name, values)
    story.formula("margin", "a * b")
    story.formula("outer", "margin - c")
    why = story.why("outer")
    assert said(why) == {("a", None, "value"): 4.5, ("b", None, "value"): -2.5, ("c", None, "value"): -1.0}
    assert why.parts[0].via == ("margin",)
    assert "through margin" in why.parts[0].words


def test_two_ways_to_one_metric_add_up_in_one_part():
    story = Story()
    story.plain("a", [2, 3])
    story.formula("left", "a * 2")
    story.formula("right", "a * 3")
    story.formula("top", "left + right")
    assert said(story.why("top")) == {("a", None, "value"): 5.0}


def test_a_lag_looks_at_the_months_before():
    story = Story()
    story.plain("a", [1, 2, 4, 8])
    story.formula("growth", "a - lag(a, 1)")
    why = story.why("growth", 1)
    assert why.total == 3.0
    assert said(why) == {("a", None, "value"): 3.0}


def test_an_input_that_appears_is_booked_without_a_change():
    story = Story()
    story.plain("a", [NAN, 5])
    story.plain("b", [1, 3])
    story.formula("sum_of", "coalesce(a, 0) + b")
    why = story.why("sum_of")
    assert said(why) == {("a", None, "value"): 5.0, ("b", None, "value"): 2.0}
    assert "has a value in one of the periods alone" in why.parts[0].words


def test_twelve_months_are_the_sum_of_their_months():
    story = Story()
    story.amount("revenue", {"North": [10.0] * 12 + [10.0] * 6 + [8.0] * 6, "South": [5.0] * 12 + [6.0] * 12})
    story.cumulative("revenue_12m", "revenue", "12 months")
    why = story.why("revenue_12m", 11, 23)
    assert said(why) == {
        ("revenue", "North", "value"): pytest.approx(-12.0),
        ("revenue", "South", "value"): pytest.approx(12.0),
    }
    assert "on average" in why.parts[0].words
    assert why.residual == 0.0


def test_years_to_date_of_different_lengths_stay_exact():
    """March closes a fiscal year of twelve months; June has but three."""
    story = Story(calendar={"grain": "month", "fiscal_year_starts": 4}, start="2024-04")
    story.amount("revenue", {"North": [float(month) for month in range(1, 25)]})
    story.cumulative("revenue_year", "revenue", "fiscal year to date")
    why = story.why("revenue_year", 11, 14)
    assert (why.before, why.after) == (78.0, 13.0 + 14.0 + 15.0)
    assert_adds_up(why)


def test_formulas_within_a_longer_window_stay_exact():
    story = Story(start="2024-01")
    story.plain("orders", [3, 4, 5, 6, 7, 8, 9, 8, 7, 6, 5, 4, 6, 8], unit="count")
    story.plain("price", [2.0 + month / 10 for month in range(14)])
    story.formula("revenue", "orders * price")
    story.cumulative("revenue_year", "revenue", "year to date")
    why = story.why("revenue_year", 10, 13)
    assert {part.metric for part in why.parts} == {"orders", "price"}
    assert_adds_up(why)


def test_a_rate_over_a_window_counts_its_months_by_their_weight():
    story = Story()
    story.ratio("on_time", {"North": [(8, 10), (9, 10), (5, 10), (54, 60)]})
    story.cumulative("on_time_2m", "on_time", "2 months", unit="share")
    why = story.why("on_time_2m", 1, 3)
    assert why.total == pytest.approx(59 / 70 - 17 / 20)
    found = said(why)
    weights = (0.5 + 10 / 70) / 2, (0.5 + 60 / 70) / 2
    assert found["on_time", "North", "rate"] == pytest.approx(weights[0] * (0.5 - 0.8) + weights[1] * (0.9 - 0.9))
    assert ("on_time_2m", None, "mix") in found
    assert_adds_up(why)


def test_nothing_moved_says_so():
    story = Story()
    story.amount("revenue", {"North": [100, 90], "South": [50, 60]})
    why = story.why("revenue")
    assert why.sentence == "Revenue did not change from 2024-01 to 2024-02."
    assert [part.share for part in why.parts] == [None, None]
    assert_adds_up(why)


def test_a_missing_value_names_the_nearest_months():
    story = Story()
    story.plain("revenue", [NAN, 2, 3, NAN, NAN, 4])
    with pytest.raises(EstimateError) as raised:
        story.why("revenue", 3, 5)
    assert "revenue has no value in 2024-04." in str(raised.value)
    assert "The nearest periods with values: 2024-03 and 2024-06." in raised.value.fix
    period = story.model.calendar.parse("2030-01")
    with pytest.raises(EstimateError, match="2030-01"):
        explain(
            story.model, "revenue", story.histories["revenue", ()].periods[1], period, story.histories, (),
            dimensions_of=story.dimensions_of,
        )  # fmt: skip


def test_unknown_names_are_told():
    story = Story()
    story.amount("revenue", {"North": [100, 90]})
    with pytest.raises(UnknownNameError, match="no dimension is called"):
        story.why("revenue", by="regio")
    with pytest.raises(UnknownNameError):
        explain(
            story.model, "revenu", *story.histories["revenue", ()].periods, story.histories, (),
            dimensions_of=story.dimensions_of,
        )  # fmt: skip
