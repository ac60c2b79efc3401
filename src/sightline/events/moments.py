"""Moments and lengths of time in SQL: what lies within a span, and what has had its time at the reading's moment.

Differences are whole microseconds, so that engines agree to the last digit. Business time runs in the working hours of
the calendar, by the clock on the wall: Monday to Friday, all 24 hours of a local day, unless it declares
shifts. Holidays take none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from sightline.engines import portable
from sightline.events.features import Feature, feature, identifier
from sightline.periods import Calendar, Span, WorkingTime

__all__ = ["Now", "business_time", "elapsed_before", "elapsed_us", "no_later_than"]

_US = 1_000_000
_DAY_US = 86_400 * _US
_MONDAY_US = 4 * _DAY_US  # 5 January 1970
_MINUTE_US = 60 * _US
_SATURDAY = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Now:
    """The moment of a reading: the end of its last day, or a moment within it.

    Parameters
    ----------
    as_of : date
        The last local day that counts.
    calendar : Calendar
        How the workspace cuts time.
    at : datetime, optional
        A moment with a zone, in that day: what comes at it or later does not count. The end of the day where left out.
    """

    as_of: date
    calendar: Calendar
    at: datetime | None = None

    @classmethod
    def of(cls, at: datetime, calendar: Calendar) -> Now:
        """Return a moment, with the local day in which it lies."""
        return cls(at.astimezone(ZoneInfo(calendar.timezone)).date(), calendar, at)

    @property
    def end(self) -> date:
        """The first local day that does not count at all."""
        return self.as_of + timedelta(days=1)

    @property
    def whole(self) -> date:
        """The first local day that does not count as a whole."""
        return self.end if self.at is None else self.as_of

    @property
    def local(self) -> datetime:
        """The moment, by the clock on the wall."""
        if self.at is not None:
            return self.at.astimezone(ZoneInfo(self.calendar.timezone)).replace(tzinfo=None)
        return datetime(self.end.year, self.end.month, self.end.day)  # noqa: DTZ001 -- local time has no zone

    @property
    def instant(self) -> datetime:
        """The moment, in UTC."""
        return self.calendar.instant(self.end) if self.at is None else self.at.astimezone(UTC)

    @property
    def us(self) -> int:
        """Whole microseconds from 1970 to the moment."""
        return (self.instant - _EPOCH) // timedelta(microseconds=1)

    @property
    def business_us(self) -> int:
        """Business microseconds from the first Monday of 1970 to the moment."""
        return self.calendar.working.us(self.local)

    def back(self, span: Span, kind: str) -> str:
        """Return the SQL of the moment `span` before the moment, to compare columns of this kind with."""
        if not span.fixed:
            day, clock = span.add_to(self.whole, -1), self.local.time()
            local = datetime.combine(day, clock)
            zoned = (
                self.calendar.instant(day)
                if clock == time()
                else local.replace(tzinfo=ZoneInfo(self.calendar.timezone))
            )
            moment = zoned.astimezone(UTC) if kind == "timestamptz" else local
        elif kind == "timestamptz":
            moment = self.instant - timedelta(seconds=span.seconds)
        else:
            moment = self.local - timedelta(seconds=span.seconds)
        return portable.literal(moment).sql("duckdb")


def elapsed_us(start: str, end: str) -> str:
    """Return the SQL of the microseconds from `start` to `end`, both given as SQL."""
    return f"(SL_MICROS({end}) - SL_MICROS({start}))"


def no_later_than(end: str, start: str, span: Span) -> str:
    """Return the condition that `end` lies at most `span` after `start`; not true where either is missing."""
    if span.fixed:
        return f"{elapsed_us(start, end)} <= {round(span.seconds * _US)}"
    return f"{end} <= {start} + INTERVAL '{span.count:.0f}' {span.unit.upper()}"


def elapsed_before(start: str, kind: str, span: Span, now: Now) -> str:
    """Return the condition that `span` has passed since `start` at the reading's moment."""
    return f"{start} <= {now.back(span, kind)}"


def business_time(column: str, kind: str, calendar: Calendar, *, first: date, end: date) -> Feature:
    """Return the feature that counts working microseconds from the first Monday of 1970 to a column.

    Parameters
    ----------
    column, kind : str
        The column, and whether it holds moments with a zone.
    calendar : Calendar
        Whose zone says when a day begins, and whose working time which hours of it count.
    first, end : date
        The days between which the column lies.
    """
    local = feature("local_us", f"{_local_us(column, kind, calendar, first, end)} - {_MONDAY_US}")
    day = feature("local_day", f"SL_INT_DIV({local}, {_DAY_US})", local)
    weekday = feature("weekday", f"{day} - 7 * SL_INT_DIV({day}, 7)", day)
    if calendar.working.usual:
        usual = (
            f"(SL_INT_DIV({day}, 7) * 5 + LEAST({weekday}, 5)) * {_DAY_US} "
            f"+ CASE WHEN {weekday} < {_SATURDAY} THEN {local} - {day} * {_DAY_US} ELSE 0 END"
        )
        return feature("business_us", usual, local, day, weekday)
    rest = feature("since_midnight", f"{local} - {day} * {_DAY_US}", local, day)
    return feature("business_us", _worked(calendar.working, *map(str, (day, weekday, rest))), day, weekday, rest)


def _worked(working: WorkingTime, day: str, weekday: str, rest: str) -> str:
    """Return the SQL of the working time: whole weeks, the days before of this week, the hours of this day."""
    before = [sum(working.day_us(one) for one in range(number)) for number in range(7)]
    days = " ".join(f"WHEN {number} THEN {total}" for number, total in enumerate(before))
    weeks = f"SL_INT_DIV({day}, 7) * {working.week_us} + CASE {weekday} {days} END"
    alike: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for number, shifts in enumerate(working.shifts):
        if shifts:
            alike.setdefault(shifts, []).append(str(number))
    hours = [
        f"WHEN {weekday} IN ({', '.join(numbers)}) THEN {' + '.join(_within(rest, *one) for one in shifts)}"
        for shifts, numbers in alike.items()
    ]
    off = working.days_off()
    if off:
        hours.insert(0, f"WHEN {day} IN ({', '.join(str(number) for number, _ in off)}) THEN 0")
        weeks = f"{weeks} - {_lost(day, off)}"
    return f"{weeks} + CASE {' '.join(hours)} ELSE 0 END" if hours else weeks


def _within(rest: str, start: int, end: int) -> str:
    return f"GREATEST(LEAST({rest}, {end * _MINUTE_US}) - {start * _MINUTE_US}, 0)"


def _lost(day: str, off: Sequence[tuple[int, int]]) -> str:
    """Return the SQL of the time lost to the holidays before a day, as nested halves: few comparisons a row."""
    totals = [0, *accumulate(lost for _, lost in off)]

    def half(low: int, high: int) -> str:
        if low == high:
            return str(totals[low])
        middle = (low + high) // 2
        return f"CASE WHEN {day} <= {off[middle][0]} THEN {half(low, middle)} ELSE {half(middle + 1, high)} END"

    return half(0, len(off))


def _local_us(column: str, kind: str, calendar: Calendar, first: date, end: date) -> str:
    plain = f"SL_MICROS({identifier(column)})"
    if kind != "timestamptz":
        return plain
    offset, changes = portable.transitions(calendar.timezone, since=first, until=end)
    shift = str(offset * _US)
    for moment, later in changes:
        earlier = f"{identifier(column)} < {portable.literal(moment).sql('duckdb')}"
        shift = f"CASE WHEN {earlier} THEN {shift} ELSE {later * _US} END"
    return f"({plain} + {shift})"
