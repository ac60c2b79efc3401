"""Laws of explained changes, over generated worlds of formulas, windows, effects and segments."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.sight.why import explain
from tests.sight.changes import Story, assert_adds_up, said
from tests.sight.test_why_formulas import brute_force

MONTHS = 16
PLACES = ("North", "South", "West")


@st.composite
def stories(draw):
    """A world of six metrics by region under a formula and a window; a few effects between them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    story = Story()
    gaps = draw(st.booleans())
    for name in ("pipeline", "orders"):
        rows = rng.normal(20, 6, (len(PLACES), MONTHS))
        if gaps:
            rows[0, : MONTHS // 2] = np.nan
        story.amount(name, dict(zip(PLACES, rows, strict=True)), unit="count")
    sizes = rng.integers(0 if gaps else 1, 40, (len(PLACES), MONTHS)).astype(float)
    sizes[1] += 1
    sized = dict(zip(PLACES, sizes, strict=True))
    story.ratio(
        "value", {place: list(zip(rng.normal(30, 9, MONTHS), row, strict=True)) for place, row in sized.items()}
    )
    story.mean("wait", {place: list(zip(rng.normal(3, 1, MONTHS), row, strict=True)) for place, row in sized.items()})
    story.plain("cost", rng.normal(5, 2, MONTHS))
    story.formula("revenue", "orders * value")
    story.formula("profit", "revenue - cost * orders + lag(cost, 1) / 2")
    story.cumulative("profit_6m", "profit", "6 months")
    scale = rng.normal(1, 0.2, 50) * (rng.random(50) < 0.9)
    for driver, on in draw(st.sampled_from(EFFECTS)):
        lag, within = (
            draw(st.integers(0, 2)),
            draw(st.sampled_from([None, 0.4])) if "cost" not in (driver, on) else None,
        )
        story.effect(driver, on, {lag: float(rng.normal()), lag + 1: float(rng.normal())}, draws=scale, within=within)
    return story


EFFECTS = (
    (),
    (("pipeline", "orders"), ("wait", "value")),
    (("wait", "orders"), ("pipeline", "wait"), ("cost", "value")),
    (("wait", "cost"), ("pipeline", "wait"), ("pipeline", "orders")),
)
targets = st.sampled_from(["orders", "value", "wait", "revenue", "profit", "profit_6m"])
places = st.integers(6, MONTHS - 1)


@settings(max_examples=60)
@given(stories(), targets, places, places)
def test_the_parts_make_the_whole(story, metric, one, other):
    assert_adds_up(story.why(metric, one, other))


@settings(max_examples=40)
@given(stories(), targets, places, places)
def test_swapping_the_periods_flips_every_sign(story, metric, one, other):
    forth, back = story.why(metric, one, other), story.why(metric, other, one)
    size = max(1e-9 * max(abs(forth.before), abs(forth.after)), 1e-12)
    turned = {"entered": "left", "left": "entered"}
    again = {(name, place, turned.get(part, part)): value for (name, place, part), value in said(back).items()}
    for key, value in said(forth).items():
        assert again.get(key, 0.0) == pytest.approx(-value, abs=size), key
    bounds = {
        (part.metric, part.segment, turned.get(part.part, part.part)): (part.low, part.high) for part in back.parts
    }
    for part in forth.parts:
        low, high = bounds.get((part.metric, part.segment, part.part), (0.0, 0.0))
        assert (part.low, part.high) == pytest.approx((-high, -low), abs=1e-6 * max(1.0, abs(part.contribution)))


@settings(max_examples=25)
@given(stories(), targets, st.randoms(use_true_random=False))
def test_the_order_of_metrics_segments_and_effects_changes_nothing(story, metric, random):
    found = story.why(metric, 8, 15)
    names = random.sample(list(story.metrics), len(story.metrics))
    story.metrics = {name: story.metrics[name] for name in names}
    order = random.sample(range(len(PLACES)), len(PLACES))
    for key, history in story.histories.items():
        if key[1]:
            story.histories[key] = replace(
                history,
                segments=tuple(history.segments[at] for at in order),
                **{
                    field: None if getattr(history, field) is None else getattr(history, field)[order]
                    for field in ("value", "n", "numerator", "denominator")
                },
            )
    story.histories = {key: story.histories[key] for key in random.sample(list(story.histories), len(story.histories))}
    story.effects = random.sample(story.effects, len(story.effects))
    again = story.why(metric, 8, 15)
    keys = [(part.metric, part.segment, part.part) for part in found.parts]
    assert keys == [(part.metric, part.segment, part.part) for part in again.parts]
    assert said(again) == pytest.approx(said(found), rel=1e-7, abs=1e-9)


@settings(max_examples=25)
@given(stories(), st.sampled_from(["orders", "revenue", "profit_6m"]), st.floats(0.01, 100))
def test_changing_a_drivers_unit_changes_nothing_but_how_far_it_moved(story, metric, factor):
    found = story.why(metric, 8, 15)
    for by in ((), ("region",)):
        history = story.histories["wait", by]
        story.histories["wait", by] = replace(history, value=history.value * factor)
    story.effects = [
        replace(
            one,
            draws=one.draws * (factor if one.on == "wait" else 1.0) / (factor if one.driver == "wait" else 1.0),
        )
        for one in story.effects
    ]
    again = story.why(metric, 8, 15)
    assert said(again) == pytest.approx(said(found), rel=1e-7, abs=1e-7)


@settings(max_examples=8)
@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=5, max_size=5))
def test_sums_of_products_over_several_metrics_are_shapleys_value(points):
    names = "abcde"
    story = Story()
    for name, (old, new) in zip(names, points, strict=True):
        story.plain(name, [round(old, 2), round(new, 2)])
    story.formula("left", "a * b * c")
    story.formula("right", "c * d")
    story.formula("top", "left - right * 2 + e * left")
    values = [{name: story.histories[name, ()].total[side] for name in names} for side in (0, 1)]
    wanted = brute_force("a * b * c - c * d * 2 + e * a * b * c", *values)
    found = {metric: part for (metric, _, _), part in said(story.why("top")).items()}
    for name in names:
        assert found.get(name, 0.0) == pytest.approx(wanted[name], abs=1e-7)


