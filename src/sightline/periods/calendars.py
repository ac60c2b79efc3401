"""Calendars: which period a day belongs to, and which days a period has.

Within one grain every period has a running number; neighbours differ by one. A day gives a number,
a label gives a number, and a number gives the period, so shifting, listing and covering are arithmetic.

A fiscal year is named by the calendar year in which it ends: with `fiscal_year_starts` 4, April 2026 to
March 2027 is FY2027. Quarters and years are `2026-Q3` and `2026` where the year starts in January, else
`FY2027-Q1` and `FY2027`. Months are `2026-07`, except in a 4-4-5 calendar (see `weeks`): `FY2027-P03`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sightline.errors import nearest
from sightline.periods.grains import Grain, Period, PeriodError
from sightline.periods.weeks import (
    WEEKDAYS,
    month_weeks,
    week_label,
    week_number,
    week_start,
    year_of,
    year_start,
)
from sightline.periods.working import WorkingTime
from sightline.saying import Said, joined, labelled, phrase, say

__all__ = ["Calendar", "of_two_grains"]

_LABELS = {
    Grain.YEAR: re.compile(r"(?P<fy>FY)?(?P<year>[0-9]{4})"),
    Grain.QUARTER: re.compile(r"(?P<fy>FY)?(?P<year>[0-9]{4})-Q(?P<part>[1-4])"),
    Grain.MONTH: re.compile(r"(?P<fy>FY)?(?P<year>[0-9]{4})-(?(fy)P)(?P<part>[0-9]{2})"),
    Grain.WEEK: re.compile(r"(?P<year>[0-9]{4})-W(?P<part>[0-9]{2})"),
    Grain.DAY: re.compile(r"(?P<year>[0-9]{4})-(?P<part>[0-9]{2})-(?P<day>[0-9]{2})"),
}
_NESTED = [Grain.DAY, Grain.MONTH, Grain.QUARTER, Grain.YEAR]


@dataclass(frozen=True, slots=True)
class Calendar:
    """How an enterprise cuts time.

    Parameters
    ----------
    grain : Grain
        The review period: the grain that is meant where none is named.
    fiscal_year_starts : int
        The month, 1 to 12, in which the fiscal year starts.
    week_starts : str
        "monday" (weeks are ISO weeks), "sunday" or "saturday".
    timezone : str
        An IANA name; days are local to it.
    weeks : str, optional
        "4-4-5", "4-5-4" or "5-4-4" for years of 52 or 53 whole weeks.
    working : WorkingTime
        When work is done: the clock of business time.

    Raises
    ------
    PeriodError
        If one of them is none of these.
    """

    grain: Grain = Grain.MONTH
    fiscal_year_starts: int = 1
    week_starts: str = "monday"
    timezone: str = "UTC"
    weeks: str | None = None
    working: WorkingTime = field(default=WorkingTime(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "grain", Grain(self.grain))
        if not 1 <= self.fiscal_year_starts <= 12:  # noqa: PLR2004 -- the months of a year
            raise PeriodError(f"{self.fiscal_year_starts} is no month.", fix="Write fiscal_year_starts as 1 to 12.")
        _one_of("week_starts", self.week_starts, WEEKDAYS)
        if self.weeks is not None:
            _one_of("weeks", self.weeks, ("4-4-5", "4-5-4", "5-4-4"))
        _zone(self.timezone)

    @property
    def fiscal(self) -> bool:
        """Whether quarters and years are labelled FY."""
        return self.fiscal_year_starts > 1 or self.weeks is not None

    def period_of(self, day: date, grain: Grain | None = None) -> Period:
        """Return the period of `grain` (the calendar's own when left out) that holds the local day `day`.

        Raises
        ------
        PeriodError
            If the period would reach outside the years 1 to 9999.

        Examples
        --------
        >>> Calendar(fiscal_year_starts=4).period_of(date(2026, 7, 15), Grain.QUARTER).label
        'FY2027-Q2'
        """
        size = Grain(grain) if grain else self.grain
        return self._numbered(self._number(day, size), size)

    def parse(self, label: str) -> Period:
        """Return the period that `label` names.

        Raises
        ------
        PeriodError
            If it names none in this calendar; the message says how to write it.

        Examples
        --------
        >>> period = Calendar().parse("2026-W53")
        >>> str(period.start), str(period.end)
        ('2026-12-28', '2027-01-04')
        """
        text = label.strip()
        for grain, pattern in _LABELS.items():
            match = pattern.fullmatch(text)
            if match is not None:
                return self._from_parts(text, grain, match)
        labels = [self.period_of(date(2026, 7, 15), grain).label for grain in reversed(Grain)]
        shown = joined(", ", [say("'{label}'", label=one) for one in labels])
        raise PeriodError(
            say("'{label}' names no period.", label=label), fix=say("Periods are written like {labels}.", labels=shown)
        )

    def shift(self, period: Period, n: int) -> Period:
        """Return the period `n` periods after `period` (before it where `n` is negative)."""
        return self._numbered(self._number(period.start, period.grain) + n, period.grain)

    def between(self, first: Period, last: Period) -> list[Period]:
        """Return all periods from `first` to `last`, both included; empty where `last` comes first.

        Raises
        ------
        PeriodError
            If the two differ in grain.
        """
        if first.grain != last.grain:
            raise PeriodError(of_two_grains(first, last), fix=say("Name two periods of one grain."))
        low, high = (self._number(period.start, first.grain) for period in (first, last))
        return [self._numbered(number, first.grain) for number in range(low, high + 1)]

    def covering(self, since: date, until: date, grain: Grain | None = None) -> list[Period]:
        """Return the periods that together hold each day from `since` up to, not including, `until`."""
        size = Grain(grain) if grain else self.grain
        if since >= until:
            return []
        low, high = self._number(since, size), self._number(until - timedelta(days=1), size)
        return [self._numbered(number, size) for number in range(low, high + 1)]

    def instant(self, day: date) -> datetime:
        """Return the UTC instant at which the local day `day` starts.

        That is the first instant whose local date is `day`: the later side of the gap where midnight does
        not exist, the first of the two where it exists twice. A day that the zone left out altogether starts
        where the next one does.

        Raises
        ------
        PeriodError
            If that instant lies outside the years 1 to 9999.

        Examples
        --------
        >>> Calendar(timezone="America/Sao_Paulo").instant(date(2018, 11, 4)).isoformat()
        '2018-11-04T03:00:00+00:00'
        """
        zone = _zone(self.timezone)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        try:
            first, second = (midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
            if first <= second:
                return first
            low, high = 0, int((first - second).total_seconds())  # a gap: the change lies between the two
            while low < high:
                half = (low + high) // 2
                if (second + timedelta(seconds=half)).astimezone(zone).date() < day:
                    low = half + 1
                else:
                    high = half
            return second + timedelta(seconds=low)
        except OverflowError as error:
            raise _outside(str(day)) from error

    def rolls_up(self, fine: Grain, coarse: Grain) -> bool:
        """Return whether periods of `fine` add up to periods of `coarse`.

        Weeks add up to months, quarters and years in a 4-4-5 calendar alone.
        """
        if fine in (coarse, Grain.DAY):
            return True
        chain = list(Grain) if self.weeks else _NESTED
        return fine in chain and coarse in chain and chain.index(fine) < chain.index(coarse)

    def _number(self, day: date, grain: Grain) -> int:
        if grain == Grain.DAY:
            return day.toordinal()
        if grain == Grain.WEEK:
            return week_number(day, self.week_starts)
        if self.weeks:
            return self._number_in_weeks(day, grain, self.weeks)
        if grain == Grain.MONTH:
            return day.year * 12 + day.month - 1
        months = day.year * 12 + day.month - self.fiscal_year_starts + (12 if self.fiscal else 0)
        return months // (3 if grain == Grain.QUARTER else 12)

    def _number_in_weeks(self, day: date, grain: Grain, pattern: str) -> int:
        try:
            year = year_of(day, self.fiscal_year_starts, self.week_starts)
            start, starts = self._year_in_weeks(year, pattern)
        except (ValueError, OverflowError) as error:
            raise _outside(str(day)) from error
        month = bisect_right(starts, (day - start).days // 7) - 1
        return {Grain.MONTH: year * 12 + month, Grain.QUARTER: year * 4 + month // 3}.get(grain, year)

    def _year_in_weeks(self, year: int, pattern: str) -> tuple[date, tuple[int, ...]]:
        start, end = (year_start(y, self.fiscal_year_starts, self.week_starts) for y in (year, year + 1))
        return start, month_weeks(pattern, (end - start).days // 7)

    def _numbered(self, number: int, grain: Grain) -> Period:
        try:
            start, end = self._start(number, grain), self._start(number + 1, grain)
        except (ValueError, OverflowError) as error:
            raise _outside(f"a {grain}") from error
        return Period(start, end, grain, self._label(number, grain, start))

    def _start(self, number: int, grain: Grain) -> date:
        if grain == Grain.DAY:
            return date.fromordinal(number)
        if grain == Grain.WEEK:
            return week_start(number, self.week_starts)
        months = {Grain.MONTH: 1, Grain.QUARTER: 3}.get(grain, 12)
        if self.weeks:
            year, month = divmod(number * months, 12)
            start, starts = self._year_in_weeks(year, self.weeks)
            return start + timedelta(weeks=starts[month])
        shift = 0 if grain == Grain.MONTH else self.fiscal_year_starts - 1 - (12 if self.fiscal else 0)
        year, month = divmod(number * months + shift, 12)
        return date(year, month + 1, 1)

    def _label(self, number: int, grain: Grain, start: date) -> str:
        prefix = "FY" if self.fiscal else ""
        if grain == Grain.DAY:
            return start.isoformat()
        if grain == Grain.WEEK:
            return week_label(start)
        if grain == Grain.MONTH:
            return f"FY{number // 12:04}-P{number % 12 + 1:02}" if self.weeks else start.isoformat()[:7]
        if grain == Grain.QUARTER:
            return f"{prefix}{number // 4:04}-Q{number % 4 + 1}"
        return f"{prefix}{number:04}"

    def _from_parts(self, label: str, grain: Grain, match: re.Match[str]) -> Period:
        parts = match.groupdict()
        year, part = int(parts["year"]), int(parts.get("part") or 1)
        fiscal = {Grain.MONTH: self.weeks is not None, Grain.WEEK: False, Grain.DAY: False}.get(grain, self.fiscal)
        if bool(parts.get("fy")) != fiscal:
            raise self._other_calendar(label, grain, year, part)
        try:
            if grain == Grain.DAY:
                return self.period_of(date.fromisoformat(label), grain)
            if grain == Grain.WEEK:
                number = week_number(date(year, 1, 4), self.week_starts) + part - 1
            else:
                each = {Grain.MONTH: 12, Grain.QUARTER: 4}.get(grain, 1)
                number = year * each + part - 1
            period = self._numbered(number, grain)
        except ValueError as error:
            raise _no_such(label, grain) from error
        if period.label != label:
            raise _no_such(label, grain)
        return period

    def _other_calendar(self, label: str, grain: Grain, year: int, part: int) -> PeriodError:
        named = say((_FISCAL if label.startswith("FY") else _OF_CALENDAR)[grain], label=label)
        cause = say("{named}, and this calendar has {weeks} years.", named=named, weeks=self.weeks or "")
        if not self.weeks:
            text = phrase("{named}, and this calendar starts its years in month {month}.")
            cause = say(text, named=named, month=self.fiscal_year_starts)
        months = {Grain.MONTH: 1, Grain.QUARTER: 3}.get(grain, 12)
        first = date(min(max(year, 2), 9_997), 1, 15) + timedelta(days=30 * months * min(part - 1, 11))
        return PeriodError(cause, fix=say("Write it like '{label}'.", label=self.period_of(first, grain).label))


_RANGES = {
    Grain.DAY: phrase("Write a day that exists, like '2026-07-15'."),
    Grain.WEEK: phrase("Weeks run from W01 to W52, and to W53 in a long year."),
    Grain.MONTH: phrase("Months run from 01 to 12."),
    Grain.QUARTER: phrase("Quarters run from Q1 to Q4."),
    Grain.YEAR: phrase("Write a year from 0002 to 9998."),
}
_NONE = {
    Grain.DAY: phrase("'{label}' is no day of this calendar."),
    Grain.WEEK: phrase("'{label}' is no week of this calendar."),
    Grain.MONTH: phrase("'{label}' is no month of this calendar."),
    Grain.QUARTER: phrase("'{label}' is no quarter of this calendar."),
    Grain.YEAR: phrase("'{label}' is no year of this calendar."),
}
_FISCAL = {
    Grain.MONTH: phrase("'{label}' is a fiscal month"),
    Grain.QUARTER: phrase("'{label}' is a fiscal quarter"),
    Grain.YEAR: phrase("'{label}' is a fiscal year"),
}
_OF_CALENDAR = {
    Grain.MONTH: phrase("'{label}' is a calendar month"),
    Grain.QUARTER: phrase("'{label}' is a calendar quarter"),
    Grain.YEAR: phrase("'{label}' is a calendar year"),
}
_ONE = {
    Grain.DAY: phrase("a day"),
    Grain.WEEK: phrase("a week"),
    Grain.MONTH: phrase("a month"),
    Grain.QUARTER: phrase("a quarter"),
    Grain.YEAR: phrase("a year"),
}


def of_two_grains(first: Period, last: Period) -> Said:
    """Return the sentence that two periods are not of one grain."""
    one, other = say(_ONE[first.grain]), say(_ONE[last.grain])
    labels = {"first": labelled(first.label), "last": labelled(last.label)}
    return say("'{first}' is {grain} and '{last}' {other}.", grain=one, other=other, **labels)


def _no_such(label: str, grain: Grain) -> PeriodError:
    return PeriodError(say(_NONE[grain], label=label), fix=say(_RANGES[grain]))


def _outside(what: str) -> PeriodError:
    return PeriodError(f"{what} reaches outside the years 1 to 9999.", fix="Look for a date with a typing error.")


def _one_of(key: str, value: str, names: Iterable[str]) -> None:
    if value not in names:
        raise PeriodError(f"{key} is '{value}'.", fix=f"Write one of {', '.join(names)}.")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        close = nearest(name, available_timezones())
        hint = f"Did you mean '{close}'? " if close else ""
        fix = f"{hint}Time zones are IANA names, like 'Europe/Amsterdam'."
        raise PeriodError(f"'{name}' is no time zone.", fix=fix) from error
