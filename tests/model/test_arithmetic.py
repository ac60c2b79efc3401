"""Formulas over arrays: SQL's meaning of missing values, with NaN for no data."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sqlglot

from sightline.errors import DeclarationError
from sightline.measures.components import Law, parts_of
from sightline.model.arithmetic import Array, evaluate, names_in

NAN = math.nan
A, B = np.array([1.0, 2.0, NAN, -4.0]), np.array([2.0, 0.0, 3.0, NAN])


def _of(formula: str) -> list[float]:
    def lookup(name: str, lag: int) -> Array:
        values = {"a": A, "b": B, "p.x.count": A * 10}[name]
        return np.concatenate([np.full(lag, NAN), values[: len(values) - lag]])

    return np.broadcast_to(evaluate(sqlglot.parse_one(formula, read="duckdb"), lookup), A.shape).tolist()


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a + b", [3, 2, NAN, NAN]),
        ("a - b * 2", [-3, 2, NAN, NAN]),
        ("a / b", [0.5, NAN, NAN, NAN]),  # over zero there is no value
        ("-a", [-1, -2, NAN, 4]),
        ("abs(a)", [1, 2, NAN, 4]),
        ("sqrt(a)", [1, math.sqrt(2), NAN, NAN]),
        ("ln(b)", [math.log(2), NAN, math.log(3), NAN]),
        ("power(10, 400) * a", [NAN, NAN, NAN, NAN]),  # an overflow is no value
        ("coalesce(a, b, 0)", [1, 2, 3, -4]),
        ("nullif(b, 0)", [2, NAN, 3, NAN]),
        ("greatest(a, b)", [2, 2, NAN, NAN]),
        ("least(a, b)", [1, 0, NAN, NAN]),
        ("round(a / 8, 1)", [0.1, 0.3, NAN, -0.5]),
        ("case when a > 1 then b else 9 end", [9, 0, 9, 9]),
        ("case when a is null then 1 when b is null then 2 end", [NAN, NAN, 1, 2]),
        ("case when a > 0 and b > 0 then 1 else 0 end", [1, 0, 0, 0]),
        ("case when a > 0 or b > 0 then 1 else 0 end", [1, 1, 1, 0]),
        ("case when not a > 1 then 1 else 0 end", [1, 0, 0, 1]),
        ("case a when 1 then 5 when 2 then 6 end", [5, 6, NAN, NAN]),
        ("case when a between 1 and 2 then 1 else 0 end", [1, 1, 0, 0]),
        ("lag(a, 1)", [NAN, 1, 2, NAN]),
        ("a - lag(a)", [NAN, 1, NAN, NAN]),
        ("p.x.count / 10", [1, 2, NAN, -4]),
        ("7", [7, 7, 7, 7]),
    ],
)
def test_formulas_mean_what_they_mean_in_sql(formula: str, expected: list[float]):
    assert _of(formula) == pytest.approx(expected, nan_ok=True)


def test_what_a_formula_cannot_do_is_an_error_that_says_what_it_can():
    with pytest.raises(DeclarationError, match="cannot use"):
        _of("stddev(a)")


def test_names_and_lags_are_found():
    found = list(names_in(sqlglot.parse_one("orders / lag(p.ship.count, 3)", read="duckdb")))
    assert sorted(found) == [("orders", 0), ("p.ship.count", 3)]


@pytest.mark.parametrize(
    ("expression", "components"),
    [
        ("sum(a)", [("SUM(a)", Law.ADD)]),
        ("sum(a) - sum(b) + sum(a)", [("SUM(a)", Law.ADD), ("SUM(b)", Law.ADD)]),
        ("avg(a)", [("SUM(a)", Law.ADD), ("COUNT(a)", Law.ADD)]),
        ("min(a) + max(a)", [("MIN(a)", Law.MIN), ("MAX(a)", Law.MAX)]),
        ("count(distinct a)", [("COUNT(DISTINCT a)", Law.NONE)]),
        ("sum(distinct a)", [("SUM(DISTINCT a)", Law.NONE)]),
        ("count(*) filter (where a > 1)", [("COUNT(*) FILTER(WHERE a > 1)", Law.ADD)]),
    ],
)
def test_expressions_are_cut_into_components_with_their_laws(expression: str, components: list[tuple[str, Law]]):
    parts = parts_of(sqlglot.parse_one(expression, read="duckdb"))
    assert [(part.key, part.law) for part in parts.components] == components


def test_a_metrics_filter_joins_the_filter_of_each_aggregate():
    condition = sqlglot.parse_one("b = 2 or b = 3", read="duckdb")
    parts = parts_of(sqlglot.parse_one("sum(a) filter (where a > 1) / count(*)", read="duckdb"), condition)
    assert [part.key for part in parts.components] == [
        "SUM(a) FILTER(WHERE a > 1 AND (b = 2 OR b = 3))",
        "COUNT(*) FILTER(WHERE b = 2 OR b = 3)",
    ]


def test_a_median_is_not_rolled_up():
    parts = parts_of(sqlglot.parse_one("median(a)", read="duckdb"))
    assert [part.law for part in parts.components] == [Law.NONE]
