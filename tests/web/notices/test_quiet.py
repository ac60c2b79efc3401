"""Quiet hours by a wall clock: over midnight, over days off, and where clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline_web.notices.quiet import Quiet, last_slot

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet(BERLIN, time(22), time(7))
WEEK = frozenset({1, 2, 3, 4, 5})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "over"),
    [
        ("2026-11-25T21:59+01:00", "2026-11-25T21:59+01:00"),
        ("2026-11-25T22:00+01:00", "2026-11-26T07:00+01:00"),
        ("2026-11-26T03:00+01:00", "2026-11-26T07:00+01:00"),
        ("2026-11-26T07:00+01:00", "2026-11-26T07:00+01:00"),
        ("2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),  # a night of eight hours
        ("2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),  # a night of ten
    ],
)
def test_a_night_ends_in_the_morning_of_the_wall_clock(when, over):
    assert NIGHT.over(at(when)) == at(over)


def test_an_end_within_the_hour_that_comes_twice_is_its_second_one_for_whoever_is_past_the_first():
    short = Quiet(BERLIN, time(1), time(2, 30))
    assert short.over(at("2026-10-25T01:30+02:00")) == at("2026-10-25T02:30+02:00")
    assert short.over(at("2026-10-25T02:10+01:00")) == at("2026-10-25T02:30+01:00")


def test_an_end_within_the_hour_that_is_left_out_is_reached():
    left_out = Quiet(BERLIN, time(1), time(2, 30))
    over = left_out.over(at("2026-03-29T01:30+01:00"))
    assert at("2026-03-29T03:00+02:00") <= over <= at("2026-03-29T03:30+02:00")
    assert not left_out.holds(over)


def test_what_comes_at_the_weekend_waits_for_the_morning_of_monday():
    quiet = Quiet(BERLIN, time(22), time(7), WEEK)
    assert quiet.over(at("2026-11-27T23:00+01:00")) == at("2026-11-30T07:00+01:00")
    assert quiet.over(at("2026-11-28T12:00+01:00")) == at("2026-11-30T07:00+01:00")
    assert Quiet(BERLIN, workdays=WEEK).over(at("2026-11-28T12:00+01:00")) == at("2026-11-30T00:00+01:00")


zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
times = st.times(min_value=time(0), max_value=time(23, 59)).map(lambda each: each.replace(microsecond=0))
moments = st.integers(0, 2 * 366 * 24 * 60).map(lambda each: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=each))


@given(zone=zones, start=times, end=times, days=st.frozensets(st.integers(1, 7)), when=moments)
def test_it_is_never_quiet_when_it_is_over_and_never_over_sooner(zone, start, end, days, when):
    quiet = Quiet(ZoneInfo(zone), start, end, days)
    over = quiet.over(when)
    assert over >= when
    assert not quiet.holds(over) or over - when >= timedelta(days=15)
    assert (over == when) == (not quiet.holds(when))


def test_a_digest_is_due_at_its_hour_of_the_last_working_day():
    slots = {"zone": BERLIN, "hour": 7, "workdays": WEEK}
    assert last_slot(at("2026-11-25T06:59+01:00"), weekday=None, **slots) == at("2026-11-24T07:00+01:00")
    assert last_slot(at("2026-11-25T07:00+01:00"), weekday=None, **slots) == at("2026-11-25T07:00+01:00")
    assert last_slot(at("2026-11-29T12:00+01:00"), weekday=None, **slots) == at("2026-11-27T07:00+01:00")
    assert last_slot(at("2026-11-25T12:00+01:00"), weekday=1, **slots) == at("2026-11-23T07:00+01:00")
    assert last_slot(at("2026-10-26T06:30+01:00"), weekday=7, **slots) == at("2026-10-25T07:00+01:00")
