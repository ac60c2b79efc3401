"""What a column of an answer holds, told from the query: for databases whose values do not say it themselves."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from sqlglot import exp

from sightline.engines.results import MOMENT

_DATES = frozenset({"SL_DAY", "SL_DAYS_LATER", "SL_START_OF", "SL_DATE"})
_LIKE_ARGUMENT = (
    exp.Alias, exp.Paren, exp.Filter, exp.Window, exp.Max, exp.Min, exp.Coalesce, exp.Nullif, exp.AnyValue,
    exp.First, exp.Last, exp.FirstValue, exp.LastValue, exp.Lag, exp.Lead, exp.Greatest, exp.Least, exp.Distinct,
)  # fmt: skip


def kind_of_output(column: exp.Expr, query: exp.Query, relations: Mapping[str, pa.Schema]) -> pa.DataType | None:
    """Return the type of one column of an answer: text, date, moment or boolean; None for numbers and the unknown.

    Parameters
    ----------
    column : expression
        One of the query's selected expressions.
    query : exp.Query
        The whole query, whose sub-queries give names to expressions.
    relations : mapping of str to pa.Schema
        Relation name to its columns.
    """
    given = {alias.alias: alias.this for alias in query.find_all(exp.Alias)}
    return _kind(column, given, relations, frozenset())


def _kind(
    node: exp.Expr, given: Mapping[str, exp.Expr], relations: Mapping[str, pa.Schema], seen: frozenset[str]
) -> pa.DataType | None:
    if isinstance(node, exp.Column):
        return _named(node.name, given, relations, seen)
    if isinstance(node, exp.Cast):
        return _cast(node)
    if isinstance(node, exp.Predicate | exp.Not | exp.Connector | exp.Boolean | exp.LogicalOr | exp.LogicalAnd):
        return pa.bool_()
    if isinstance(node, exp.Anonymous):
        if node.name == "SL_TIME":
            return MOMENT
        return pa.date32() if node.name in _DATES else _first(node.expressions, node, given, relations, seen)
    if isinstance(node, exp.Case):
        branches = [branch.args["true"] for branch in node.args["ifs"]]
        branches += [node.args["default"]] if node.args.get("default") else []
        kinds = (_kind(branch, given, relations, seen) for branch in branches)
        return next((kind for kind in kinds if kind is not None), None)
    if isinstance(node, exp.If):
        return _kind(node.args["true"], given, relations, seen)
    if isinstance(node, _LIKE_ARGUMENT) and isinstance(node.this, exp.Expr):
        return _kind(node.this, given, relations, seen)
    return pa.string() if isinstance(node, exp.DPipe | exp.Concat) or node.is_string else None


def _first(
    arguments: list[exp.Expr],
    node: exp.Anonymous,
    given: Mapping[str, exp.Expr],
    relations: Mapping[str, pa.Schema],
    seen: frozenset[str],
) -> pa.DataType | None:
    if node.name in {"SL_MAX_BY", "SL_MIN_BY"}:
        return _kind(arguments[0], given, relations, seen)
    return None


def _named(
    name: str, given: Mapping[str, exp.Expr], relations: Mapping[str, pa.Schema], seen: frozenset[str]
) -> pa.DataType | None:
    if name in given and name not in seen:
        found = _kind(given[name], given, relations, seen | {name})
        if found is not None or not isinstance(given[name], exp.Column):  # a column of that name is another
            return found
    for schema in relations.values():
        if name in schema.names:
            stored = schema.field(name).type
            return None if pa.types.is_integer(stored) or pa.types.is_floating(stored) else stored
    return None


def _cast(node: exp.Cast) -> pa.DataType | None:
    if node.to.is_type("date"):
        return pa.date32()
    if node.to.is_type("boolean"):
        return pa.bool_()
    if node.to.is_type("text", "varchar"):
        return pa.string()
    return MOMENT if node.to.is_type("timestamp", "timestamptz", "timestampntz") else None
