"""All that is held about a person leaves for that person: complete, readable, and nothing that opens anything."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from django.db import models, transaction

from sightline_web.accounts.models import Account, Token
from sightline_web.care import export, holdings
from sightline_web.care.erasure import UnknownPersonError
from sightline_web.care.export import IncompleteError, person_export
from sightline_web.care.models import LegalHold
from sightline_web.journal.models import Entry
from sightline_web.journal.services import record
from sightline_web.journal.verify import verify
from sightline_web.policy.actor import Actor
from sightline_web.shell.columns import COLUMNS, column_words
from tests.web.care.conftest import BY, NOW
from tests.web.databases import BOTH

SECRET = "Zz9Secret"


@pytest.fixture
def ada(workspace) -> Account:
    """A person with an account, a token, a second factor, and entries by and about them."""
    ada = Account.objects.get(person="E001")
    boss = Account.objects.get(person="E002")
    ada.set_password(SECRET)
    ada.save()
    Authenticator.objects.create(user=ada, type="totp", data={"secret": SECRET})
    Token.objects.create(
        account=ada,
        name="nightly",
        prefix="abcdefgh",
        digest=SECRET,
        scopes=["goal:view"],
        created_at=NOW,
        expires_at=NOW,
    )
    hers = Actor(ada.pk, ada.email, person="E001", origin="10.0.0.1")
    his = Actor(boss.pk, boss.email, person="E002", origin="10.0.0.2")
    with transaction.atomic():
        record(by=hers, action="edit", kind="scenario", key="1", after={"name": "Night shift"})
        record(by=his, action="view", kind="person", key="E001", subject="E001")
        record(by=his, action="edit", kind="person", key="E001", subject="E001", after={"note": "about her"})
        record(by=hers, action="edit", kind="person", key="E003", subject="E003", after={"note": "about another"})
    LegalHold.objects.create(person="E001", reason="case against her", since=NOW)
    return ada


def opened(content: bytes) -> tuple[dict[str, object], str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("person.json")), archive.read("person.html").decode()


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_it_holds_every_table_under_its_title(ada):
    found, page = opened(
        person_export(person="E001", by=BY, now=NOW, assignments=[{"role": "buyer", "since": "2025-01-01"}])
    )
    assert found["person"] == "E001"
    assert set(found["held"]) == {each.title for each in holdings.HOLDINGS.values()} | {"Agreements about goals"}
    assert found["held"]["Account"][0]["email"] == ada.email
    assert found["held"]["Tokens of programs"][0]["name"] == "nightly"
    assert found["assignments"] == [{"role": "buyer", "since": "2025-01-01"}]
    for text in (ada.email, "nightly", "Night shift", "about her", "buyer", "2025-01-01"):
        assert text in page


def test_its_page_is_in_the_persons_language_and_its_file_in_english(ada):
    Account.objects.filter(pk=ada.pk).update(language="nl")
    found, page = opened(
        person_export(person="E001", by=BY, now=NOW, assignments=[{"role": "buyer", "since": "2025-01-01"}])
    )
    assert found["held"]["Tokens of programs"][0]["name"] == "nightly"
    for text in ('<html lang="nl">', "<h1>Wat Sightline over E001 bewaart</h1>", "<h2>Tokens van programma",
                 '<th scope="col">rol</th><th scope="col">sinds</th>', '<th scope="col">verloopt op</th>'):  # fmt: skip
        assert text in page


def test_every_column_of_an_export_has_words_for_its_reader():
    shown = {
        field.name
        for label, holding in holdings.HOLDINGS.items()
        for field in holdings.model_of(label)._meta.concrete_fields
        if field.name not in holding.secret
    }
    assert shown - set(COLUMNS) == set(), "say in care/columns.py what they are called"
    assert column_words("expires_at") == "expires at"
    assert column_words("of_some_other_day") == "of some other day"


def test_nothing_in_it_opens_anything(ada):
    content = person_export(person="E001", by=BY, now=NOW)
    found, page = opened(content)
    assert SECRET not in json.dumps(found) + page
    assert ada.password not in json.dumps(found) + page


def test_what_is_about_somebody_else_stays_there(ada):
    found, page = opened(person_export(person="E001", by=BY, now=NOW))
    text = json.dumps(found) + page
    assert "about another" not in text
    assert "case against her" not in text
    assert "10.0.0.1" in text
    assert "10.0.0.2" not in text


def test_it_says_who_looked(ada):
    found, page = opened(person_export(person="E001", by=BY, now=NOW))
    assert [(each["who"], each["what"]) for each in found["looked"][:1]] == [("Person 2", "person")]
    assert "Person 2" in page


def test_its_page_is_read_by_people_and_its_file_by_programs(ada):
    found, page = opened(person_export(person="E001", by=BY, now=NOW))
    assert f"Taken {NOW:%Y-%m-%d %H:%M} UTC, by Sightline" in page
    assert found["made_at"] == NOW.isoformat()
    assert not re.search(r"\d\dT\d\d:", page)
    assert "<td>True</td>" not in page


def test_taking_it_is_itself_written_down(ada):
    person_export(person="E001", by=BY, now=NOW)
    last = Entry.objects.latest("seq")
    assert (last.action, last.kind, last.subject) == ("export", "person", "E001")
    assert verify().unbroken


def test_what_was_typed_is_text_on_the_page(ada):
    Account.objects.filter(pk=ada.pk).update(name="<script>alert(1)</script>")
    _, page = opened(person_export(person="E001", by=BY, now=NOW))
    assert "<script>" not in page


def test_nothing_leaves_while_a_table_is_not_listed(ada, monkeypatch):
    class Diary(models.Model):
        owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "tests_care_export"

        def __str__(self) -> str:
            return "diary"

    class Registry:
        def get_models(self, **_: bool):
            return [Diary]

    monkeypatch.setattr(export, "unlisted", lambda: holdings.unlisted(Registry()))
    before = Entry.objects.count()
    with pytest.raises(IncompleteError, match=r"tests_care_export\.Diary\.owner"):
        person_export(person="E001", by=BY, now=NOW)
    assert Entry.objects.count() == before


def test_whom_nobody_knows_is_said(workspace):
    with pytest.raises(UnknownPersonError):
        person_export(person="E999", by=BY, now=NOW)
