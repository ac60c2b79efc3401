"""Demo accounts: at once and labelled in the demo's workspace on this machine, and refused everywhere else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from sightline.example import DEMO_MARK, make_example, mark_demo
from sightline.example.make import FEWEST_CASES
from sightline_web import keeper
from sightline_web.accounts import demo, sessions
from sightline_web.accounts.models import Account
from sightline_web.conversations.models import CheckIn
from sightline_web.duties.models import MetricEntry, PersonNotice
from sightline_web.journal.models import Entry
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.fakes import good, keeper_of

SIGN_OUT = "/sign-out"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = make_example(tmp_path_factory.mktemp("demo") / "halden", cases=FEWEST_CASES)
    mark_demo(folder)
    return folder


@pytest.fixture
def halden(made, tmp_path) -> Iterator[Path]:
    folder = Path(shutil.copytree(made, tmp_path / "halden"))
    kept = keeper_of(good())
    keeper.install(kept)
    kept.settle()
    demo.install(folder)
    yield folder
    demo.install(None)


@pytest.fixture
def visitor(halden) -> Client:
    return people.new_client()


def looks_as(client: Client) -> str:
    """The address of the account whose session a client has; empty for none."""
    return str(client.get("/").wsgi_request.actor.name)


def test_a_visitor_gets_the_page_at_once_and_sees_as_whom(visitor):
    page = visitor.get("/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "You look as" in text
    assert "executive (demo account)" in text


def test_a_program_without_cookies_gets_the_figures(halden):
    answer = people.new_client().get("/strategy.json")
    assert answer.status_code == 200
    assert answer.json()["rows"]


def test_there_is_one_account_for_each_kind_of_user_and_none_has_a_password(visitor):
    visitor.get("/")
    accounts = list(Account.objects.filter(demo=True))
    assert len(accounts) == 11
    assert not any(each.has_usable_password() for each in accounts)
    assert {duty for each in accounts for duty in each.duties} == {duty.value for duty in Duty}
    assert len({each.person for each in accounts}) == 11


def test_they_are_made_once(halden):
    for _ in range(3):
        people.new_client().get("/")
    assert Account.objects.filter(demo=True).count() == 11


def test_the_menu_changes_the_account_and_comes_back(visitor):
    visitor.get("/")
    answer = visitor.post("/demo/as", {"kind": "auditor", "next": "/metrics"})
    assert (answer.status_code, answer["Location"]) == (302, "/metrics")
    assert looks_as(visitor) == "auditor@demo.invalid"


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_menu_leads_nowhere_else(visitor, away):
    assert visitor.post("/demo/as", {"kind": "analyst", "next": away})["Location"] == "/"


def test_a_change_is_refused_without_the_csrf_token(halden):
    client = people.new_client(enforce_csrf_checks=True)
    client.get("/")
    assert client.post("/demo/as", {"kind": "administrator"}).status_code == 403


def test_each_change_begins_a_session_under_a_new_id(visitor):
    visitor.get("/")
    before = visitor.session.session_key
    visitor.post("/demo/as", {"kind": "employee"})
    assert visitor.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_who_signs_out_stays_out_until_an_account_is_chosen(visitor):
    visitor.get("/")
    visitor.post(SIGN_OUT)
    assert visitor.get("/", follow=False).wsgi_request.actor.account is None
    visitor.post("/demo/as", {"kind": "executive"})
    assert looks_as(visitor) == "executive@demo.invalid"


def test_a_session_that_outlived_begins_anew_as_the_same_account(visitor, monkeypatch):
    visitor.get("/")
    visitor.post("/demo/as", {"kind": "analyst"})
    later = sessions.now() + 24 * sessions.EVERY * 60
    monkeypatch.setattr(sessions, "now", lambda: later)
    assert looks_as(visitor) == "analyst@demo.invalid"


def test_a_demo_account_is_offered_no_change_that_it_may_not_make(visitor):
    visitor.post("/demo/as", {"kind": "executive"})
    text = visitor.get("/account").content.decode()
    assert "A demo account stays as it is." in text
    assert "Change it" not in text
    assert "See them" in text


def change_the_model(halden: Path) -> None:
    head = halden / "sightline.yml"
    head.write_text(head.read_text().replace("name: Halden Parts", "name: Real Parts"))


@pytest.mark.parametrize("end", [change_the_model, lambda halden: (halden / DEMO_MARK).unlink()])
def test_where_it_is_no_longer_the_demo_sessions_end_with_the_next_request(visitor, halden, end):
    visitor.get("/")
    key = visitor.session.session_key
    end(halden)
    assert visitor.get("/").wsgi_request.actor.account is None
    assert not Session.objects.filter(pk=key).exists()
    assert visitor.post("/demo/as", {"kind": "executive"}).status_code in {302, 401, 403, 404}
    assert visitor.get("/").wsgi_request.actor.account is None


@pytest.mark.parametrize(
    "more",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"SERVER_NAME": "sightline.example.org"},
        {"REMOTE_ADDR": ""},
        {"SERVER_NAME": "127.0.0.1.example.org"},
    ],
    ids=str,
)
@override_settings(ALLOWED_HOSTS=["*"])
def test_nobody_from_elsewhere_is_signed_in(halden, more):
    answer = people.new_client(**more).get("/")
    assert answer.wsgi_request.actor.account is None
    assert not Account.objects.filter(demo=True).exists()


@pytest.mark.parametrize("host", ["localhost:8631", "127.0.0.1:8631", "[::1]:8631"])
def test_every_name_of_this_machine_will_do(halden, host):
    assert people.new_client(SERVER_NAME="ignored").get("/", headers={"host": host}).wsgi_request.actor.account


def test_a_demo_session_carried_to_a_team_server_is_refused(visitor, halden):
    visitor.get("/")
    demo.install(None)
    assert visitor.get("/").wsgi_request.actor.account is None


def test_a_workspace_that_is_not_the_demos_makes_no_such_account(halden):
    (halden / DEMO_MARK).unlink()
    people.new_client().get("/")
    assert not Account.objects.filter(demo=True).exists()


def test_a_real_account_in_the_demo_stays_itself(halden):
    assert looks_as(people.signed_in()) == people.address(people.BUSINESS)


@pytest.mark.parametrize("path", ["/account/password/first", "/account/second-factor/app", "/account/address"])
def test_a_demo_account_changes_nothing_about_how_it_signs_in(visitor, path):
    visitor.get("/")
    answer = visitor.post(path, {"password1": "seven herons over the weir", "email": "me@example.org"})
    assert answer.status_code == 403
    assert "A demo account stays as it is." in answer.content.decode()
    assert visitor.get("/account/sessions").status_code == 200


def test_the_sign_in_page_of_the_demo_offers_its_people(visitor):
    visitor.get("/")
    visitor.post(SIGN_OUT)
    page = visitor.get("/sign-in").content.decode()
    assert "This is the demo" in page
    assert page.count("<option") == 11


def test_the_sign_in_page_says_why_the_demo_has_ended(visitor, halden):
    change_the_model(halden)
    page = visitor.get("/sign-in").content.decode()
    assert "demo accounts are closed" in page
    assert "<option" not in page


def test_its_pages_about_people_are_furnished_once(visitor):
    visitor.get("/")
    entered = {"repair_hours", "response_time", "alignment", "capabilities"}
    assert {each.metric for each in MetricEntry.objects.all()} == entered
    assert not PersonNotice.objects.filter(acknowledged_at=None).exists()
    assert CheckIn.objects.filter(held_at=None).count() == 1
    many = Entry.objects.count()
    people.new_client().get("/")
    assert MetricEntry.objects.count() == 4
    assert Entry.objects.exclude(kind="session").count() <= many


def test_a_register_that_holds_something_stays_as_it_is(visitor):
    MetricEntry.objects.create(metric="mine", changed_at=datetime.now(UTC))
    visitor.get("/")
    assert [each.metric for each in MetricEntry.objects.all()] == ["mine"]
