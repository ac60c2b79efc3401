"""Lengths of time as people write them: `2 days`, `12 months`.

Minutes, hours, days and weeks have a fixed length. Months, quarters and years do not: they are only
ever added to a date, or counted in periods.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from sightline.errors import nearest
from sightline.periods.grains import Grain, PeriodError

__all__ = ["Span"]

_SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_PATTERN = re.compile(r"(?P<count>[0-9]+(?:\.[0-9]+)?) +(?P<unit>[a-z]+?)s?", re.ASCII)
_EXAMPLES = "Write a number and a unit, like '90 minutes', '2 days' or '12 months'."


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time.

    Parameters
    ----------
    count : float
        How many; not negative. Whole for months, quarters and years.
    unit : str
        "minute", "hour", "day", "week", "month", "quarter" or "year".
    """

    count: float
    unit: str

    @classmethod
    def parse(cls, text: str) -> Span:
        """Return the span that `text` says.

        Raises
        ------
        PeriodError
            If it is not a number and a unit, or cuts a month, quarter or year.

        Examples
        --------
        >>> Span.parse("12 months")
        Span(count=12.0, unit='month')
        """
        match = _PATTERN.fullmatch(text.strip())
        if match is None:
            raise PeriodError(f"'{text}' is not a length of time.", fix=_EXAMPLES)
        unit = match["unit"]
        known = [*_SECONDS, *_MONTHS]
        if unit not in known:
            close = nearest(unit, known)
            hint = f"Did you mean '{close}s'? " if close else ""
            raise PeriodError(f"'{text}' is in '{unit}', which is no unit of time.", fix=hint + _EXAMPLES)
        count = float(match["count"])
        if unit in _MONTHS and not count.is_integer():
            raise PeriodError(f"'{text}' cuts a {unit}, whose length varies.", fix=f"Write whole {unit}s, or days.")
        return cls(count, unit)

    def __str__(self) -> str:
        return f"{self.count:g} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def fixed(self) -> bool:
        """Whether it always lasts the same number of seconds."""
        return self.unit in _SECONDS

    @property
    def seconds(self) -> float:
        """Its length in seconds; a day has 86,400.

        Raises
        ------
        PeriodError
            For months, quarters and years, whose length varies.
        """
        if not self.fixed:
            raise PeriodError(f"'{self}' has no fixed length in seconds.", fix="Write it in days or weeks.")
        return self.count * _SECONDS[self.unit]

    def add_to(self, day: date, times: int = 1) -> date:
        """Return the date `times` spans after `day` (before it where `times` is negative).

        Months, quarters and years keep the day of the month, or take the last one where it does not exist.

        Raises
        ------
        PeriodError
            If the span is no whole number of days, or the result lies outside the years 1 to 9999.

        Examples
        --------
        >>> Span.parse("1 month").add_to(date(2026, 1, 31))
        datetime.date(2026, 2, 28)
        """
        try:
            if not self.fixed:
                return _add_months(day, int(self.count) * _MONTHS[self.unit] * times)
            days = self.seconds / _SECONDS["day"]
            if days.is_integer():
                return day + timedelta(days=int(days) * times)
        except (OverflowError, ValueError) as error:
            raise PeriodError(
                f"{day} and {self} lead outside the years 1 to 9999.", fix="Write a shorter span."
            ) from error
        raise PeriodError(f"'{self}' is no whole number of days.", fix="Write it in days, weeks or months.")

    def periods(self, grain: Grain) -> int | None:
        """Return how many periods of `grain` it covers, or None where that is no whole number.

        Examples
        --------
        >>> Span.parse("12 months").periods(Grain.QUARTER)
        4
        >>> Span.parse("12 months").periods(Grain.WEEK) is None
        True
        """
        sizes: dict[str, int] = _SECONDS if self.fixed else _MONTHS
        if grain not in sizes:
            return None
        count = self.count * sizes[self.unit] / sizes[grain]
        return int(count) if count.is_integer() else None


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
