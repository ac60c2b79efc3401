"""The kinds of metrics that come straight from the rows of a source: aggregates, ratios, balances, conversions.

Each takes a declaration and gives a recipe. A metric's `filter` joins the filter of each of its aggregates, so that
the table is read once for all metrics; a period whose rows all fail the filter has a count of 0, and a period without
any row has no value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp

from sightline.errors import DeclarationError
from sightline.events.features import Feature, feature, identifier
from sightline.events.moments import Now, elapsed_before, no_later_than
from sightline.events.relations import Relation
from sightline.measures.components import Component, Parts, count_rows, parts_of
from sightline.measures.recipes import Recipe, period_column
from sightline.model.declarations import Metric
from sightline.model.expressions import parse_aggregate, parse_scalar
from sightline.periods import Span
from sightline.saying import phrase, say

__all__ = ["Context", "dimensions_of", "recipe_of", "share_recipe", "statistic_recipe"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a declaration is read against.

    Parameters
    ----------
    relation : Relation
        Where the rows are.
    now : Now
        The moment of the reading.
    place : str
        Where the metric stands, for messages.
    """

    relation: Relation
    now: Now
    place: str = ""


def recipe_of(name: str, metric: Metric, context: Context) -> Recipe:
    """Return the recipe of a metric that a source defines.

    Raises
    ------
    SourceError
        If the source lacks a column that the metric names.
    DeclarationError
        If the declaration cannot be measured.
    """
    condition = _bound(metric.filter, context) if metric.filter else None
    if metric.measure is not None:
        recipe = _aggregate(name, metric, metric.measure, condition, context)
    elif metric.ratio is not None:
        recipe = _ratio(name, metric, condition, context)
    elif metric.balance is not None:
        recipe = _balance(name, metric, condition, context)
    elif metric.conversion is not None:
        recipe = _conversion(name, metric, condition, context)
    else:
        raise DeclarationError(say("the metric '{name}' says nothing to measure.", name=name), place=context.place)
    return recipe


def dimensions_of(names: tuple[str, ...], context: Context) -> Mapping[str, str]:
    """Return dimension id to column."""
    return {name: context.relation.dimension(name, place=context.place) for name in names}


def _bound(text: str, context: Context) -> exp.Expr:
    return context.relation.bind(parse_scalar(text), place=context.place)


def _aggregated(text: str, context: Context) -> exp.Expr:
    return context.relation.bind(parse_aggregate(text), place=context.place)


def _time(metric: Metric, context: Context) -> str:
    if metric.time is not None:
        column = context.relation.name(metric.time, place=context.place)
    elif context.relation.log:
        column = "time"
    else:
        raise DeclarationError(
            say("the metric does not say which column dates a row."),
            place=context.place,
            fix=say("Add `time: COLUMN`."),
        )
    kind = context.relation.kind(column)
    if kind not in {"date", "timestamp", "timestamptz"}:
        text = phrase("the column '{column}' of '{source}' holds {kind}, not dates or moments.")
        raise DeclarationError(
            say(text, column=column, source=context.relation.source, kind=kind),
            place=context.place,
            fix=say("Name a column of dates, or write its values as YYYY-MM-DD in the source."),
        )
    return column


def _with_rows(parts: Parts, condition: exp.Expr | None) -> tuple[tuple[Component, ...], int]:
    """Return the components with one that counts rows, and its place among them."""
    rows = count_rows(condition)
    keys = [component.key for component in parts.components]
    if rows.key in keys:
        return parts.components, keys.index(rows.key)
    return (*parts.components, rows), len(keys)


def _aggregate(name: str, metric: Metric, text: str, condition: exp.Expr | None, context: Context) -> Recipe:
    parts = parts_of(_aggregated(text, context), condition)
    components, rows = _with_rows(parts, condition)
    return Recipe(
        name,
        context.relation.source,
        _time(metric, context),
        components,
        parts.arithmetic,
        rows,
        dimensions=dimensions_of(metric.by, context),
    )


def _ratio(name: str, metric: Metric, condition: exp.Expr | None, context: Context) -> Recipe:
    assert metric.ratio is not None  # noqa: S101 -- narrows the type
    above, below = _aggregated(metric.ratio.of, context), _aggregated(metric.ratio.to, context)
    both = parts_of(exp.Tuple(expressions=[exp.Paren(this=above), exp.Paren(this=below)]), condition)
    components, rows = _with_rows(both, condition)
    numerator, denominator = both.arithmetic.expressions
    return Recipe(
        name,
        context.relation.source,
        _time(metric, context),
        components,
        exp.Div(this=numerator.copy(), expression=denominator.copy()),
        rows,
        numerator=numerator,
        denominator=denominator,
        dimensions=dimensions_of(metric.by, context),
    )


