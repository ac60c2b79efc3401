"""A reading's moment may lie within a day: what comes at it or later does not count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sightline.events.moments import Now
from sightline.periods import Calendar, Span

AMSTERDAM = Calendar(timezone="Europe/Amsterdam")


def test_the_end_of_the_day_is_the_moment_where_none_is_given():
    now = Now(date(2026, 7, 1), AMSTERDAM)
    assert now.instant == datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert now.whole == now.end == date(2026, 7, 2)


def test_a_moment_lies_in_its_local_day():
    now = Now.of(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), AMSTERDAM)
    assert now.as_of == now.whole == date(2026, 7, 2)
    assert now.local == datetime(2026, 7, 2, 0, 30)  # noqa: DTZ001 -- local time has no zone


def test_a_span_goes_back_from_the_moment():
    now = Now.of(datetime(2026, 7, 1, 12, tzinfo=UTC), AMSTERDAM)
    assert "2026-06-29 12:00:00" in now.back(Span(2, "day"), "timestamptz")
    assert "2026-06-01 12:00:00" in now.back(Span(1, "month"), "timestamptz")
    assert "2026-06-01 14:00:00" in now.back(Span(1, "month"), "timestamp")


def test_a_moment_at_the_end_of_the_day_is_the_day():
    day = Now(date(2026, 3, 29), AMSTERDAM)  # the clocks go forward
    at = Now(date(2026, 3, 29), AMSTERDAM, day.instant - timedelta(microseconds=1))
    assert day.us - at.us == 1
    assert day.business_us - at.business_us in {0, 1}
