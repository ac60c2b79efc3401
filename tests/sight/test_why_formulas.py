from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.model.arithmetic import evaluate, names_in
from sightline.model.expressions import parse_formula
from sightline.sight.why_formulas import MOST_CORNERS, split


def parts(text, old, new):
    """Return name (with its lag, where it has one) -> contribution."""
    found = split(
        parse_formula(text),
        lambda name, lag: np.array([old[name, lag] if lag else old[name]]),
        lambda name, lag: np.array([new[name, lag] if lag else new[name]]),
    )
    return {
        (name, lag) if lag else name: float(part[0]) for (name, lag), part in zip(found.inputs, found.part, strict=True)
    }


def value(text, point):
    return float(evaluate(parse_formula(text), lambda name, _lag: np.asarray(point[name], dtype=float)))


def brute_force(text, old, new):
    """Shapley's own definition: the mean over every order in which the inputs could have moved."""
    names = sorted(old)
    total = dict.fromkeys(names, 0.0)
    for order in itertools.permutations(names):
        point = dict(old)
        for name in order:
            before = value(text, point)
            point[name] = new[name]
            total[name] += value(text, point) - before
    return {name: amount / math.factorial(len(names)) for name, amount in total.items()}


numbers = st.floats(-50, 50).map(lambda x: round(x, 3))
FORMULAS = (
    "a + b - c",
    "a * b",
    "a * b * c * d",
    "2 * a - b / 4 + 7",
    "(a + b) * (c - d)",
    "a * b + c * d - a * c",
    "a * a * b",
    "greatest(a, b) - least(c, d)",
    "case when a > b then c else d end + a",
    "abs(a) * coalesce(b, c) - nullif(d, 0) * 0.5",
    "a - (b - (c - d) * a) * 0.1",
)


@pytest.mark.parametrize("text", FORMULAS)
@settings(max_examples=25)
@given(data=st.data())
def test_it_is_shapleys_value(text, data):
    names = sorted({name for name, _ in names_in(parse_formula(text))})
    old, new = ({name: data.draw(numbers) for name in names} for _ in range(2))
    if any(math.isnan(value(text, point)) for point in (old, new)) or 0.0 in (old.get("d"), new.get("d")):
        return
    found = parts(text, old, new)
    for name, wanted in brute_force(text, old, new).items():
        assert found[name] == pytest.approx(wanted, rel=1e-9, abs=1e-6)


def test_the_ratio_has_its_closed_form():
    found = parts("a / b", {"a": 6.0, "b": 2.0}, {"a": 10.0, "b": 4.0})
    assert found["a"] == pytest.approx((10 - 6) * (1 / 2 + 1 / 4) / 2)
    assert found["b"] == pytest.approx((6 + 10) / 2 * (1 / 4 - 1 / 2))


def test_a_product_of_zeros_is_split_without_dividing():
    assert parts("a * b", {"a": 0.0, "b": 0.0}, {"a": 4.0, "b": 5.0}) == {"a": 10.0, "b": 10.0}
    assert parts("a * b * c", {"a": 0.0, "b": 3.0, "c": 0.0}, {"a": 0.0, "b": 9.0, "c": 5.0}) == {
        "a": 0.0,
        "b": 0.0,
        "c": 0.0,
    }


def test_a_split_that_passes_a_zero_denominator_takes_the_orders_around_it():
    """1 / (a - b) from (2, 1) to (4, 2): moving b first would divide by zero."""
    found = parts("1 / (a - b)", {"a": 2.0, "b": 1.0}, {"a": 4.0, "b": 2.0})
    assert found == {"a": pytest.approx(1 / 3 - 1), "b": pytest.approx(1 / 2 - 1 / 3)}


def test_what_no_order_can_reach_is_not_split():
    found = split(
        parse_formula("sqrt(a) + sqrt(b - 3 + a)"),
        lambda name, _lag: np.array([{"a": -1.0, "b": 0.0}[name]]),
        lambda _name, _lag: np.array([4.0]),
    )
    assert np.isnan(found.part).all()
    assert np.isnan(found.slope).all()


def test_an_input_that_appears_is_counted_but_has_no_slope():
    found = split(
        parse_formula("coalesce(a, 0) + b"),
        lambda name, _lag: np.array([{"a": np.nan, "b": 1.0}[name]]),
        lambda name, _lag: np.array([{"a": 5.0, "b": 3.0}[name]]),
    )
    assert found.part[:, 0].tolist() == [5.0, 2.0]
    assert math.isnan(found.slope[0, 0])
    assert found.slope[1, 0] == 1.0


def test_two_lags_of_one_metric_are_two_inputs():
    found = parts("a - lag(a, 12)", {"a": 5.0, ("a", 12): 1.0}, {"a": 7.0, ("a", 12): 4.0})
    assert found == {"a": 2.0, ("a", 12): -3.0}


@given(st.lists(st.tuples(numbers, numbers), min_size=11, max_size=14))
def test_long_products_are_exact_for_any_number_of_factors(points):
    names = [f"f{index:02d}" for index in range(len(points))]
    old, new = ({name: point[side] / 10 for name, point in zip(names, points, strict=True)} for side in (0, 1))
    found = parts(" * ".join(names), old, new)
    change = math.prod(new.values()) - math.prod(old.values())
    size = max(abs(change), *(abs(one) for one in found.values()), 1e-12)
    assert sum(found.values()) == pytest.approx(change, abs=1e-9 * size)


@settings(max_examples=20)
@given(st.lists(st.tuples(numbers, numbers), min_size=12, max_size=15), st.randoms(use_true_random=False))
def test_beyond_ten_inputs_the_split_still_adds_up_and_keeps_its_symmetry(points, random):
    assert len(points) > MOST_CORNERS
    names = [f"f{index:02d}" for index in range(len(points))]
    old, new = ({name: point[side] for name, point in zip(names, points, strict=True)} for side in (0, 1))
    text = f"greatest({', '.join(names)}) + abs({' + '.join(names)})"
    found, back = parts(text, old, new), parts(text, new, old)
    assert sum(found.values()) == pytest.approx(value(text, new) - value(text, old), abs=1e-9 * 1_000)
    assert all(found[name] == pytest.approx(-back[name], abs=1e-9) for name in names)
    shuffled = random.sample(names, len(names))
    again = parts(f"greatest({', '.join(shuffled)}) + abs({' + '.join(shuffled)})", old, new)
    assert all(found[name] == pytest.approx(again[name], abs=1e-9) for name in names)


@given(st.sampled_from(FORMULAS), st.data())
def test_swapping_the_points_flips_every_sign(text, data):
    old, new = ({name: data.draw(numbers) for name in "abcd"} for _ in range(2))
    forth, back = parts(text, old, new), parts(text, new, old)
    assert forth.keys() == back.keys()
    for name in forth:
        assert forth[name] == pytest.approx(-back[name], abs=1e-7, nan_ok=True)


@given(st.floats(0.001, 1_000), st.data())
def test_changing_a_unit_rescales_the_slope_and_nothing_else(factor, data):
    old, new = ({name: data.draw(numbers) for name in "ab"} for _ in range(2))
    wide = {name: {**point, "b": point["b"] * factor} for name, point in (("old", old), ("new", new))}
    found, again = parts("a * b", old, new), parts(f"a * b / {factor!r}", wide["old"], wide["new"])
    assert again == {name: pytest.approx(part, rel=1e-9, abs=1e-9) for name, part in found.items()}
