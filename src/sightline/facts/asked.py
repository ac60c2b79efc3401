"""The columns that a declaration names, and no others: what is asked of a table of people or of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa
from sqlglot import exp

__all__ = ["Ask", "Column", "Columns", "select_of"]

Ask = Callable[[exp.Select], pa.Table]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its engine knows it.

    Parameters
    ----------
    name : str
        Its exact name.
    kind : str
        `number`, `text`, `date`, `timestamp` (the clock on the wall), `timestamptz` (a moment), `boolean` or `other`.
    """

    name: str
    kind: str

    @property
    def sql(self) -> exp.Column:
        """A reference that keeps its exact name."""
        return exp.column(exp.to_identifier(self.name, quoted=True))


Columns = Mapping[str, Column]  # what a column says -> the column


def select_of(source: str, columns: Columns) -> exp.Select:
    """Return the query for the named columns of a source, each called by what it says."""
    wanted = [exp.alias_(column.sql, part, quoted=True) for part, column in columns.items()]
    return exp.select(*wanted, copy=False).from_(table_of(source), copy=False)


def table_of(source: str) -> exp.Table:
    """Return a reference to a relation that keeps its exact name."""
    return exp.Table(this=exp.to_identifier(source, quoted=True))
