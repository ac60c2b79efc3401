"""The columns that a declaration names, and no others: what is asked of a table of people or of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
from sqlglot import exp

from sightline.engines import portable

__all__ = ["MOMENTS", "Ask", "Column", "Columns", "newest", "select_of", "table_of"]

MOMENTS = frozenset({"date", "timestamp", "timestamptz"})
_NEVER = date(2200, 1, 1)

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


def newest(source: str, columns: Columns, ask: Ask, timezone: str) -> date | None:
    """Return the newest local day in columns of times, but for days that stand for "never"; None without one."""
    zone = ZoneInfo(timezone)
    days: list[date] = []
    dated = {part: column for part, column in columns.items() if column.kind in MOMENTS}
    if not dated:
        return None
    wanted = [exp.alias_(_sane(column), part, quoted=True) for part, column in dated.items()]
    row = ask(exp.select(*wanted).from_(table_of(source))).to_pylist()[0]
    for part, value in row.items():
        if isinstance(value, datetime):
            days.append((value.astimezone(zone) if dated[part].kind == "timestamptz" else value).date())
        elif value is not None:
            days.append(value)
    return max(days, default=None)


def _sane(column: Column) -> exp.Expr:
    """Return the newest value before the year 2200: a later one says "never"."""
    moment = datetime(_NEVER.year, 1, 1, tzinfo=UTC if column.kind == "timestamptz" else None)
    before = exp.LT(this=column.sql, expression=portable.literal(_NEVER if column.kind == "date" else moment))
    return portable.where(exp.Max(this=column.sql), before)


def table_of(source: str) -> exp.Table:
    """Return a reference to a relation that keeps its exact name."""
    return exp.Table(this=exp.to_identifier(source, quoted=True))
