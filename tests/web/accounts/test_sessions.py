"""Sessions end: by their limits, at once when told, and by their owner."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
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
    assert re.search(r"signed in at \w+ places", page)
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


def test_the_cookie_is_no_business_of_scripts_and_other_sites_and_goes_with_the_browser(enterprise):
    who = account(BUSINESS)
    who.set_password("seven herons over the weir")
    who.save()
    who.authenticator_set.all().delete()
    client = new_client()
    client.post("/sign-in", {"login": who.email, "password": "seven herons over the weir"})
    cookie = client.cookies["sightline_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["path"]) == (True, "Lax", "", "/")


UNDER_HTTPS = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "sightline_web.settings"
import django
django.setup()
from pathlib import Path
from django.test import Client
from sightline_web import keeper, store
from tests.web.fakes import good, keeper_of
store.install(Path(sys.argv[1])); store.prepare()
from sightline_web.accounts.models import Account
who = Account(email="me@example.org"); who.set_password("seven herons over the weir"); who.save()
kept = keeper_of(good()); keeper.install(kept); kept.settle()
client = Client(SERVER_NAME="sightline.example.org", enforce_csrf_checks=True)
ahead = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "192.0.2.1, 192.0.2.9"}
page = client.get("/sign-in", **ahead)
form = {"login": "me@example.org", "password": "seven herons over the weir"}
form["csrfmiddlewaretoken"] = page.content.decode().split('csrfmiddlewaretoken" value="')[1].split('"')[0]
known = {"HTTP_ORIGIN": "https://sightline.example.org", **ahead}
other = client.post("/sign-in", form, HTTP_ORIGIN="https://evil.example", **ahead)
answer = client.post("/sign-in", form, **known)
from allauth.usersessions.models import UserSession
mine = client.get("/account", follow=True, **ahead).content.decode()
token = mine.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
client.post("/theme", {"theme": "dark", "csrfmiddlewaretoken": token}, **known)
print(json.dumps({
    "hsts": page.headers["Strict-Transport-Security"], "statuses": [other.status_code, answer.status_code],
    "cookies": {name: [each["secure"], each["httponly"], each["path"], each["domain"]]
                for name, each in client.cookies.items()},
    "from": UserSession.objects.get().ip,
    "hosts": [client.get("/sign-in", headers={"host": host}).status_code for host in ("evil.example", "localhost")],
}))
"""


def test_under_a_public_address_cookies_are_bound_to_https_and_this_host(tmp_path):
    environment = os.environ | {"SIGHTLINE_URL": "https://sightline.example.org"}
    environment.pop("DATABASE_URL", None)  # its records are its own, whatever those of the other tests are kept in
    done = subprocess.run(
        [sys.executable, "-c", UNDER_HTTPS, tmp_path / ".sightline"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["hsts"] == "max-age=63072000; includeSubDomains"
    assert found["statuses"] == [403, 302]
    assert found["cookies"] == {
        "__Host-sightline_csrf": [True, True, "/", ""],
        "__Host-sightline_session": [True, True, "/", ""],
        "__Host-sightline_theme": [True, True, "/", ""],
    }
    assert found["from"] == "192.0.2.9"  # what the proxy in front has seen, not what a visitor claims
    assert found["hosts"] == [400, 302]  # another name is refused, this machine is answered
