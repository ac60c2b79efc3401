"""The page of care belongs to administrators; everybody takes along what is held about themselves."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection

from sightline_web.accounts.models import Account
from sightline_web.care.backup import backup
from sightline_web.care.models import LegalHold, RetentionRule
from sightline_web.journal import seal
from sightline_web.journal.models import Entry
from tests.web import people
from tests.web.care.conftest import BY, NOW
from tests.web.databases import BOTH


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr("sightline_web.care.views.now", lambda: NOW + timedelta(hours=3))


@pytest.fixture
def admin(workspace, clock, as_):
    return as_("administrator")


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_the_page_says_how_old_the_last_good_backup_is(admin, workspace, tmp_path):
    assert "No backup has been taken yet." in admin.get("/care").content.decode()
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    answer = admin.get("/care")
    assert answer.status_code == 200
    assert "The last good backup is three hours old." in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_twins_hold_the_plan(admin):
    rows = admin.get("/care.json").json()["rows"]
    assert {row["kind"]: row["days"] for row in rows}["tokens"] == 90
    assert admin.get("/care.csv").content.decode().startswith("kind,title,days,floor,rows,due,held,next_at\r\n")


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_time_is_changed_with_a_reason(admin):
    answer = admin.post("/care/retention/tokens", {"days": "30", "reason": "works agreement"}, follow=True)
    assert "The time is changed" in answer.content.decode()
    assert RetentionRule.objects.get().days == 30
    entry = Entry.objects.get(kind="retention")
    assert entry.account == people.account("administrator").pk
    assert seal.opened(entry.reason) == "works agreement"


@pytest.mark.parametrize(
    ("kind", "typed", "status"),
    [
        ("tokens", {"days": "0", "reason": "x"}, 422),
        ("tokens", {"days": "soon", "reason": "x"}, 422),
        ("tokens", {"days": "30"}, 422),
        ("legal_holds", {"days": "30", "reason": "x"}, 422),
        ("journal", {"days": "30", "reason": "x"}, 404),
        ("nothing", {"days": "30", "reason": "x"}, 404),
    ],
)
def test_a_time_that_cannot_be_is_refused(admin, kind, typed, status):
    assert admin.post(f"/care/retention/{kind}", typed).status_code == status
    assert not RetentionRule.objects.exists()


def test_what_is_refused_leads_back_to_where_it_was_tried(admin):
    page = admin.post("/care/retention/exceptions_closed", {"days": "2", "reason": "x"}).content.decode()
    assert "At least 365 days are needed for this class: Closed exceptions" in page
    assert '<a href="/care">Back</a>' in page


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_hold_is_set_shown_and_lifted(admin):
    page = admin.post("/care/holds", {"person": "E001", "reason": "case 7"}, follow=True).content.decode()
    assert "case 7" in page
    assert admin.post("/care/holds", {"person": "E001", "reason": "case 8"}).status_code == 422
    hold = LegalHold.objects.get()
    assert "The hold is lifted." in admin.post(f"/care/holds/{hold.pk}/lift", follow=True).content.decode()
    assert admin.post(f"/care/holds/{hold.pk}/lift").status_code == 404


def test_what_is_typed_into_a_hold_is_shown_as_text(admin):
    page = admin.post("/care/holds", {"person": "<b>E1", "reason": "<script>"}, follow=True).content.decode()
    assert "<script>" not in page.replace("<script src", "")
    assert "&lt;b&gt;E1" in page


CARE = ["/care", "/care.json", "/care.csv"]


@pytest.mark.parametrize("who", ["executive", "auditor", "hr_partner", "plain", "business"])
def test_nobody_else_sees_it(workspace, as_, who):
    LegalHold.objects.create(person="E007", reason="case 7", since=NOW)
    browser = as_(who)
    for address in CARE:
        answer = browser.get(address)
        assert answer.status_code in {403, 302}
        assert "E007" not in answer.content.decode()
    assert browser.post("/care/holds", {"person": "E001", "reason": "x"}).status_code in {403, 302}
    assert LegalHold.objects.count() == 1


def test_nobody_without_an_account_sees_it(workspace, anonymous):
    for address in (*CARE, "/roles/me/export"):
        assert anonymous.get(address).status_code in {302, 401}


def test_a_change_needs_a_token_of_the_form_and_is_never_made_by_a_link(workspace, clock):
    browser = people.signed_in("administrator", enforce_csrf_checks=True)
    assert browser.post("/care/holds", {"person": "E001", "reason": "x"}).status_code == 403
    for address in ("/care/holds", "/care/holds/1/lift", "/care/retention/tokens"):
        assert browser.get(address).status_code == 405
    assert not LegalHold.objects.exists()


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_everybody_takes_along_what_is_held_about_themselves_alone(workspace, clock, as_):
    ada, other = Account.objects.get(person="E001"), Account.objects.get(person="E002")
    answer = as_(ada).get("/roles/me/export")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="what-is-held-about-me.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        text = archive.read("person.json").decode()
    assert json.loads(text)["person"] == "E001"
    assert ada.email in text
    assert other.email not in text
    assert Entry.objects.get(action="export").subject == "E001"
    connection.close()


def test_an_account_that_belongs_to_no_person_takes_its_own_along(workspace, clock, as_):
    answer = as_("plain").get("/roles/me/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        found = json.loads(archive.read("person.json"))
    assert found["person"] is None
    assert found["held"]["Account"][0]["email"] == people.address("plain")
