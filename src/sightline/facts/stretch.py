"""A stretch of periods as far as the reading's moment, and in which of them a row of a table falls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from sqlglot import exp

from sightline.engines import portable
from sightline.facts.asked import Column
from sightline.periods import Calendar, Period

__all__ = ["Stretch"]

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Periods without gaps that have begun; made by `Stretch.of`.

    Parameters
    ----------
    periods : tuple of Period
        At least one, each begun before the moment.
    calendar : Calendar
        Says when a local day begins.
    instant : datetime
        The reading's moment, in UTC: what comes at it or later does not count.
    """

    periods: tuple[Period, ...]
    calendar: Calendar
    instant: datetime

    @classmethod
    def of(cls, periods: Sequence[Period], calendar: Calendar, instant: datetime) -> Self | None:
        """Return the periods that have begun at the moment; None where none has."""
        begun = tuple(one for one in periods if calendar.instant(one.start) < instant)
        return cls(begun, calendar, instant) if begun else None

    @property
    def last_day(self) -> date:
        """The local day of the last moment that counts."""
        return (self.instant - _INSTANT).astimezone(ZoneInfo(self.calendar.timezone)).date()

    def number(self, column: Column) -> exp.Expr:
        """Return the place of a row's period, from 0; NULL outside all of them and from the moment on."""
        days = [*(period.start for period in self.periods), self.periods[-1].end]
        if column.kind == "date":
            return portable.bucket(column.sql, [*days[:-1], min(days[-1], self.last_day + timedelta(days=1))])
        edges = [self._moment(column, day) for day in days]
        return portable.bucket(column.sql, [*edges[:-1], min(edges[-1], self.now(column))])

    def now(self, column: Column) -> datetime:
        """Return the moment as this column's values count it."""
        if column.kind == "timestamptz":
            return self.instant
        return self.instant.astimezone(ZoneInfo(self.calendar.timezone)).replace(tzinfo=UTC)

    def _moment(self, column: Column, day: date) -> datetime:
        if column.kind == "timestamptz":
            return self.calendar.instant(day)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)  # the clock on the wall, as engines count it
