"""The rows that a query over a process looks at, as a stack of SELECTs that reads the log once.

The lowest SELECT reads the log: the process's own events, up to the reading's moment. Each layer of features stands on
the one below; what aggregates them is pushed on top. An event without a time is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

import sqlglot
from sqlglot import exp

from sightline.events.features import Feature, identifier, layers, text
from sightline.events.relations import named, quoted
from sightline.events.steps import Steps
from sightline.periods import Span

__all__ = ["Stack", "alone", "search"]


def alone(steps: Steps) -> Steps:
    """Return the steps over rows that are the process's own."""
    return replace(steps, alone=True)


@dataclass
class Stack:
    """SELECTs, each over the one before."""

    levels: list[exp.Select] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        steps: Steps,
        features: Iterable[Feature],
        columns: Iterable[str] = ("case", "time"),
        *,
        activities: Collection[str] | None = None,
    ) -> Stack:
        """Return the stack of a process's events with features.

        Parameters
        ----------
        steps : Steps
            The process over its log.
        features : iterable of Feature
            Made by `alone(steps)`.
        columns : iterable of str
            Columns of the log that are wanted besides those that features need.
        activities : collection of str, optional
            Leave out events of all other activities.
        """
        floors = layers(features)
        made = {one.name for floor in floors for one in floor}
        used = {column.name for floor in floors for one in floor for column in one.expression.find_all(exp.Column)}
        wanted = sorted((used | set(columns)) - made)
        stack = cls()
        relation = steps.relation
        source = named(relation.source)
        if relation.physical:
            every = sorted({*wanted, "case", "activity", "time"})
            renamed = [_alias(quoted(relation.physical.get(name, name)), name) for name in every]
            source = stack.push(exp.select(*renamed, copy=False).from_(source))
        rows = exp.select(*(quoted(name) for name in wanted), copy=False).from_(source)
        stack.push(rows.where(*_counts(steps, activities), copy=False))
        for floor in floors:
            chosen = [exp.Star(), *(_alias(one.expression.copy(), one.name) for one in floor)]
            stack.push(exp.select(*chosen, copy=False).from_(stack.top))
        return stack

    @property
    def top(self) -> exp.Table:
        """The uppermost SELECT, to select from."""
        return named(f"level {len(self.levels) - 1}")

    def push(self, select: exp.Select) -> exp.Table:
        """Put a SELECT on top; return what names it."""
        self.levels.append(select)
        return self.top

    def select(self, columns: Iterable[str], tail: str = "") -> exp.Select:
        """Return the SELECT of `columns`, written in DuckDB's SQL, over the uppermost; `tail` follows the FROM."""
        sql = f"SELECT {', '.join(columns)} FROM {self.top.sql('duckdb')} {tail}"
        made = sqlglot.parse_one(sql, read="duckdb")
        assert isinstance(made, exp.Select)  # noqa: S101 -- narrows the type
        return made

    def query(self, columns: Iterable[str], tail: str = "") -> exp.Select:
        """Return the whole query: `columns` over the uppermost SELECT."""
        select = self.select(columns, tail)
        for number, level in enumerate(self.levels):
            select = select.with_(exp.to_identifier(f"level {number}", quoted=True), as_=level, copy=False)
        return select


def _counts(steps: Steps, activities: Collection[str] | None) -> list[exp.Expr]:
    """Return the conditions that an event counts."""
    relation, now = steps.relation, steps.now
    conditions = []
    if activities is not None:
        labels = sorted({label for activity in activities for label in steps.labels(activity)})
        conditions.append(f"{identifier('activity')} IN ({', '.join(text(label) for label in labels)})")
    elif steps.process.activities:
        conditions.append(steps.own)
    if relation.physical:  # landed logs have no row without these
        conditions += [f"{identifier(name)} IS NOT NULL" for name in ("case", "activity", "time")]
    if not (relation.bounded and relation.last is not None and relation.last < now.whole):
        end = now.back(Span(0, "day"), relation.kind("time"))
        conditions.append(f"{steps.time} < {end}")
    return [sqlglot.parse_one(one, read="duckdb") for one in conditions]


def search(value: str, cuts: list[int]) -> str:
    """Return the SQL of how many of the rising `cuts` lie at or below a whole number, as nested halves."""

    def half(low: int, high: int) -> str:
        if low == high:
            return str(low)
        middle = (low + high) // 2
        return f"CASE WHEN {value} < {cuts[middle]} THEN {half(low, middle)} ELSE {half(middle + 1, high)} END"

    return half(0, len(cuts))


def _alias(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(expression, name, quoted=True)
