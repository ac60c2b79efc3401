"""Working time and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sightline.example import columns, hours
from sightline.example.world import DAY, END, ORIGIN, SLOW_FROM, month_end, month_label, month_of, month_start

minutes = st.integers(0, END - 1)


def local(day: str, clock: str = "00:00") -> int:
    moment = datetime.fromisoformat(f"{day}T{clock}")
    return int((moment - datetime(ORIGIN.year, ORIGIN.month, ORIGIN.day)).total_seconds()) // 60  # noqa: DTZ001 -- local time is meant


def test_a_check_begun_on_friday_evening_ends_on_monday():
    friday = np.array([local("2026-10-16", "18:30")])
    assert hours.from_working(hours.to_working(friday) + 60) == local("2026-10-19", "07:30")


def test_a_holiday_is_not_worked():
    before = np.array([local("2025-12-24", "18:59")])
    assert hours.from_working(hours.to_working(before) + 2) == local("2025-12-29", "07:01")


@given(minutes, st.integers(1, 5_000))
def test_working_time_passes_as_asked(start, work):
    begun = hours.to_working(np.array([start]))
    assert hours.to_working(hours.from_working(begun + work)) == begun + work


@given(minutes)
def test_instants_are_those_of_the_time_zone(minute):
    wall = datetime(ORIGIN.year, ORIGIN.month, ORIGIN.day) + timedelta(minutes=minute)  # noqa: DTZ001 -- local time is meant
    kept = hours.skip_gap(np.array([minute]))
    wall = wall + timedelta(minutes=int(kept[0]) - minute)
    expected = wall.replace(tzinfo=hours.ZONE).astimezone(UTC)
    assert hours.to_utc_micros(kept)[0] == int(expected.timestamp()) * 1_000_000


def test_the_hour_that_no_clock_showed_is_moved_on():
    assert hours.skip_gap(np.array([local("2026-03-29", "02:30")])) == local("2026-03-29", "03:30")


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(1, 6), st.integers(0, 2**32))
def test_split_cents_lose_nothing(totals, parts, seed):
    weight = np.random.default_rng(seed).random((len(totals), parts)) + 0.01
    split = columns.split_cents(np.array(totals), weight / weight.sum(axis=1, keepdims=True))
    assert split.sum(axis=1).tolist() == totals
    assert (split >= 0).all()


@given(st.lists(st.integers(0, 99_999_999), max_size=20))
def test_numbered_ids_are_padded_numbers(numbers):
    assert columns.numbered("SO", np.array(numbers, dtype=np.int64), width=8).to_pylist() == [
        f"SO{n:08d}" for n in numbers
    ]


def test_months_are_counted_from_november_2023():
    assert month_label(SLOW_FROM) == "2026-05"
    assert month_start(35) == date(2026, 10, 1)
    assert month_end(35) == date(2026, 10, 31)
    assert month_of(np.array([0, END - 1, END])).tolist() == [0, 35, 36]
    assert END % DAY == 0
