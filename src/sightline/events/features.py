"""Features: columns that a query computes for each row before it aggregates, in layers.

A feature may look at other rows through a window, and at other features. Those that look at none stand in the first
layer, the others one layer above the highest they look at; each layer is one SELECT over the one below, so that the
table itself is read once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp

__all__ = ["WHOLE", "Feature", "feature", "identifier", "layers", "text"]

# The frame of all rows of a partition. Where it says UNBOUNDED at both ends, DuckDB turns the window into a join of the
# table with itself, which reads it twice; no partition reaches this bound.
WHOLE = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1000000000 FOLLOWING"


@dataclass(frozen=True, slots=True)
class Feature:
    """One computed column.

    Parameters
    ----------
    name : str
        Made from its content: equal features have equal names.
    sql : str
        Its expression in DuckDB's dialect.
    needs : tuple of Feature
        The features that the expression refers to.
    """

    name: str
    sql: str
    needs: tuple[Feature, ...] = ()

    def __str__(self) -> str:
        return identifier(self.name)

    @property
    def expression(self) -> exp.Expr:
        """The expression, parsed; copy it before it becomes part of another."""
        return _parsed(self.sql)

    @property
    def layer(self) -> int:
        """Which layer it stands in, counted from 0."""
        return 1 + max((one.layer for one in self.needs), default=-1)


@lru_cache(maxsize=4096)
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


def feature(stem: str, sql: str, *needs: Feature | None) -> Feature:
    """Return the feature with this expression, named by `stem` and its content."""
    digest = hashlib.blake2b(sql.encode(), digest_size=3).hexdigest()
    return Feature(f"{stem}_{digest}", sql, tuple(one for one in needs if one is not None))


def layers(features: Iterable[Feature]) -> list[list[Feature]]:
    """Return the features and all they need, layer by layer, each layer sorted by name."""
    found: dict[str, Feature] = {}
    todo = list(features)
    while todo:
        one = todo.pop()
        if one.name not in found:
            found[one.name] = one
            todo.extend(one.needs)
    result: list[list[Feature]] = []
    for one in sorted(found.values(), key=lambda item: (item.layer, item.name)):
        while len(result) <= one.layer:
            result.append([])
        result[one.layer].append(one)
    return result


def identifier(name: str) -> str:
    """Return a name as SQL text that keeps it exactly."""
    return exp.to_identifier(name, quoted=True).sql("duckdb")


def text(value: str) -> str:
    """Return a text as an SQL literal."""
    return exp.Literal.string(value).sql("duckdb")
