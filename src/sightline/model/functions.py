"""What an expression of the model may hold: parts of SQL that mean the same on every engine.

Left out on purpose, because engines disagree: `log` (base 10 or e), `dayofweek` (starts at 0 or 1),
`first`/`last`/`any_value` (order), `quantile_cont` (spelling), `epoch` (fractions), `current_date`
(the answer would depend on the day it is asked).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

__all__ = ["AGGREGATES", "DATE_PARTS", "FORMULA", "PARTS", "SCALARS", "TYPES", "written_as"]

AGGREGATES: Mapping[type[exp.Expr], str] = {
    exp.Avg: "avg",
    exp.Count: "count",
    exp.CountIf: "count_if",
    exp.Max: "max",
    exp.Median: "median",
    exp.Min: "min",
    exp.Stddev: "stddev",
    exp.StddevPop: "stddev_pop",
    exp.StddevSamp: "stddev_samp",
    exp.Sum: "sum",
    exp.Variance: "variance",
    exp.VariancePop: "var_pop",
}
SCALARS: Mapping[type[exp.Expr], str] = {
    exp.Abs: "abs",
    exp.Case: "case",
    exp.Cast: "cast",
    exp.Ceil: "ceil",
    exp.Coalesce: "coalesce",
    exp.Concat: "concat",
    exp.Contains: "contains",
    exp.DateDiff: "date_diff",
    exp.Day: "day",
    exp.DayOfWeekIso: "isodow",
    exp.Exp: "exp",
    exp.Extract: "extract",
    exp.Floor: "floor",
    exp.Greatest: "greatest",
    exp.Hour: "hour",
    exp.If: "if",
    exp.Least: "least",
    exp.Length: "length",
    exp.Ln: "ln",
    exp.Lower: "lower",
    exp.Minute: "minute",
    exp.Month: "month",
    exp.Nullif: "nullif",
    exp.Pow: "power",
    exp.Quarter: "quarter",
    exp.Replace: "replace",
    exp.Round: "round",
    exp.Sign: "sign",
    exp.Sqrt: "sqrt",
    exp.StartsWith: "starts_with",
    exp.Substring: "substring",
    exp.TimestampTrunc: "date_trunc",
    exp.DateTrunc: "date_trunc",
    exp.Trim: "trim",
    exp.TryCast: "try_cast",
    exp.Upper: "upper",
    exp.Year: "year",
}
PARTS: frozenset[type[exp.Expr]] = frozenset(
    (
        exp.Add, exp.And, exp.Between, exp.Boolean, exp.Column, exp.DPipe, exp.DataType, exp.Distinct, exp.Div, exp.EQ,
        exp.Escape, exp.Filter, exp.GT, exp.GTE, exp.ILike, exp.Identifier, exp.In, exp.Interval, exp.Is, exp.LT,
        exp.LTE, exp.Like, exp.Literal, exp.Mod, exp.Mul, exp.NEQ, exp.Neg, exp.Not, exp.Null, exp.NullSafeEQ,
        exp.NullSafeNEQ, exp.Or, exp.Paren, exp.Star, exp.Sub, exp.Var, exp.Where,
    )
)  # fmt: skip
FORMULA: Mapping[type[exp.Expr], str] = {
    exp.Abs: "abs",
    exp.Case: "case",
    exp.Coalesce: "coalesce",
    exp.Exp: "exp",
    exp.Greatest: "greatest",
    exp.If: "if",
    exp.Lag: "lag",
    exp.Least: "least",
    exp.Ln: "ln",
    exp.Nullif: "nullif",
    exp.Pow: "power",
    exp.Round: "round",
    exp.Sqrt: "sqrt",
}
FORMULA_PARTS: frozenset[type[exp.Expr]] = frozenset(
    (
        exp.Add, exp.And, exp.Between, exp.Column, exp.Div, exp.EQ, exp.GT, exp.GTE, exp.Identifier, exp.Is, exp.LT,
        exp.LTE, exp.Literal, exp.Mul, exp.NEQ, exp.Neg, exp.Not, exp.Null, exp.Or, exp.Paren, exp.Sub,
    )
)  # fmt: skip
TYPES = frozenset(
    (
        "BIGINT", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "FLOAT", "INT", "SMALLINT", "TEXT", "TIMESTAMP",
        "TIMESTAMPTZ", "VARCHAR",
    )
)  # fmt: skip
DATE_PARTS = frozenset(("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND"))


def written_as(node: exp.Expr) -> str:
    """Return a short name for a part of an expression, for messages."""
    if isinstance(node, exp.Anonymous):
        return f"the function '{node.name}'"
    if isinstance(node, exp.Subquery | exp.Select | exp.Exists | exp.SetOperation):
        return "a sub-query"
    if isinstance(node, exp.Window):
        return "a window (over …)"
    if isinstance(node, exp.Placeholder | exp.Parameter):
        return "a placeholder"
    if isinstance(node, exp.Func):
        return f"the function '{node.sql_name().lower()}'"
    return f"'{type(node).__name__.lower()}'"
