"""Parts that may stand in an expression, but only in one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from sightline.model.functions import AGGREGATES, DATE_PARTS, TYPES

__all__ = ["date_part", "metric_name", "misuse"]

Fault = tuple[str, str] | None
_LONGEST_REFERENCE = 3  # process.activity.kind


def metric_name(column: exp.Column) -> str:
    """Return the metric that a column of a formula stands for: `order_to_cash.lead_time`."""
    return ".".join(part.name for part in column.parts)


def date_part(node: exp.Expr) -> str:
    """Return the part that a date function asks for, in capitals."""
    unit = node.args.get("unit")
    return unit.name.upper() if isinstance(unit, exp.Expr) else "DAY"


def misuse(node: exp.Expr, *, formula: bool) -> Fault:
    """Return cause and fix where a part is used in a way that is not allowed, else None."""
    if isinstance(node, exp.Column):
        return _formula_column(node) if formula else _source_column(node)
    if formula and isinstance(node, exp.Literal) and node.is_string:
        return "a formula holds numbers and metrics, no texts.", "Write the metric without quotes."
    check = _CHECKS.get(type(node))
    return check(node) if check is not None else None


def _formula_column(node: exp.Column) -> Fault:
    if len(node.parts) > _LONGEST_REFERENCE:
        return f"'{metric_name(node)}' has too many parts.", "Write metric, process.kind or process.activity.kind."
    return None


def _source_column(node: exp.Column) -> Fault:
    if len(node.parts) == 1:
        return None
    name = metric_name(node)
    fix = f'Write the column alone, or "{name}" in double quotes if it is one name.'
    return f"'{name}' reaches for another table: an expression sees one source.", fix


def _in(node: exp.Expr) -> Fault:
    if any(node.args.get(name) for name in ("query", "unnest", "field")):
        return "'in' takes a list of values, not a query.", "Write in ('a', 'b')."
    return None


def _star(node: exp.Expr) -> Fault:
    if isinstance(node.parent, exp.Count) and not any(node.args.values()):
        return None
    return "'*' may only stand in count(*).", "Name the column."


def _count(node: exp.Expr) -> Fault:
    return ("count needs something to count.", "Write count(*).") if node.this is None else None


def _distinct(node: exp.Expr) -> Fault:
    if isinstance(node.parent, tuple(AGGREGATES)) and len(node.expressions) == 1:
        return None
    return "distinct takes one column, in an aggregate.", "Write count(distinct column)."


def _type(node: exp.Expr) -> Fault:
    nested = any(isinstance(one, exp.DataType) for one in node.expressions)
    known = isinstance(node.this, exp.DType) and node.this.value in TYPES
    if known and not nested:
        return None
    return "a value cannot be cast to this type.", f"Types: {', '.join(sorted(TYPES)).lower()}."


def _date(node: exp.Expr) -> Fault:
    part = node.name.upper() if isinstance(node, exp.Extract) else date_part(node)
    if part in DATE_PARTS:
        return None
    return "this part of a date is not known.", f"Parts: {', '.join(sorted(DATE_PARTS)).lower()}."


def _filter(node: exp.Expr) -> Fault:
    if isinstance(node.this, tuple(AGGREGATES)):
        return None
    return "filter (where …) follows an aggregate.", "Write sum(x) filter (where …)."


def _lag(node: exp.Expr) -> Fault:
    fix = "Write lag(metric, 1): the metric one period earlier."
    offset = node.args.get("offset")
    if node.args.get("default") is not None:
        return "lag takes a metric and a number of periods.", fix
    if offset is not None and not (isinstance(offset, exp.Literal) and not offset.is_string and offset.name.isdigit()):
        return "the periods of lag must be a whole number from 0 on.", fix
    return None


_CHECKS: Mapping[type[exp.Expr], Callable[[exp.Expr], Fault]] = {
    exp.In: _in,
    exp.Star: _star,
    exp.Count: _count,
    exp.Distinct: _distinct,
    exp.DataType: _type,
    exp.TimestampTrunc: _date,
    exp.DateTrunc: _date,
    exp.DateDiff: _date,
    exp.Extract: _date,
    exp.Filter: _filter,
    exp.Lag: _lag,
}