def test_a_product_of_products_does_not_depend_on_how_it_is_nested():
    def whole(**formulas):
        story = Story()
        for name, values in (("a", [2, 3]), ("b", [5, 4]), ("c", [7, 9]), ("d", [4, 2])):
            story.plain(name, values)
        for name, text in formulas.items():
            story.formula(name, text)
        return said(story.why("top"))

    flat = whole(top="a * b / d * c")
    assert whole(first="a * b", top="first / d * c") == pytest.approx(flat)
    assert whole(first="c / d", second="b * first", top="a * second") == pytest.approx(flat)


@given(st.integers(0, 2**32 - 1))
def test_zeros_and_negative_values_are_split_all_the_same(seed):
    rng = np.random.default_rng(seed)
    story = Story()
    for name in ("a", "b", "c"):
        rows = rng.choice([0.0, 0.0, -3.0, 2.0, math.nan], (len(PLACES), 3))
        rows[2] = 0.0
        story.amount(name, dict(zip(PLACES, rows, strict=True)))
    story.formula("top", "a * b * c - a")
    assert_adds_up(story.why("top", 0, 2))


def test_parts_beyond_the_hundredth_are_put_together_by_metric():
    rng = np.random.default_rng(1)
    story = Story()
    for name in ("a", "b"):
        story.amount(name, {f"place {at:03d}": rng.normal(10, 3, 2) for at in range(80)})
    story.formula("top", "a + b")
    why = story.why("top")
    assert len(why.parts) == 102
    assert sum("smaller contributions" in part.words for part in why.parts) == 2
    assert_adds_up(why)


def test_explaining_takes_no_clock_and_no_chance():
    story = Story()
    story.plain("a", [0, 1])
    story.plain("b", [0, 10])
    story.effect("a", "b", {0: 2.0}, draws=np.random.default_rng(2).normal(1, 0.3, 700))
    first, second = (
        explain(
            story.model, "b", *story.histories["b", ()].periods, story.histories, story.effects,
            dimensions_of=story.dimensions_of,
        )
        for _ in range(2)
    )  # fmt: skip
    assert first == second
