"""Working time: the hours of a week in which work is done, and the holidays in which none is.

Hours are those of the clock on the wall, so that a shift on the day on which clocks change counts as long as it says.
Without shifts, work is done from Monday to Friday, all 24 hours. A shift that ends before it begins (22:00-06:00) runs
into the next day, and belongs there from midnight on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sightline.periods.grains import PeriodError

__all__ = ["DAYS", "WorkingTime", "overlapping"]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_US = 86_400_000_000
MONDAY = datetime(1970, 1, 5)  # noqa: DTZ001 -- local time has no zone
_MINUTE_US = 60_000_000
_DAY = 1_440  # minutes
_FRIDAY = 4
Intervals = tuple[tuple[int, int], ...]
_ALL_DAY: Intervals = ((0, _DAY),)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When work is done.

    Parameters
    ----------
    shifts : tuple of seven tuples of (int, int)
        For each day from Monday on the minutes between which work is done, rising and apart.
    holidays : tuple of date
        Local days without work, rising.
    """

    shifts: tuple[Intervals, ...] = tuple(_ALL_DAY if day <= _FRIDAY else () for day in range(7))
    holidays: tuple[date, ...] = ()

    @classmethod
    def of(cls, shifts: Mapping[str, str] | None = None, holidays: Iterable[date] = ()) -> WorkingTime:
        """Return the working time of shifts as they are written.

        Parameters
        ----------
        shifts : mapping of str to str, optional
            Day of the week to its hours, such as `08:00-12:00, 13:00-17:00`; a day left out has none. Monday to Friday
            all day where left out altogether.
        holidays : iterable of date
            In any order.

        Raises
        ------
        PeriodError
            If a day or its hours cannot be read.

        Examples
        --------
        >>> WorkingTime.of({"friday": "22:00-06:00"}).shifts[4:6]
        (((1320, 1440),), ((0, 360),))
        """
        days = tuple(sorted(set(holidays)))
        if shifts is None:
            return cls(holidays=days)
        each: list[list[tuple[int, int]]] = [[] for _ in DAYS]
        for name, written in shifts.items():
            if name not in DAYS:
                raise PeriodError(f"'{name}' is no day of the week.", fix=f"Write one of {', '.join(DAYS)}.")
            day = DAYS.index(name)
            for start, end in _hours(written):
                if end > start:
                    each[day].append((start, end))
                else:
                    each[day].append((start, _DAY))
                    each[(day + 1) % 7].append((0, end))
        return cls(tuple(_merged(one) for one in each), days)

    @property
    def usual(self) -> bool:
        """Whether this is what holds where nothing is declared: Monday to Friday, all day, no holidays."""
        return self == WorkingTime()

    @property
    def week_us(self) -> int:
        """Working microseconds of a week without holidays."""
        return sum(self.day_us(day) for day in range(7))

    def day_us(self, weekday: int) -> int:
        """Return the working microseconds of a day of the week; Monday is 0."""
        return sum(end - start for start, end in self.shifts[weekday]) * _MINUTE_US

    def us(self, moment: datetime) -> int:
        """Return the working microseconds from the first Monday of 1970 to a local moment.

        Examples
        --------
        >>> friday, monday = datetime(2026, 7, 3, 12), datetime(2026, 7, 6, 12)
        >>> (WorkingTime().us(monday) - WorkingTime().us(friday)) / 3_600_000_000
        24.0
        """
        day, rest = divmod((moment - MONDAY) // timedelta(microseconds=1), DAY_US)
        weeks, weekday = divmod(day, 7)
        whole = weeks * self.week_us + sum(self.day_us(one) for one in range(weekday))
        off = [number for number, _ in self.days_off() if number <= day]
        lost = sum(self.day_us(number % 7) for number in off if number < day)
        return whole - lost + (0 if day in off else self.within(weekday, rest))

    def within(self, weekday: int, rest: int) -> int:
        """Return the working microseconds of a day of the week up to `rest` microseconds after midnight."""
        spans = [(start * _MINUTE_US, end * _MINUTE_US) for start, end in self.shifts[weekday]]
        return sum(max(min(rest, end) - start, 0) for start, end in spans)

    def days_off(self) -> list[tuple[int, int]]:
        """Return the holidays that cost work: days since the first Monday of 1970, and the microseconds lost."""
        numbers = [(day - MONDAY.date()).days for day in self.holidays]
        return [(number, self.day_us(number % 7)) for number in numbers if self.day_us(number % 7)]


def overlapping(written: str) -> bool:
    """Return whether two of the hours of one day, as they are written, overlap or one of them is empty."""
    hours = sorted(_hours(written))
    empty = any(start == end for start, end in hours)
    ends = [end if end > start else end + _DAY for start, end in hours]
    return empty or any(end > later for end, (later, _) in zip(ends, hours[1:], strict=False))


def _hours(written: str) -> list[tuple[int, int]]:
    try:
        pairs = [part.strip().split("-") for part in written.split(",")]
        return [(_minute(start), _minute(end)) for start, end in pairs]
    except ValueError as error:
        raise PeriodError(f"'{written}' are no hours of a day.", fix="Write them as in 08:00-12:00.") from error


def _minute(text: str) -> int:
    hour, minute = (int(part) for part in text.split(":"))
    if not ((0 <= hour < 24 and 0 <= minute < 60) or (hour, minute) == (24, 0)):  # noqa: PLR2004 -- a clock
        raise ValueError(text)
    return hour * 60 + minute


def _merged(intervals: Iterable[tuple[int, int]]) -> Intervals:
    found: list[tuple[int, int]] = []
    for start, end in sorted(one for one in intervals if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
