"""Working time: shifts and holidays against a clock that walks day by day."""

# ruff: noqa: DTZ001 -- local time has no zone

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.periods import PeriodError, WorkingTime
from sightline.periods.working import DAYS, overlapping

OFFICE = dict.fromkeys(DAYS[:5], "08:00-12:00, 13:00-17:00")
MONDAY = datetime(1970, 1, 5)


@st.composite
def written(draw: st.DrawFn) -> str:
    """Hours of a day that lie apart; the last may run into the next day."""
    cuts = sorted(draw(st.sets(st.integers(0, 1439), min_size=2, max_size=6)))
    pairs = [(cuts[at], cuts[at + 1]) for at in range(0, len(cuts) - 1, 2)]
    if draw(st.booleans()):
        pairs[-1] = (pairs[-1][0], draw(st.integers(0, pairs[0][0])))
    return ", ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in pairs if a != b) or "08:00-09:00"


DAY = st.dates(date(2025, 12, 1), date(2026, 12, 31))
WORKING = st.builds(
    WorkingTime.of, st.none() | st.dictionaries(st.sampled_from(DAYS), written()), st.lists(DAY, max_size=8)
)
MOMENT = st.datetimes(datetime(2025, 12, 1), datetime(2026, 12, 31))


def walked(working: WorkingTime, start: datetime, end: datetime) -> int:
    """Return the working microseconds between two local moments, day by day."""
    total, day = timedelta(), datetime(start.year, start.month, start.day)
    while day < end:
        if day.date() not in working.holidays:
            for opens, closes in working.shifts[day.weekday()]:
                first, last = max(start, day + timedelta(minutes=opens)), min(end, day + timedelta(minutes=closes))
                total += max(last - first, timedelta())
        day += timedelta(days=1)
    return total // timedelta(microseconds=1)


@given(working=WORKING, moments=st.tuples(MOMENT, MOMENT))
def test_the_clock_is_the_sum_over_the_days_between(working, moments):
    start, end = sorted(moments)
    assert working.us(end) - working.us(start) == walked(working, start, end)


def test_nothing_declared_is_monday_to_friday_all_day():
    assert WorkingTime.of() == WorkingTime()
    assert WorkingTime().usual
    assert WorkingTime().us(MONDAY + timedelta(weeks=1)) == 5 * 86_400_000_000


def test_a_night_shift_runs_into_the_next_day_and_a_holiday_takes_what_lies_in_it():
    night = WorkingTime.of({"sunday": "22:00-06:00"}, [date(2026, 7, 6)])  # that Monday
    sunday = datetime(2026, 7, 5)
    assert night.us(sunday + timedelta(days=2)) - night.us(sunday) == 2 * 3_600_000_000
    assert night.us(sunday + timedelta(days=9)) - night.us(sunday + timedelta(days=7)) == 8 * 3_600_000_000


def test_a_holiday_on_a_day_without_work_costs_nothing():
    saturday = date(2026, 7, 4)
    office = WorkingTime.of(OFFICE, [saturday])
    assert office.days_off() == []
    assert office.us(datetime(2026, 7, 8)) == WorkingTime.of(OFFICE).us(datetime(2026, 7, 8))


@pytest.mark.parametrize("hours", ["08:00-12:00, 11:00-17:00", "08:00-08:00", "22:00-06:00, 23:00-23:30"])
def test_hours_that_overlap_or_last_no_time_are_known(hours):
    assert overlapping(hours)
    assert not overlapping("08:00-12:00, 12:00-17:00, 22:00-06:00")


@pytest.mark.parametrize("shifts", [{"moonday": "08:00-12:00"}, {"monday": "8"}, {"monday": "08:00-25:00"}])
def test_what_is_no_day_or_no_hours_is_refused(shifts):
    with pytest.raises(PeriodError):
        WorkingTime.of(shifts)