def _balance(name: str, metric: Metric, condition: exp.Expr | None, context: Context) -> Recipe:
    balance = metric.balance
    assert balance is not None  # noqa: S101 -- narrows the type
    if not balance.per:
        plain = _aggregate(name, metric, balance.of, condition, context)
        return replace(plain, stock=balance.at, snapshots=True)
    if balance.at == "average":
        raise DeclarationError(
            say("an average over snapshots does not take the last row of each key."),
            place=context.place,
            fix=say("Leave out `per`, or write `at: last` or `at: first`."),
        )
    chosen = _chosen_row(metric, condition, context)
    of_key = sqlglot.parse_one(f"{chosen} = 1", read="duckdb")
    both = of_key if condition is None else exp.and_(condition.copy(), of_key)
    recipe = _aggregate(name, metric, balance.of, both, context)
    return replace(recipe, stock=balance.at, features=(chosen,))


def _chosen_row(metric: Metric, condition: exp.Expr | None, context: Context) -> Feature:
    """Return the feature: 1 on the last (or first) rows of each key in each period; rows of one moment count together.

    A rank, because DuckDB turns a maximum over the partition into a join of the table with itself.
    """
    assert metric.balance is not None  # noqa: S101 -- narrows the type
    time = _time(metric, context)
    keys = [context.relation.name(key, place=context.place) for key in metric.balance.per]
    window = ", ".join(identifier(name) for name in (period_column(time), *keys))
    value = (
        identifier(time) if condition is None else f"CASE WHEN {condition.sql('duckdb')} THEN {identifier(time)} END"
    )
    order = f"{value} {'DESC' if metric.balance.at == 'last' else 'ASC'} NULLS LAST"
    return feature(f"{metric.balance.at}_of_key", f"RANK() OVER (PARTITION BY {window} ORDER BY {order})")


def _conversion(name: str, metric: Metric, condition: exp.Expr | None, context: Context) -> Recipe:
    """Return the recipe of a conversion by entity: each A whose window has passed, and those followed by a B in it.

    A B at the same moment as its A follows it, since rows of a table have no other order.
    """
    conversion = metric.conversion
    assert conversion is not None  # noqa: S101 -- narrows the type
    assert conversion.entity is not None  # noqa: S101 -- the other form belongs to a process
    time = _time(metric, context)
    first, then = (_bound(text, context) for text in (conversion.from_, conversion.to))
    if condition is not None:
        first, then = (exp.and_(one, condition.copy()) for one in (first, then))
    entity = identifier(context.relation.name(conversion.entity, place=context.place))
    column, kind = identifier(time), context.relation.kind(time)
    following = feature(
        "next_step",
        f"MIN(CASE WHEN {then.sql('duckdb')} THEN {column} END) OVER (PARTITION BY {entity} ORDER BY {column} "
        "RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
    )
    within = Span.parse(conversion.within)
    due = elapsed_before(column, kind, within, context.now)
    done = no_later_than(f"{following}", column, within)
    known = f"({first.sql('duckdb')}) AND {entity} IS NOT NULL AND {due}"
    return share_recipe(
        name,
        context.relation.source,
        time,
        of=f"{known} AND {done}",
        to=known,
        dimensions=dimensions_of(metric.by, context),
        features=(following,),
    )


def share_recipe(
    name: str,
    source: str,
    time: str,
    *,
    of: str,
    to: str,
    dimensions: Mapping[str, str],
    features: tuple[Feature, ...] = (),
) -> Recipe:
    """Return the recipe of a share of rows: those that meet `of` among those that meet `to`."""
    above, below = (count_rows(sqlglot.parse_one(text, read="duckdb")) for text in (of, to))
    numerator, denominator = exp.column("c0"), exp.column("c1")
    value = exp.Div(this=numerator.copy(), expression=denominator.copy())
    return Recipe(
        name,
        source,
        time,
        (above, below),
        value,
        1,
        numerator=numerator,
        denominator=denominator,
        dimensions=dimensions,
        features=features,
    )


def statistic_recipe(
    name: str,
    source: str,
    time: str,
    *,
    aggregate: exp.Expr,
    condition: str,
    dimensions: Mapping[str, str],
    features: tuple[Feature, ...] = (),
    scale: float = 1.0,
) -> Recipe:
    """Return the recipe of a statistic of rows that meet `condition`, divided by `scale`."""
    where = sqlglot.parse_one(condition, read="duckdb")
    parts = parts_of(aggregate, where)
    value = exp.Div(this=exp.Paren(this=parts.arithmetic), expression=exp.Literal.number(scale))
    components = (*parts.components, count_rows(where))
    return Recipe(name, source, time, components, value, len(components) - 1, dimensions=dimensions, features=features)
