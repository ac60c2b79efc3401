"""Periods in SQL: which period a row falls into, as one expression that all engines understand.

Days are local to the workspace. Standard grains truncate the local date. What a database has no word for (fiscal years
that start in another month than January, and 4-4-5 calendars) is cut at the edges of the calendar's own periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlglot import exp

from sightline.engines import portable
from sightline.periods import Calendar, Grain, Period

__all__ = ["Reach", "before", "local_date", "not_before", "period_key"]


@dataclass(frozen=True, slots=True)
class Reach:
    """The local days that a query may meet: from `first` up to, not including, `end`.

    Other moments are kept apart by the query's WHERE, so that expressions need to be right within it alone.
    """

    first: date
    end: date


def local_date(column: str, kind: str, calendar: Calendar, reach: Reach) -> exp.Expr:
    """Return the local date of a column of kind `date`, `timestamp` (local already) or `timestamptz`."""
    if kind == "date":
        return exp.column(exp.to_identifier(column, quoted=True))
    if kind == "timestamp" or calendar.timezone == "UTC":
        return portable.day(column)
    return portable.local_day(column, calendar.timezone, since=reach.first, until=reach.end)


def period_key(column: str, kind: str, calendar: Calendar, grain: Grain, periods: Sequence[Period]) -> exp.Expr:
    """Return the period of `grain` that a row falls into: its first day, or its place in `periods`.

    Parameters
    ----------
    column, kind : str
        What dates the row.
    calendar : Calendar
        How the workspace cuts time.
    grain : Grain
        The size of periods.
    periods : sequence of Period
        All periods that the query may meet, without gaps.

    Returns
    -------
    expression
        A date for grains that databases know; a whole number from 0 for those of this calendar alone, which is NULL
        outside `periods`.
    """
    reach = Reach(periods[0].start, periods[-1].end)
    if _known_to_databases(grain, calendar):
        day = local_date(column, kind, calendar, reach)
        return portable.start_of(day, grain.value, week_starts=calendar.week_starts)
    edges = [*(period.start for period in periods), periods[-1].end]
    if kind == "timestamptz":
        return portable.bucket(column, [calendar.instant(edge) for edge in edges])
    return portable.bucket(column, edges)


def _known_to_databases(grain: Grain, calendar: Calendar) -> bool:
    if grain in {Grain.DAY, Grain.WEEK}:
        return True
    if calendar.weeks:
        return False
    starts = calendar.fiscal_year_starts
    return grain == Grain.MONTH or starts == 1 or (grain == Grain.QUARTER and starts % 3 == 1)


def before(column: str, kind: str, calendar: Calendar, day: date) -> exp.Expr:
    """Return the condition that `column` lies before the start of the local day `day`."""
    return exp.LT(this=_column(column), expression=day_start(kind, calendar, day))


def not_before(column: str, kind: str, calendar: Calendar, day: date) -> exp.Expr:
    """Return the condition that `column` lies on or after the start of the local day `day`."""
    return exp.GTE(this=_column(column), expression=day_start(kind, calendar, day))


def day_start(kind: str, calendar: Calendar, day: date) -> exp.Expr:
    """Return the start of a local day as a constant to compare columns of this kind with."""
    if kind == "date":
        return portable.literal(day)
    if kind == "timestamptz":
        return portable.literal(calendar.instant(day))
    return portable.literal(datetime(day.year, day.month, day.day))  # noqa: DTZ001 -- local time has no zone


def _column(name: str) -> exp.Expr:
    return exp.column(exp.to_identifier(name, quoted=True))
