"""Working hours, holidays and clock changes of Europe/Amsterdam, as arrays.

Work is done from 07:00 to 19:00 on Monday to Friday outside Dutch public holidays. Durations are drawn in
working minutes and laid over that calendar, so a check begun on Friday afternoon ends on Monday.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from sightline.example.world import DAY, MONTH_MINUTES, ORIGIN, Bools, Floats, Ints

ZONE = ZoneInfo("Europe/Amsterdam")
OPENS, CLOSES = 7 * 60, 19 * 60
WORKDAY = CLOSES - OPENS
DAYS = int(MONTH_MINUTES[-1]) // DAY
STRETCH = 7 * DAY / (5 * WORKDAY)  # elapsed minutes per working minute, over a plain week
_EASTER = {2023: date(2023, 4, 9), 2024: date(2024, 3, 31), 2025: date(2025, 4, 20), 2026: date(2026, 4, 5)}
_EASTER[2027] = date(2027, 3, 28)


@cache
def holidays() -> frozenset[date]:
    """Return the public holidays of the Netherlands, 2023 to 2027, on which nobody works."""
    days: set[date] = set()
    for year, easter in _EASTER.items():
        days |= {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}
        days |= {easter + timedelta(days=n) for n in (-2, 1, 39, 50)}
        kings_day = date(year, 4, 27)
        days.add(kings_day if kings_day.weekday() < 6 else date(year, 4, 26))  # noqa: PLR2004 -- Sunday is 6
    return frozenset(days)


@cache
def workdays() -> Bools:
    """Return, for each day since the first of November 2023, whether it is worked."""
    days = (ORIGIN + timedelta(days=n) for n in range(DAYS))
    return np.array([day.weekday() < 5 and day not in holidays() for day in days])  # noqa: PLR2004 -- Saturday is 5


@cache
def _worked_before() -> Ints:
    return np.concatenate([[0], np.cumsum(workdays() * WORKDAY)]).astype(np.int64)


@cache
def _worked_days() -> Ints:
    return np.flatnonzero(workdays()).astype(np.int64)


def to_working(local: Ints) -> Floats:
    """Return the working minutes that had passed at each local minute; flat over nights and weekends."""
    day, minute = np.divmod(local, DAY)
    today = np.clip(minute - OPENS, 0, WORKDAY) * workdays()[day]
    return np.asarray(_worked_before()[day] + today, dtype=np.float64)


def from_working(worked: Floats) -> Ints:
    """Return the local minute at which so many working minutes have passed; a full day opens the next one."""
    nth, minute = np.divmod(np.floor(worked).astype(np.int64), WORKDAY)
    return _worked_days()[np.minimum(nth, len(_worked_days()) - 1)] * DAY + OPENS + minute


@cache
def _clock_changes() -> tuple[Ints, Ints]:
    """Return the local minutes at which the offset changes and the offset, in minutes, from then on."""
    starts, offsets = [0], [60]
    for hour in range(DAYS * 24):
        instant = datetime(ORIGIN.year, ORIGIN.month, ORIGIN.day, tzinfo=UTC) + timedelta(hours=hour - 1)
        shift = instant.astimezone(ZONE).utcoffset() or timedelta()
        offset = int(shift.total_seconds()) // 60
        if offset != offsets[-1]:
            # The gap belongs to summer time; the hour that comes twice is read as its first coming.
            starts.append((hour - 1) * 60 + max(offset, offsets[-1]))
            offsets.append(offset)
    return np.array(starts, dtype=np.int64), np.array(offsets, dtype=np.int64)


def offsets_of(local: Ints) -> Ints:
    """Return the offset from UTC, in minutes, at each local minute."""
    starts, offsets = _clock_changes()
    return offsets[np.searchsorted(starts, local, side="right") - 1]


def skip_gap(local: Ints) -> Ints:
    """Return the minutes with those that no clock ever showed (spring, 02:00 to 03:00) moved an hour on."""
    starts, offsets = _clock_changes()
    moved = local.copy()
    for start, before, after in zip(starts[1:], offsets[:-1], offsets[1:], strict=True):
        if after > before:
            gap = (moved >= start - 60) & (moved < start)
            moved[gap] += 60
    return moved


def to_utc_micros(local: Ints) -> Ints:
    """Return microseconds since 1970 in UTC of each local minute."""
    epoch = (ORIGIN - date(1970, 1, 1)).days * DAY
    return (epoch + local - offsets_of(local)) * 60_000_000


def iso_texts(local: Ints) -> list[str]:
    """Return local times as text with their offset, as in `2026-03-29T08:15+02:00`."""
    stamps = np.datetime_as_string(np.datetime64(ORIGIN, "m") + local, unit="m")
    suffix = np.where(offsets_of(local) == 120, "+02:00", "+01:00")  # noqa: PLR2004 -- summer time, in minutes
    return [stamp + tail for stamp, tail in zip(stamps.tolist(), suffix.tolist(), strict=True)]
