"""Sessions end: by their limits, at once when told, and by their owner."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from sightline_web.accounts import sessions
from tests.web.people import BUSINESS, account, new_client, signed_in

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    """The clock of sessions, in minutes after nine."""
    at = [START]
    monkeypatch.setattr(sessions, "now", lambda: at[0])

    def turn(minutes: float) -> None:
        at[0] = START + timedelta(minutes=minutes)

    return turn


@pytest.fixture
def client(enterprise, clock):
    return signed_in(account(BUSINESS))


def inside(client) -> bool:
    return client.get("/account").status_code == 200


def test_a_session_ends_after_half_an_hour_without_a_visit(client, clock):
    clock(29)
    assert inside(client)
    clock(29 + 31)
    assert not inside(client)
    assert not Session.objects.filter(session_key=client.cookies[settings.SESSION_COOKIE_NAME].value).exists()


def test_a_session_ends_half_a_day_after_signing_in_whatever_happens(client, clock):
    for minutes in range(20, 12 * 60, 20):
        clock(minutes)
        assert inside(client), minutes
    clock(12 * 60 + 1)
    assert not inside(client)


def test_what_a_page_asks_by_itself_is_no_visit(client, clock):
    for minutes in (10, 20, 30):
        clock(minutes)
        client.get("/news?reading=x")
    clock(31)
    assert not inside(client)


def test_a_session_that_never_began_is_none(client):
    session = client.session
    del session[sessions.BEGAN]
    session.save()
    assert not inside(client)


def test_signing_out_ends_the_session_in_the_database_too(client):
    key = client.session.session_key
    client.post("/sign-out")
    assert not Session.objects.filter(session_key=key).exists()
    thief = new_client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not inside(thief)


def test_ones_own_other_sessions_are_listed_and_ended(client):
    other = signed_in(account(BUSINESS))
    page = client.get("/account/sessions").content.decode()
    assert re.search(r"signed in in \w+ places", page)
    assert client.post("/account/sessions").status_code == 302
    assert inside(client)
    assert not inside(other)


def test_nobody_sees_or_ends_the_sessions_of_another(client):
    analyst = signed_in(account("analyst"))
    client.post("/account/sessions")
    assert inside(analyst)


def test_all_sessions_of_an_account_end_at_once(client):
    other = signed_in(account(BUSINESS))
    assert sessions.end_all(account(BUSINESS)) >= 2
    assert not inside(client)
    assert not inside(other)


def test_the_cookie_is_no_business_of_scripts_and_other_sites(enterprise):
    client = new_client()
    client.get("/sign-in")
    client.force_login(account(BUSINESS))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax") or cookie["httponly"] == ""
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
