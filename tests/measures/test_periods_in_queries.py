"""Every calendar, grain and kind of time column: rows fall into the period that the calendar names."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from sightline.periods import Grain
from tests.measures.conftest import Desk
from tests.measures.support import make, metric, reading, values

CALENDARS = {
    "plain": "{timezone: UTC}",
    "fiscal from April": "{timezone: Europe/Amsterdam, fiscal_year_starts: 4}",
    "fiscal from February": "{timezone: America/New_York, fiscal_year_starts: 2, week_starts: sunday}",
    "4-4-5": "{timezone: Australia/Sydney, fiscal_year_starts: 7, week_starts: saturday, weeks: 4-4-5}",
    "clocks change at midnight": "{timezone: America/Sao_Paulo}",
}
NEW_YEAR = datetime(2017, 6, 1, tzinfo=UTC)


def _moments(zone: str) -> list[datetime]:
    """Return moments all over three years, and every half hour around each change of the clocks."""
    chance, clock = random.Random(3), ZoneInfo(zone)  # noqa: S311 -- data for tests
    found = [NEW_YEAR + timedelta(minutes=chance.randrange(3 * 366 * 1440)) for _ in range(300)]
    at = NEW_YEAR
    while at < NEW_YEAR + timedelta(days=3 * 366):
        if at.astimezone(clock).utcoffset() != (at + timedelta(days=1)).astimezone(clock).utcoffset():
            found += [at + timedelta(minutes=30 * step) for step in range(-48, 96)]
        at += timedelta(days=1)
    return found


@pytest.mark.parametrize("kind", ["timestamptz", "timestamp", "date"])
@pytest.mark.parametrize("name", CALENDARS)
def test_rows_fall_into_the_period_that_the_calendar_names(duck: Desk, name: str, kind: str):
    text = "sources: {t: {file: data/t.parquet}}\nmetrics:\n" + metric(
        "n", "count", source="t", time="at", measure="count(*)"
    )
    workspace = make(duck.new(), text, {}, calendar=CALENDARS[name])
    calendar = workspace.model().calendar
    moments = _moments(calendar.timezone)
    local = [moment.astimezone(ZoneInfo(calendar.timezone)).replace(tzinfo=None) for moment in moments]
    column = {
        "timestamptz": pa.array(moments, pa.timestamp("us", tz="UTC")),
        "timestamp": pa.array(local, pa.timestamp("us")),
        "date": pa.array([one.date() for one in local], pa.date32()),
    }[kind]
    make(workspace.root, text, {"t": pa.table({"at": column})}, calendar=CALENDARS[name])
    found = reading(workspace, engine=duck.engine)
    assert found.as_of.date() == max(local).date()
    for grain in Grain:
        expected: dict[str, int] = {}
        for one in local:
            label = calendar.period_of(one.date(), grain).label
            expected[label] = expected.get(label, 0) + 1
        counted = values(found, "n", grain=grain)
        assert {label: value for label, value in counted.items() if value} == expected
        assert list(counted) == [
            period.label for period in calendar.covering(min(local).date(), found.as_of.date() + timedelta(1), grain)
        ]


@pytest.mark.spark
@pytest.mark.parametrize("grain", ["week", "quarter"])
def test_spark_cuts_a_shifted_and_a_4_4_5_year_alike(spark: Desk, duck: Desk, grain: str):
    text = "sources: {t: {file: data/t.parquet}}\nmetrics:\n" + metric(
        "n", "count", source="t", time="at", measure="count(*)"
    )
    table = pa.table({"at": pa.array(_moments("Australia/Sydney"), pa.timestamp("us", tz="UTC"))})
    both = [
        values(
            reading(make(desk.new(), text, {"t": table}, calendar=CALENDARS["4-4-5"]), engine=desk.engine),
            "n",
            grain=grain,
        )
        for desk in (duck, spark)
    ]
    assert both[0] == both[1]


def test_as_of_ends_with_the_local_day(duck: Desk):
    text = "sources: {t: {file: data/t.parquet}}\nmetrics:\n" + metric(
        "n", "count", source="t", time="at", measure="count(*)"
    )
    moments = [datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)]
    table = pa.table({"at": pa.array(moments, pa.timestamp("us", tz="UTC"))})
    workspace = make(duck.new(), text, {"t": table}, calendar="{timezone: Europe/Amsterdam}")
    assert values(reading(workspace, as_of=date(2026, 3, 29), engine=duck.engine), "n") == {"2026-03": 1}
    assert values(reading(workspace, as_of=date(2026, 3, 30), engine=duck.engine), "n") == {"2026-03": 2}


def test_windows_that_do_not_fit_the_grain_are_summed_by_day(duck: Desk):
    rows = [{"at": date(2026, 1, 1) + timedelta(n), "v": 1.0} for n in range(200)]
    text = (
        "sources: {t: {file: data/t.parquet}}\nmetrics:\n"
        + metric("v", "EUR", source="t", time="at", measure="sum(v)")
        + metric("v_3m", "EUR", cumulative="{of: v, over: 3 months}")
        + metric("v_ytd", "EUR", cumulative="{of: v, over: year to date}")
        + metric("v_fytd", "EUR", cumulative="{of: v, over: fiscal year to date}")
    )
    workspace = make(duck.new(), text, {"t": rows}, calendar="{fiscal_year_starts: 4}")
    found = reading(workspace, as_of=date(2026, 7, 5), engine=duck.engine)
    weeks = values(found, "v_3m", grain="week")
    assert weeks["2026-W14"] is not None
    assert weeks["2026-W17"] == (date(2026, 4, 27) - date(2026, 1, 27)).days
    assert values(found, "v_ytd", grain="week")["2026-W02"] == 11
    assert values(found, "v_fytd")["2026-06"] == 91
    assert values(found, "v_fytd")["2026-02"] is None  # its year began before the data
    assert values(found, "v_ytd", grain="quarter") == {
        "FY2026-Q4": 90, "FY2027-Q1": 181, "FY2027-Q2": 186,
    }  # fmt: skip
