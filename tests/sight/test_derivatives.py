"""Partial derivatives of formulas: against differences, and by hand where there is a kink."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import DeclarationError
from sightline.model.arithmetic import evaluate
from sightline.model.expressions import parse_formula
from sightline.sight.derivatives import partials

NAMES = ("a", "b", "c")


def slopes_at(text: str, **values: float) -> dict[tuple[str, int], float]:
    arrays = {name: np.array([value]) for name, value in values.items()}
    found = partials(parse_formula(text), lambda name, lag: arrays[name] if not lag else arrays[f"{name}_{lag}"])
    return {key: float(slope.reshape(-1)[0]) for key, slope in found.items()}


def smooth_formulas() -> st.SearchStrategy[str]:
    leaves = st.sampled_from([*NAMES, "2", "0.5"])

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        joined = st.builds(lambda x, op, y: f"({x} {op} {y})", inner, st.sampled_from("+-*/"), inner)
        around = st.builds(lambda f, x: f"{f}({x})", st.sampled_from(["exp", "sqrt", "ln", "abs"]), inner)
        raised = st.builds(lambda x: f"power({x}, 2)", inner)
        return joined | around | raised

    return st.recursive(leaves, grown, max_leaves=5)


def differences(text: str, at: dict[str, float], name: str) -> tuple[float, float, float]:
    """Return the value, and the slopes to the left and to the right."""

    def value(**moved: float) -> float:
        values = {**at, **moved}
        return float(np.reshape(evaluate(parse_formula(text), lambda n, _: np.array([values[n]])), -1)[0])

    step = 1e-6
    middle = value()
    return (
        middle,
        (middle - value(**{name: at[name] - step})) / step,
        (value(**{name: at[name] + step}) - middle) / step,
    )


@settings(deadline=None)
@given(smooth_formulas(), st.lists(st.floats(0.5, 3), min_size=3, max_size=3))
def test_slopes_are_those_of_small_differences(text: str, values: list[float]) -> None:
    at = dict(zip(NAMES, values, strict=True))
    for (name, _), slope in slopes_at(text, **at).items():
        value, left, right = differences(text, at, name)
        smooth = abs(value) < 100 and abs(left) < 100 and abs(left - right) < 1e-3
        if smooth and np.isfinite(slope):
            assert slope == pytest.approx((left + right) / 2, abs=2e-3)


def test_a_case_has_the_slope_of_the_branch_that_holds() -> None:
    text = "case when a > 10 then 2 * a else 5 * b end"
    assert slopes_at(text, a=11, b=1) == {("a", 0): 2.0, ("b", 0): 0.0}
    assert slopes_at(text, a=9, b=1) == {("a", 0): 0.0, ("b", 0): 5.0}


def test_a_branch_that_is_not_taken_may_lack_its_value() -> None:
    assert slopes_at("case when a > 1 then a else b / c end", a=2, b=np.nan, c=0)["b", 0] == 0.0


def test_coalesce_has_the_slope_of_the_first_value_there_is() -> None:
    assert slopes_at("coalesce(a, 3 * b)", a=np.nan, b=1) == {("a", 0): 0.0, ("b", 0): 3.0}
    assert slopes_at("coalesce(a, 3 * b)", a=4, b=1) == {("a", 0): 1.0, ("b", 0): 0.0}


def test_least_has_the_slope_of_the_smaller_and_a_tie_is_split() -> None:
    assert slopes_at("least(a, 2 * b)", a=1, b=5) == {("a", 0): 1.0, ("b", 0): 0.0}
    assert slopes_at("least(a, 2 * b)", a=2, b=1) == {("a", 0): 0.5, ("b", 0): 1.0}


def test_a_division_by_zero_has_no_slope() -> None:
    assert np.isnan(slopes_at("a / b", a=1, b=0)["a", 0])
    assert np.isnan(slopes_at("a / nullif(b, 0)", a=1, b=0)["a", 0])


def test_each_lag_has_a_slope_of_its_own() -> None:
    assert slopes_at("a - 0.5 * lag(a, 12)", a=3, a_12=2) == {("a", 0): 1.0, ("a", 12): -0.5}


def test_rounding_passes_the_slope_through() -> None:
    assert slopes_at("round(3 * a, 2)", a=1.234) == {("a", 0): 3.0}


def test_an_absolute_value_turns_its_sign() -> None:
    assert slopes_at("abs(a - b)", a=1, b=3) == {("a", 0): -1.0, ("b", 0): 1.0}


def test_a_function_that_formulas_lack_is_refused() -> None:
    from sqlglot import parse_one

    with pytest.raises(DeclarationError, match="cannot use"):
        partials(parse_one("upper(a)"), lambda *_: np.ones(1))
