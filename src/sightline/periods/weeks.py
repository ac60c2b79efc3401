"""Weeks, and the years of 52 or 53 whole weeks that retailers and manufacturers keep.

A week belongs to the year that holds most of its days, so week 1 is the one with 4 January; for
weeks that start on Monday this is ISO 8601.

A 4-4-5 year ends on the last closing weekday (the day before `week_starts`) of the month before
`fiscal_year_starts`: with weeks from Sunday and years from February, the last Saturday of January.
The next year starts the day after. It has 52 weeks, or 53 about every sixth year; its four quarters have
13 weeks each, cut into months of 4, 4 and 5 weeks (or 4-5-4, 5-4-4). A 53rd week joins the last month.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

__all__ = ["WEEKDAYS", "month_weeks", "week_label", "week_number", "week_start", "year_of", "year_start"]

WEEKDAYS = {"monday": 0, "saturday": 5, "sunday": 6}
_PATTERNS = {
    pattern: tuple(accumulate([int(weeks) for weeks in pattern.split("-")] * 4))
    for pattern in ("4-4-5", "4-5-4", "5-4-4")
}


def week_number(day: date, week_starts: str) -> int:
    """Return the running number of the week that holds `day`; neighbours differ by one."""
    return (day.toordinal() - 1 - WEEKDAYS[week_starts]) // 7


def week_start(number: int, week_starts: str) -> date:
    """Return the first day of the week with this running number."""
    return date.fromordinal(number * 7 + 1 + WEEKDAYS[week_starts])


def week_label(start: date) -> str:
    """Return the label of the week that starts on `start`, named by its middle day: `2026-W31`."""
    middle = start + timedelta(days=3)
    return f"{middle.year:04}-W{(middle.timetuple().tm_yday - 1) // 7 + 1:02}"


@lru_cache(maxsize=4096)
def year_start(year: int, fiscal_year_starts: int, week_starts: str) -> date:
    """Return the first day of the 52/53-week year that ends in calendar year `year`."""
    month = (fiscal_year_starts - 2) % 12 + 1
    last = date(year - 1, month, calendar.monthrange(year - 1, month)[1])
    opening = last + timedelta(days=1)  # the year before ends on the last closing weekday up to `last`
    return opening - timedelta(days=(opening.weekday() - WEEKDAYS[week_starts]) % 7)


def year_of(day: date, fiscal_year_starts: int, week_starts: str) -> int:
    """Return the 52/53-week year that holds `day`, named by the calendar year in which it ends."""
    return day.year if day < year_start(day.year + 1, fiscal_year_starts, week_starts) else day.year + 1


def month_weeks(pattern: str, weeks: int) -> tuple[int, ...]:
    """Return the week, counted from 0, at which each of the 12 months begins, and the end of the year.

    Parameters
    ----------
    pattern : str
        "4-4-5", "4-5-4" or "5-4-4".
    weeks : int
        How many weeks the year has: 52 or 53.
    """
    return (0, *_PATTERNS[pattern][:-1], weeks)
