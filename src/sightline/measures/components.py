"""Components: the aggregates a metric is made of, each with the law by which it rolls up.

A sum over a year is the sum of its months, the largest order of a year is the largest of its months, but the number
of different customers of a year is no function of the monthly numbers: it has to be counted again. A metric's
expression is cut into such components and the arithmetic that joins them, so that the arithmetic can be done after
the components were rolled up. An average becomes a sum and a count, so that it is never averaged again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sqlglot import exp

from sightline.engines import portable

__all__ = ["Component", "Law", "Parts", "count_rows", "parts_of"]


_AGGREGATE_WORDS = frozenset({"SL_PERCENTILE", "SL_MAX_BY", "SL_MIN_BY"})


class Law(StrEnum):
    """How a component of several cells becomes that of their union."""

    ADD = "add"
    MIN = "min"
    MAX = "max"
    NONE = "none"  # it does not: the union has to be aggregated anew


@dataclass(frozen=True, slots=True)
class Component:
    """One aggregate over the rows of a relation.

    Parameters
    ----------
    expression : sqlglot expression
        The aggregate, with its filter.
    law : Law
        How it rolls up.
    """

    expression: exp.Expr
    law: Law
    key: str = field(init=False)  # what makes it the same component as another

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.expression.sql("duckdb"))


@dataclass(frozen=True, slots=True)
class Parts:
    """An expression cut into components and the arithmetic over them, where component i is the name `c<i>`."""

    components: tuple[Component, ...]
    arithmetic: exp.Expr


def count_rows(condition: exp.Expr | None) -> Component:
    """Return the component that counts rows, those that meet `condition` where there is one."""
    return Component(_filtered(exp.Count(this=exp.Star(), big_int=True), condition), Law.ADD)


def parts_of(expression: exp.Expr, condition: exp.Expr | None = None) -> Parts:
    """Cut an aggregate expression into components.

    Parameters
    ----------
    expression : sqlglot expression
        Arithmetic over aggregates, with columns as the relation has them; it is used up.
    condition : sqlglot expression, optional
        The metric's own filter: each component counts only rows that meet it.
    """
    found: dict[str, tuple[int, Component]] = {}

    def keep(component: Component) -> exp.Expr:
        index, _ = found.setdefault(component.key, (len(found), component))
        return exp.column(f"c{index}")

    root = exp.Paren(this=expression)
    for quantile in list(root.find_all(exp.Median, exp.Quantile, exp.PercentileCont, exp.Stddev, exp.StddevSamp)):
        _say_portably(quantile)
    for node in list(_aggregates(root)):
        own = node.expression.this if isinstance(node, exp.Filter) else None
        aggregate = node.this if isinstance(node, exp.Filter) else node
        both = exp.and_(own, condition.copy(), copy=False) if own and condition else own or condition
        place = node.replace(exp.Paren())  # first, since the aggregate is about to get another parent
        place.replace(_rewritten(aggregate, both, keep))
    return Parts(tuple(component for _, component in found.values()), root.this)


def _rewritten(aggregate: exp.Expr, condition: exp.Expr | None, keep: Callable[[Component], exp.Expr]) -> exp.Expr:
    if isinstance(aggregate, exp.Avg) and not isinstance(aggregate.this, exp.Distinct):
        total = Component(_filtered(exp.Sum(this=aggregate.this.copy()), condition), Law.ADD)
        count = Component(_filtered(exp.Count(this=aggregate.this.copy(), big_int=True), condition), Law.ADD)
        quotient = exp.Div(this=keep(total), expression=keep(count))
        return exp.Paren(this=quotient)
    return keep(Component(_filtered(aggregate, condition), _law(aggregate)))


def _aggregates(root: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the outermost aggregates, each with the filter or the ordering around it."""
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, exp.Filter | exp.AggFunc | exp.AnonymousAggFunc) or _is_word(node):
            yield node
        else:
            todo.extend(reversed(list(node.iter_expressions())))


def _is_word(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.upper() in _AGGREGATE_WORDS


def _say_portably(node: exp.Expr) -> None:
    """Replace an aggregate that engines understand differently by one that means the same on each."""
    outer = node.parent
    if isinstance(node, exp.Stddev | exp.StddevSamp):
        node.replace(portable.stddev(node.this))
    elif isinstance(node, exp.Median):
        node.replace(portable.median(node.this))
    elif isinstance(outer, exp.WithinGroup):
        ordered = outer.expression.expressions[0]
        value = ordered.this if isinstance(ordered, exp.Ordered) else ordered
        share = float(node.this.to_py())
        descending = isinstance(ordered, exp.Ordered) and bool(ordered.args.get("desc"))
        outer.replace(portable.percentile(value, 1 - share if descending else share))
    else:
        wanted = node.args.get("quantile") or node.args.get("expression")
        node.replace(portable.percentile(node.this, float(wanted.to_py()) if wanted is not None else 0.5))


def _filtered(aggregate: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
    if condition is None:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition.copy()))


def _law(aggregate: exp.Expr) -> Law:
    if isinstance(aggregate.this, exp.Distinct):
        return Law.NONE
    if isinstance(aggregate, exp.Sum | exp.Count | exp.CountIf):
        return Law.ADD
    if isinstance(aggregate, exp.Min):
        return Law.MIN
    return Law.MAX if isinstance(aggregate, exp.Max) else Law.NONE
