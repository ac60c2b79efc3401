"""From what clocks of a log show to moments: microseconds of the log's own times, and of working time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sightline.events.instants import in_utc
from sightline.events.steps import Steps
from sightline.periods import Calendar, Period
from sightline.periods.working import MONDAY

__all__ = ["clock_moments", "log_moments", "period_cuts"]

_US = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 -- local time has no zone
_MINUTE_US = 60_000_000
_UTC = pa.timestamp("us", tz="UTC")


def log_moments(micros: pa.Array, steps: Steps) -> pa.Array:
    """Return the moments in UTC of microseconds of the log's times; these are local where they bear no zone."""
    whole = micros.cast(pa.int64())
    if steps.relation.kind("time") == "timestamptz":
        return whole.cast(_UTC)
    return in_utc(whole, steps.now.calendar)


def clock_moments(micros: pa.Array, calendar: Calendar) -> pa.Array:
    """Return the first moment, in UTC, at which the working clock shows each of these microseconds.

    Missing where the calendar knows no working time.
    """
    known = micros.drop_null().to_numpy(zero_copy_only=False)
    if not known.size or not calendar.working.week_us:
        return pa.nulls(len(micros), _UTC)
    clock, local = _working_spans(calendar, int(known.min()), int(known.max()))
    shown = micros.fill_null(int(known[0])).to_numpy(zero_copy_only=False)
    at = np.searchsorted(clock, shown, side="left") - 1
    moments = pa.array(local[at] + shown - clock[at], mask=micros.is_null().to_numpy(zero_copy_only=False))
    return in_utc(moments, calendar)


def _working_spans(calendar: Calendar, low: int, high: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each span of work begins, on the working clock and in local microseconds, around `low` to `high`."""
    working = calendar.working
    day = MONDAY + timedelta(weeks=low // working.week_us - 1)  # holidays only make it later
    clock, off = working.us(day), {number for number, _ in working.days_off()}
    spans: list[tuple[int, int]] = []
    while clock <= high:
        midnight = (day - _EPOCH) // _US
        for start, end in () if (day - MONDAY).days in off else working.shifts[day.weekday()]:
            spans.append((clock, midnight + start * _MINUTE_US))
            clock += (end - start) * _MINUTE_US
        day += _DAY
    found = np.asarray(spans, dtype=np.int64)
    return found[:, 0], found[:, 1]


def period_cuts(periods: Sequence[Period], steps: Steps, *, business: bool) -> list[int]:
    """Return where each period but the first begins, as `SL_MICROS` of the log's times or on the working clock.

    A moment on the working clock is the first at which it shows that number.
    """
    calendar = steps.now.calendar
    starts = [period.start for period in periods[1:]]
    midnights = [datetime(day.year, day.month, day.day) for day in starts]  # noqa: DTZ001 -- local time has no zone
    if business:
        return [calendar.working.us(one - _US) + 1 for one in midnights]
    if steps.relation.kind("time") == "timestamptz":
        return [round(calendar.instant(day).timestamp()) * 1_000_000 for day in starts]
    return [(one - _EPOCH) // _US for one in midnights]
