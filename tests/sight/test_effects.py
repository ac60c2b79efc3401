"""Estimated effects: the laws they obey, and what they say of data that cannot say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sightline.model.declarations import Assumption
from sightline.model.model import Model
from sightline.records import EffectRecord, History
from sightline.sight.effects import asked, estimate
from tests.sight.simulator import history, model_of, remembering, world


def estimated(grown, **changes) -> dict[str, EffectRecord]:
    histories = {**grown.histories, **changes.pop("histories", {})}
    model = changes.pop("model", grown.model)
    return {one.driver: one for one in estimate(model, histories, dimensions_of=grown.dimensions_of, **changes)}


def assert_same(left: EffectRecord, right: EffectRecord, *, factor: float = 1.0) -> None:
    assert (left.lag, left.support, left.n, left.words) == (right.lag, right.support, right.n, right.words)
    for name in ("per_unit", "low", "high"):
        assert getattr(left, name) * factor == pytest.approx(getattr(right, name), rel=1e-6, abs=1e-12)
    assert left.probability == pytest.approx(right.probability, abs=1e-9)
    assert left.draws * factor == pytest.approx(right.draws, rel=1e-6, abs=1e-12)


GROWN = world(3, periods=60)
FOUND = estimated(GROWN)
PANEL = world(3, periods=36, cells=5)
PANEL_FOUND = estimated(PANEL)


# Laws


@settings(max_examples=8)
@given(exponent=st.integers(-6, 6), shift=st.sampled_from([0.0, 3.0, -40.0]))
def test_changing_a_drivers_unit_rescales_its_effect_and_nothing_else(exponent, shift):
    factor = 10.0**exponent
    values = GROWN.histories["a", ()].total * factor + shift * factor
    found = estimated(GROWN, histories={("a", ()): history("a", values, GROWN.model)})
    for name, one in FOUND.items():
        assert_same(one, found[name], factor=1 / factor if name == "a" else 1.0)


@settings(max_examples=8)
@given(exponent=st.integers(-6, 6))
def test_changing_the_outcomes_unit_rescales_all_effects_and_nothing_else(exponent):
    factor = 10.0**exponent
    values = GROWN.histories["y", ()].total * factor
    found = estimated(GROWN, histories={("y", ()): history("y", values, GROWN.model)})
    for name, one in FOUND.items():
        assert_same(one, found[name], factor=factor)


@settings(max_examples=5)
@given(order=st.permutations(range(4)))
def test_the_order_of_effects_changes_nothing(order):
    effects = tuple(GROWN.model.effects[at] for at in order)
    found = estimated(GROWN, model=Model(GROWN.model.settings, effects=effects))
    assert list(found) == [effect.driver for effect in effects]
    for name, one in FOUND.items():
        assert_same(one, found[name])


@settings(max_examples=5)
@given(order=st.permutations(range(5)))
def test_the_order_of_segments_changes_nothing(order):
    turned = {
        key: replace(one, segments=tuple(one.segments[at] for at in order), value=one.value[order], n=one.n[order])
        for key, one in PANEL.histories.items()
        if key[1]
    }
    found = estimated(PANEL, histories=turned)
    for name, one in PANEL_FOUND.items():
        assert_same(one, found[name])


def test_equal_seeds_give_equal_draws_and_others_do_not():
    again, other = estimated(GROWN), estimated(GROWN, seed=1)
    for name, one in FOUND.items():
        assert np.array_equal(one.draws, again[name].draws)
    assert any(not np.array_equal(one.draws, other[name].draws) for name, one in FOUND.items())


def test_a_record_agrees_with_its_draws():
    for one in (*FOUND.values(), *PANEL_FOUND.values()):
        total = one.draws.sum(axis=1)
        assert one.draws.shape == (1000, one.window[1] + 1)
        assert np.median(total) == pytest.approx(one.per_unit)
        assert one.low <= one.per_unit <= one.high
        assert np.mean(total != 0) == pytest.approx(one.probability, abs=0.06)
        assert (one.draws[:, : one.window[0]] == 0).all()


def test_a_declared_sign_holds_in_every_draw():
    grown = world(5, signs=True)
    for name, one in estimated(grown).items():
        sign = 1 if grown.size[name] >= 0 else -1
        assert (sign * one.draws >= 0).all()
        assert 0 <= one.two_sided <= 1


# From segments to the enterprise


def panel_world(outcome, driver, *, totals: tuple[bool, bool], weights=(1.0, 1.0, 2.0)):
    """Three segments whose wholes are sums or weighted means."""
    model = model_of(["x"], window=(1, 2))
    counts = np.array(weights)[:, None] * np.ones_like(outcome)

    def both(name, values, adds):
        whole = values.sum(axis=0) if adds else (values * counts).sum(axis=0) / counts.sum(axis=0)
        parts = replace(history(name, values, model, by=("region",)), n=counts)
        return {(name, ("region",)): parts, (name, ()): history(name, whole, model)}

    histories = {**both("y", outcome, totals[0]), **both("x", driver, totals[1])}
    (record,) = estimate(model, histories, dimensions_of=lambda _: ("region",))
    return record


@pytest.mark.parametrize(
    ("totals", "factor"), [((False, False), 1.0), ((True, False), 3.0), ((True, True), 1.0), ((False, True), 0.3125)]
)
def test_the_enterprise_moves_by_what_its_segments_add_up_to(totals, factor):
    # weights 1 : 1 : 2; a driver that adds up stands at 1 : 2 : 1, so a unit more is 1/4, 1/2 and 1/4 of one, and a
    # mean moves by 1/4 * 1/4 + 1/4 * 1/2 + 1/2 * 1/4 = 0.3125 of the segments' effect
    rng = np.random.default_rng(4)
    driver = np.array([[10.0], [20.0], [10.0]]) + remembering(rng, (3, 48), 0.5)
    driver[:, -12:] *= (np.array([10.0, 20.0, 10.0]) / driver[:, -12:].mean(axis=1))[:, None]
    outcome = 50 + 2.0 * np.roll(driver, 1, axis=1) + 0.2 * rng.standard_normal((3, 48))
    found = panel_world(outcome, driver, totals=totals)
    assert found.panel.segments == 3
    assert found.panel.low < 2.0 < found.panel.high
    assert found.per_unit == pytest.approx(found.panel.per_unit * factor, rel=1e-6)
    assert found.draws.sum(axis=1).mean() == pytest.approx(2.0 * factor, rel=0.05)


# Data that cannot say


def single(x, y, **keys) -> EffectRecord:
    model = model_of(["x"], **keys)
    histories = {}
    if x is not None:
        histories["x", ()] = history("x", x, model)
    if y is not None:
        histories["y", ()] = history("y", y, model)
    (record,) = estimate(model, histories, dimensions_of=lambda _: ())
    return record


NOISE = np.random.default_rng(9).standard_normal((2, 60))


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (None, NOISE[1], "x has no data"),
        (NOISE[0], None, "y has no data"),
        (np.full(60, np.nan), NOISE[1], "too few periods"),
        (np.full(60, 7.0), NOISE[1], "the driver has not moved"),
        (NOISE[0], np.full(60, 7.0), "the moved metric has not moved"),
        (NOISE[0], np.arange(60.0), "the moved metric moves only with trend and season"),
        (np.arange(60.0) * 3 + 1, NOISE[1], "the driver moves only with trend and season"),
        (NOISE[0, :9], NOISE[1, :9], "too few periods"),
        (NOISE[0, :1], NOISE[1, :1], "too few periods"),
        (np.full(60, np.inf), NOISE[1], "too few periods"),
        (np.where(np.arange(60) % 2, NOISE[0], np.nan), np.where(np.arange(60) % 7, NOISE[1], np.nan), "too few"),
    ],
)  # fmt: skip
def test_data_without_an_answer_get_a_clear_word_and_no_number(x, y, words):
    found = single(x, y)
    assert words in found.words
    assert found.support == "cannot_say"
    assert found.per_unit is found.low is found.high is found.lag is found.draws is None


@settings(max_examples=40)
@given(
    x=arrays(float, (2, 40), elements=st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([0.0, 1.0])),
    y=arrays(float, (2, 40), elements=st.floats(-1e3, 1e3) | st.just(float("nan"))),
    whole=st.booleans(),
)
def test_no_data_make_it_fail(x, y, whole):
    model, by = model_of(["x"], window=(0, 2)), () if whole else ("region",)
    rows = 1 if whole else 2
    histories = {(n, by): history(n, v[:rows], model, by=by) for n, v in (("x", x), ("y", y))}
    (found,) = estimate(model, histories, dimensions_of=lambda _: by)
    assert found.words or found.support != "cannot_say"
    assert found.per_unit is None or (np.isfinite(found.draws).all() and found.low <= found.per_unit <= found.high)


def test_noise_on_noise_cannot_say():
    found = single(*NOISE)
    assert (found.support, found.lag, found.words) == ("cannot_say", None, "The data cannot say.")
    assert found.low <= 0 <= found.high


@pytest.mark.parametrize("odd", [np.inf, 1e300, -1e12, 1e200])
def test_a_value_that_cannot_be_right_is_left_out_and_told(odd):
    x, y = NOISE[0].copy(), np.roll(NOISE[0], 1) + 0.3 * NOISE[1]
    x[20] = odd
    found = single(x, y)
    assert "1 value of x cannot be right and is left out" in found.words
    assert (found.support, found.lag) == ("supported", 1)
    assert found.low < 1.0 < found.high


def test_gaps_cost_rows_but_no_bias():
    x, y = NOISE[0].copy(), np.roll(NOISE[0], 2) + 0.3 * NOISE[1]
    y[[5, 17, 30, 31]] = np.nan
    x[40] = np.nan
    found = single(x, y)
    assert (found.support, found.lag, found.n) == ("supported", 2, 60 - 4 - 4 - 5)
    assert found.low < 1.0 < found.high


def test_fewer_than_36_values_are_suggested_at_most():
    x = NOISE[0, :34]
    found = single(x, np.roll(x, 1) + 0.1 * NOISE[1, :34])
    assert found.probability > 0.99
    assert found.support == "suggested"
    assert "fewer than 36" in found.words


def test_copies_are_never_told_apart():
    x = NOISE[0]
    model = model_of(["one", "other"])
    values = {"one": x, "other": 3 * x + 2, "y": np.roll(x, 1) + 0.3 * NOISE[1]}
    histories = {(name, ()): history(name, one, model) for name, one in values.items()}
    found = estimate(model, histories, dimensions_of=lambda _: ())
    for record, twin in zip(found, ("other", "one"), strict=True):
        assert record.support in {"suggested", "cannot_say"}
        assert f"It moves just as {twin} does" in record.words
        assert record.low <= 0 <= record.high


def test_a_segment_with_too_little_data_is_left_out_and_named():
    grown = world(3, periods=36, cells=5)
    short = grown.histories["y", ("region",)].value.copy()
    short[2, :30] = np.nan
    found = estimated(grown, histories={("y", ("region",)): history("y", short, grown.model, by=("region",))})
    for one in found.values():
        assert one.series == 4
        assert "Left out, with too little data: cell 02." in one.words


def test_a_driver_with_a_short_past_does_not_take_the_others_down():
    short = GROWN.histories["a", ()].total.copy()
    short[:40] = np.nan
    found = estimated(GROWN, histories={("a", ()): history("a", short, GROWN.model)})
    assert found["b"].n == FOUND["b"].n
    assert "Estimated without a" in found["b"].words
    assert found["a"].support != "supported"


def test_a_driver_that_is_the_same_everywhere_is_estimated_on_the_whole():
    grown = world(3, periods=48, cells=4)
    whole = grown.histories["a", ()].total
    alike = history("a", np.tile(whole, (4, 1)), grown.model, by=("region",))
    found = estimated(grown, histories={("a", ("region",)): alike})
    assert found["a"].panel is None
    assert found["a"].series == 1
    assert found["b"].series == 4


def test_an_outcome_that_is_the_same_everywhere_is_estimated_on_the_whole():
    grown = world(3, periods=48, cells=4)
    whole = grown.histories["y", ()].total
    alike = history("y", np.tile(whole, (4, 1)), grown.model, by=("region",))
    assert {one.series for one in estimated(grown, histories={("y", ("region",)): alike}).values()} == {1}


def test_of_very_many_segments_the_largest_are_taken():
    rng = np.random.default_rng(3)
    x = rng.standard_normal((160, 24))
    y = 0.5 * np.roll(x, 1, axis=1) + rng.standard_normal((160, 24))
    model = model_of(["x"], window=(1, 1))
    by = ("customer",)
    sizes = np.arange(160.0)[:, None] * np.ones_like(x)
    histories = {(n, by): replace(history(n, v, model, by=by), n=sizes) for n, v in (("x", x), ("y", y))}
    (found,) = estimate(model, histories, dimensions_of=lambda _: by)
    assert found.series == 150
    assert "Estimated from the 150 largest of 160 segments." in found.words
    assert found.panel.low < 0.5 < found.panel.high


def test_an_effect_that_ended_a_year_ago_expires():
    rng = np.random.default_rng(2)
    x = remembering(rng, (6, 60), 0.6)
    moved = np.roll(x, 1, axis=1)
    moved[:, -13:] = 0
    y = moved + 0.7 * remembering(rng, (6, 60), 0.5)
    model = model_of(["x"])
    histories = {(n, ("region",)): history(n, v, model, by=("region",)) for n, v in (("x", x), ("y", y))}
    (found,) = estimate(model, histories, dimensions_of=lambda _: ("region",))
    assert found.expired
    assert found.support == "cannot_say"
    assert found.words.startswith("Expired: since 2019-01 forecasts are no better with the driver.")


# Assumptions


def assumed(grown, driver):
    effects = tuple(
        one.model_copy(update={"assume": Assumption(per_unit=0.2, between=(0.1, 0.5))}) if one.driver == driver else one
        for one in grown.model.effects
    )
    return estimated(grown, model=Model(grown.model.settings, effects=effects))[driver]


def test_an_assumption_stands_in_where_the_data_cannot_say():
    name = next(name for name, one in FOUND.items() if one.support == "cannot_say")
    found = assumed(GROWN, name)
    assert (found.kind, found.grade, found.per_unit, found.low, found.high) == ("assumed", "assumed", 0.2, 0.1, 0.5)
    total = found.draws.sum(axis=1)
    assert np.median(total) == pytest.approx(0.2, abs=1e-3)
    assert 0.1 <= total.min() <= total.max() <= 0.5
    assert set(np.nonzero(found.draws)[1]) == {0, 1, 2, 3, 4}
    assert found.words.startswith("Assumed, with a delay of anywhere from 0 to 4 periods.")


def test_data_that_say_enough_win_over_an_assumption():
    name = next(name for name, one in PANEL_FOUND.items() if one.support == "supported")
    assert assumed(PANEL, name).kind == "estimated"


def test_an_assumption_stands_without_any_data():
    model = model_of(["x"], assume=Assumption(per_unit=-2.0))
    (found,) = estimate(model, {}, dimensions_of=lambda _: ())
    assert (found.kind, found.per_unit, found.low, found.high, found.n) == ("assumed", -2.0, -2.0, -2.0, 0)
    assert "y has no data" in found.words


# What is asked


def test_both_metrics_are_asked_as_a_whole_and_by_each_shared_dimension():
    model = model_of(["a", "b"])
    dimensions = {"a": ("region",), "b": ("team", "segment"), "y": ("region", "segment")}
    wanted = asked(model, dimensions.__getitem__)
    assert set(wanted) == {
        ("a", ()), ("b", ()), ("y", ()), ("a", ("region",)), ("y", ("region",)), ("b", ("segment",)),
        ("y", ("segment",)),
    }  # fmt: skip


def test_a_declared_dimension_is_the_only_one_asked():
    model = model_of(["a"], by="segment")
    wanted = asked(model, lambda _: ("region", "segment"))
    assert {by for _, by in wanted} == {(), ("segment",)}


def test_an_empty_history_is_none():
    model = model_of(["x"])
    empty = History("x", (), ((),), (), np.empty((1, 0)), np.empty((1, 0)))
    histories = {("x", ()): empty, ("y", ()): history("y", NOISE[1], model)}
    (found,) = estimate(model, histories, dimensions_of=lambda _: ())
    assert "x has no data" in found.words
