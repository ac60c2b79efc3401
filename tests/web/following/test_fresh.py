"""A log is judged by its own past, and no page is green because nothing came."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sightline_web.live import queries, services
from sightline_web.live.freshness import judged, spoken
from sightline_web.live.models import LogDay, LogState
from sightline_web.live.services import Came

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20))


def fresh(quiet: timedelta, *silences: timedelta, events: int = 500, since: date = date(2026, 5, 4)):
    return judged(
        "orders", newest_at=NOW - quiet, received_at=NOW - quiet, silences=silences, events=events, since=since, now=NOW
    )


@given(quiet=spans, silences=st.lists(spans, min_size=1, max_size=28))
def test_quiet_within_its_past_is_fresh_and_twice_as_long_is_silent(quiet, silences):
    usual = max(*silences, timedelta(minutes=5))
    state = "silent" if quiet > 2 * usual else "late" if quiet > usual else "fresh"
    assert fresh(quiet, *silences).state == state
    assert fresh(quiet, *silences).well == (state != "silent")


def test_a_week_end_is_no_silence_and_a_tuesday_without_anything_is_late():
    nights = [timedelta(hours=12)] * 20 + [timedelta(hours=62)] * 4
    assert fresh(timedelta(hours=61), *nights).state == "fresh"
    assert fresh(timedelta(hours=70), *nights).state == "late"
    assert "never quiet for longer than 3 days" in fresh(timedelta(hours=70), *nights).how


@pytest.mark.parametrize(("events", "since"), [(49, date(2026, 5, 4)), (5_000, date(2026, 5, 26)), (0, None)])
def test_without_a_past_three_days_are_taken_and_that_is_said(events, since):
    found = fresh(timedelta(days=2), timedelta(seconds=1), events=events, since=since)
    assert (found.state, found.assumed, found.usual) == ("fresh", True, timedelta(days=3))
    assert "3 days are taken" in found.how


def test_a_log_that_never_sent_is_not_fresh():
    found = judged("orders", newest_at=None, received_at=None, silences=(), events=0, since=None, now=NOW)
    assert (found.state, found.well) == ("never", False)


def test_the_longest_silence_of_each_day_is_kept_and_old_days_go(records):
    services.declared(["orders"])
    for hours in (0, 1, 5, 6):
        services.noted([Came("orders", 10, NOW + timedelta(hours=hours))], at=NOW + timedelta(hours=hours))
    (day,) = LogDay.objects.all()
    assert (day.events, day.longest_s) == (40, 4 * 3600)
    services.noted([Came("orders", 1, NOW - timedelta(days=9))], at=NOW + timedelta(days=70))
    assert [each.longest_s for each in LogDay.objects.all()] == [(70 * 24 - 6) * 3600]
    state = LogState.objects.get()
    assert (state.events, state.newest_at) == (41, NOW + timedelta(hours=6))
    services.declared(["requests"])
    assert [each.log for each in LogState.objects.all()] == ["requests"]


def test_spans_are_said_as_one_says_them():
    said = [spoken(timedelta(**each)) for each in ({"seconds": 40}, {"minutes": 1}, {"hours": 5}, {"days": 8})]
    assert said == ["40 seconds", "a minute", "5 hours", "8 days"]


@pytest.fixture
def silent(records) -> None:
    now = timezone.now()
    services.declared(["order_log"])
    LogState.objects.update(events=9, newest_at=now - timedelta(days=9), received_at=now - timedelta(days=8))


@pytest.mark.parametrize(
    "page",
    ["/operations/order_to_cash", "/operations/order_to_cash/rules", "/operations/order_to_cash/rules/ship_in_time"],
)
def test_pages_that_rest_on_a_silent_log_say_that_there_are_no_data(client, silent, page):
    text = client.get(page).content.decode()
    assert "<b>No data</b> from order_log since" in text
    assert "order_log is silent" in text


def test_the_head_says_when_the_newest_event_happened_and_fetches_that_alone(client, records):
    assert "data-live-url" not in client.get("/").content.decode()
    services.declared(["order_log"])
    assert "nothing has come from <b>order_log</b> yet" in client.get("/fresh").content.decode()
    services.noted([Came("order_log", 3, timezone.now())], at=timezone.now())
    text = client.get("/fresh").content.decode()
    assert "live, newest event" in text
    assert "<html" not in text
    assert 'id="live-state"' in client.get("/").content.decode()
    assert [each.state for each in queries.freshness()] == ["fresh"]
