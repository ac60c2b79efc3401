"""Business time in SQL is the working time of a plain clock, on every engine, also where clocks change."""

# ruff: noqa: DTZ001 -- local time has no zone

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.events.features import layers
from sightline.events.moments import Now, business_time
from sightline.periods import Calendar, WorkingTime
from tests.test_working_time import OFFICE, WORKING

ZONE = "Europe/Amsterdam"
FIRST, END = date(2025, 12, 1), date(2026, 12, 31)
HOLIDAYS = (date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 6), date(2026, 7, 4))
CLOCKS = [WorkingTime(), WorkingTime.of(holidays=HOLIDAYS), WorkingTime.of(OFFICE, HOLIDAYS),
          WorkingTime.of({**OFFICE, "saturday": "22:00-06:00"}, HOLIDAYS)]  # fmt: skip
CHANGES = [datetime(2026, 3, 29, 0, 59), datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 0), datetime(2026, 10, 25, 1)]


def asked(desk, working: WorkingTime, moments: list[datetime]) -> list[int]:
    folder = desk.new()
    column = pa.array(moments, pa.timestamp("us", tz="UTC"))
    pq.write_table(pa.table({"row": pa.array(range(len(moments)), pa.int64()), "at": column}), folder / "m.parquet")
    desk.engine.register("moments", [folder / "m.parquet"])
    clock = business_time("at", "timestamptz", Calendar(timezone=ZONE, working=working), first=FIRST, end=END)
    sql = "moments"
    for layer in layers([clock]):
        sql = f"(SELECT *, {', '.join(f'{one.sql} AS {one}' for one in layer)} FROM {sql})"
    found = desk.engine.query(sqlglot.parse_one(f'SELECT "row", {clock} AS us FROM {sql}', read="duckdb"))
    return [value for _, value in sorted(zip(found["row"].to_pylist(), found["us"].to_pylist(), strict=True))]


def local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


@pytest.mark.parametrize("working", CLOCKS, ids=["usual", "holidays", "office", "night"])
def test_the_hours_around_week_ends_holidays_and_changes_of_clocks(desk, working):
    starts = [*CHANGES, *(datetime(day.year, day.month, day.day) for day in HOLIDAYS)]
    moments = [start.replace(tzinfo=UTC) + timedelta(minutes=37 * step) for start in starts for step in range(-40, 120)]
    assert asked(desk, working, moments) == [working.us(local(moment)) for moment in moments]


MOMENTS = st.lists(st.datetimes(datetime(2025, 12, 2), datetime(2026, 12, 29), timezones=st.just(UTC)), min_size=1)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(working=WORKING, moments=MOMENTS)
def test_any_shifts_and_holidays(duck, working, moments):
    assert asked(duck, working, moments) == [working.us(local(moment)) for moment in moments]


def test_the_moment_of_the_reading_is_on_the_same_clock():
    office = Calendar(timezone=ZONE, working=WorkingTime.of(OFFICE, HOLIDAYS))
    thursday, friday = (Now(date(2026, 1, day), office).business_us for day in (1, 2))
    assert friday - thursday == 8 * 3_600_000_000
    assert Now(date(2025, 12, 31), office).business_us == thursday
