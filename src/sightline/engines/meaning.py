"""One meaning on every engine: what the same SQL would mean differently is spelled out before it is transpiled.

Engines disagree on division by zero, on whole-number division, on what the product of two decimals is, and on the
logarithm of zero. Here each of them is rewritten to an expression on which all agree: `/` is true division and gives
NULL over zero, `%` by zero is NULL, a decimal literal is a float, the mean of anything is a float, and a function
outside its domain is NULL. Sums of decimal columns stay exact. A median or percentile is the exact, interpolated one,
and the cut of a moment to a day, week, month, quarter or year is a date. Halves are rounded away from zero, also where
a number is cast to a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pyarrow as pa
from sqlglot import exp

from sightline.engines.dialects import PREFIX, spoken
from sightline.engines.portable import DATE_PARTS, count_where, day, part, percentile, start_of

_DOUBLE = exp.DataType.build("double")
_PARTS: Mapping[type[exp.Expr], str] = {
    exp.Year: "year",
    exp.Quarter: "quarter",
    exp.Month: "month",
    exp.Week: "week",
    exp.WeekOfYear: "week",
    exp.Day: "day",
    exp.DayOfMonth: "day",
    exp.DayOfWeekIso: "isodow",
    exp.DayOfYear: "doy",
    exp.Hour: "hour",
    exp.Minute: "minute",
}
_PERCENTILE = f"{PREFIX}PERCENTILE"


def settled(select: exp.Query, dialect: str, columns: Mapping[str, pa.DataType] | None = None) -> exp.Query:
    """Return a copy of `select` that means in `dialect` what it means everywhere.

    Parameters
    ----------
    select : exp.Query
        Untouched.
    dialect : str
        Whose words to use: `duckdb`, `spark`, `postgres` or `sqlite`.
    columns : mapping of str to pa.DataType, optional
        What the columns of the relations hold. Products with decimals are made of floats, since engines disagree on
        their scale.
    """
    copy = select.copy()
    types = columns or {}
    decimals = {name for name, data_type in types.items() if pa.types.is_decimal(data_type)}
    for node in reversed(list(copy.walk(bfs=False))):
        if isinstance(node, exp.Mul) and _touches(node, decimals):
            node.set("this", _double(node.this))
            node.set("expression", _double(node.expression))
        elif isinstance(node, exp.Cast) and node.to.is_type(*exp.DataType.INTEGER_TYPES):
            if not _is_whole(node.this, types):
                node.replace(_whole(node.this))
        elif type(node) in _SPELLINGS:
            _SPELLINGS[type(node)](node)
    return spoken(copy, dialect)


def _divide(node: exp.Div) -> None:
    node.set("typed", False)
    node.set("safe", False)
    node.set("this", _double(node.this))
    node.set("expression", _not_zero(node.expression))


def _guard_divisor(node: exp.Expr) -> None:
    node.set("expression", _not_zero(node.expression))


def _take_float(node: exp.Expr) -> None:
    if not isinstance(node.this, exp.Distinct):
        node.set("this", _double(node.this))


def _decimal_literal(node: exp.Literal) -> None:
    """Make `0.1` a float: engines give decimal literals different precisions."""
    constant = isinstance(node.parent, exp.DataTypeParam | exp.Interval | exp.PercentileCont) or (
        isinstance(node.parent, exp.Anonymous) and node.parent.name == _PERCENTILE
    )
    already = isinstance(node.parent, exp.Cast) and node.parent.to.is_type("double")
    if not node.is_string and "." in node.name and not constant and not already:
        node.replace(_double(node))


def _logarithm(node: exp.Log) -> None:
    if node.expression:
        node.set("expression", _within(node.expression, exp.GT))
    else:
        node.replace(exp.Log(this=exp.Literal.number(10), expression=_within(node.this, exp.GT)))


def _truncate(node: exp.TimestampTrunc | exp.DateTrunc) -> None:
    grain = node.unit.name.lower() if node.unit else ""
    if grain in {"day", "week", "month", "quarter", "year"}:
        node.replace(start_of(day(node.this), grain))


def _ordered_percentile(node: exp.WithinGroup) -> None:
    if isinstance(node.this, exp.PercentileCont):
        ordered = node.expression.expressions[0]
        share = node.this.this
        node.replace(_percentile(ordered.this, 1 - share.to_py() if ordered.args.get("desc") else share.to_py()))


def _two_argument_percentile(node: exp.PercentileCont) -> None:
    if node.expression:
        node.replace(_percentile(node.this, node.expression.to_py()))


def _percentile(value: exp.Expr, share: object) -> exp.Expr:
    return percentile(value, float(str(share)))


def _round(node: exp.Round) -> None:
    digits = node.args.get("decimals")
    node.replace(_rounded(node.this, int(digits.to_py()) if digits else 0))


def _rounded(value: exp.Expr, digits: int) -> exp.Expr:
    """Round halves away from zero with the same few float operations everywhere.

    A float beyond 2^52 has no fraction; SQL dialects round such halves to even, by decimal text, or not at all.
    """
    number = _double(value)
    scale = exp.Cast(this=exp.Literal.number(repr(10.0**digits)), to=_DOUBLE.copy())
    scaled = exp.Mul(this=exp.Abs(this=number.copy()), expression=scale)
    half = exp.Cast(this=exp.Literal.number("0.5"), to=_DOUBLE.copy())
    cut = _double(exp.Floor(this=exp.Add(this=scaled.copy(), expression=half)))
    positive = exp.paren(exp.Div(this=cut, expression=scale.copy()))
    small = exp.LT(this=scaled.copy(), expression=exp.Literal.number(2**52))
    negative = exp.and_(small.copy(), exp.LT(this=number.copy(), expression=exp.Literal.number(0)))
    ifs = [exp.If(this=negative, true=exp.Neg(this=positive.copy())), exp.If(this=small, true=positive)]
    return exp.Case(ifs=ifs, default=number)


def _whole(value: exp.Expr) -> exp.Expr:
    return exp.Cast(this=_rounded(value, 0), to=exp.DataType.build("bigint"))


def _is_whole(value: exp.Expr, types: Mapping[str, pa.DataType]) -> bool:
    """Return whether casting to a whole number needs no rounding, or is not of a number."""
    if isinstance(value, exp.Column):
        held = types.get(value.name)
        return held is None or not (pa.types.is_floating(held) or pa.types.is_decimal(held))
    return (
        isinstance(value, exp.Predicate | exp.Boolean | exp.Count | exp.Cast | exp.Anonymous | exp.Case)
        or value.is_string
    )


def _part(node: exp.Expr) -> None:
    """Take a part of a date by one word: engines count days of the week from different days."""
    unit = node.name.lower() if isinstance(node, exp.Extract) else _PARTS[type(node)]
    value = node.expression if isinstance(node, exp.Extract) else node.this
    if unit in DATE_PARTS:
        node.replace(part(value, unit))


def _day_of_week(node: exp.DayOfWeek) -> None:
    """Count days from Sunday, which is 0."""
    iso = exp.cast(part(node.this, "isodow"), "bigint")
    node.replace(exp.paren(exp.Mod(this=iso, expression=exp.Literal.number(7))))


def _contains(node: exp.Contains) -> None:
    found = exp.StrPosition(this=node.this.copy(), substr=node.expression.copy())
    node.replace(exp.paren(exp.GT(this=found, expression=exp.Literal.number(0))))


def _count_if(node: exp.CountIf) -> None:
    node.replace(count_where(node.this))


_SPELLINGS: Mapping[type[exp.Expr], Callable[[Any], None]] = {
    exp.Div: _divide,
    exp.Mod: _guard_divisor,
    exp.IntDiv: _guard_divisor,
    exp.Avg: _take_float,
    exp.Stddev: _take_float,
    exp.StddevSamp: _take_float,
    exp.StddevPop: _take_float,
    exp.Variance: _take_float,
    exp.VariancePop: _take_float,
    exp.Literal: _decimal_literal,
    exp.Log: _logarithm,
    exp.Ln: lambda node: node.set("this", _within(node.this, exp.GT)),
    exp.Sqrt: lambda node: node.set("this", _within(node.this, exp.GTE)),
    exp.Round: _round,
    exp.Extract: _part,
    exp.DayOfWeek: _day_of_week,
    **dict.fromkeys(_PARTS, _part),
    exp.Contains: _contains,
    exp.CountIf: _count_if,
    exp.Median: lambda node: node.replace(_percentile(node.this, 0.5)),
    exp.PercentileCont: _two_argument_percentile,
    exp.WithinGroup: _ordered_percentile,
    exp.TimestampTrunc: _truncate,
    exp.DateTrunc: _truncate,
}


def _not_zero(divisor: exp.Expr) -> exp.Expr:
    if isinstance(divisor, exp.Nullif) or (divisor.is_number and float(divisor.to_py()) != 0):
        return divisor
    return exp.Nullif(this=divisor.copy(), expression=exp.Literal.number(0))


def _within(value: exp.Expr, comparison: type[exp.Binary]) -> exp.Expr:
    """Return `value` where it compares so with zero, NULL elsewhere."""
    inside = comparison(this=value.copy(), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=inside, true=value.copy())])


def _double(value: exp.Expr) -> exp.Expr:
    if isinstance(value, exp.Cast) and value.to.is_type("double"):
        return value
    return exp.Cast(this=value.copy(), to=_DOUBLE.copy())


def _touches(node: exp.Expr, names: Collection[str]) -> bool:
    return bool(names) and any(column.name in names for column in node.find_all(exp.Column))
