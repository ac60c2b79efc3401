"""After an erasure nothing personal is left, in the tables or in the raw files, and the journal stays whole."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction

from sightline_web.accounts.models import Account, Invitation, Token
from sightline_web.care import erased, holdings
from sightline_web.care.erasure import HeldError, UnknownPersonError, person_erase
from sightline_web.care.models import LegalHold
from sightline_web.journal import seal
from sightline_web.journal.models import Entry, SealKey
from sightline_web.journal.services import record
from sightline_web.journal.verify import verify
from sightline_web.policy.actor import Actor
from sightline_web.scenarios.models import Scenario
from tests.web.care.conftest import BY, NOW
from tests.web.databases import BOTH

MARK = "Zw7Planted"  # stands wherever something about the person can be written
PERSON = f"E-{MARK}-id"


@pytest.fixture
def planted(workspace) -> Account:
    """An account with something in every table that can hold anything about it."""
    account = Account.objects.create(
        email=f"{MARK}@example.org", name=f"{MARK} Name", person="E900", units=[MARK], duties=["hr_partner"]
    )
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    Authenticator.objects.create(user=account, type="totp", data={"secret": MARK})
    when = {"created_at": NOW, "expires_at": NOW}
    Token.objects.create(account=account, name=MARK, prefix="12345678", digest="1" * 64, scopes=[], **when)
    Invitation.objects.create(
        email=account.email, name=MARK, person="E900", digest="2" * 64, invited_by="system", **when
    )
    Invitation.objects.create(email="x@example.org", digest="3" * 64, invited_by=account.email, **when)
    shared = {"shifts": [], "created_at": NOW, "updated_at": NOW}
    Scenario._base_manager.create(name="Night shift", key="night shift", owner=account.pk, **shared)
    session = SessionStore()
    session["_auth_user_id"], session["note"] = str(account.pk), MARK
    session.save()
    her = Actor(account.pk, account.email, person="E900", origin=f"{MARK} origin")
    with transaction.atomic():
        record(by=her, action="edit", kind="scenario", key="1", after={"name": "Night shift"})
        record(by=BY, action="edit", kind="person", key="E900", subject="E900", before={"n": MARK}, reason=MARK)
        record(by=BY, action="edit", kind="account", key=str(account.pk), after={"name": MARK})
    return account


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_nothing_personal_is_left_in_any_table(planted):
    done = person_erase(person="E900", by=BY, reason="asked for it", now=NOW)
    assert done.forgotten
    for model in apps.get_models(include_auto_created=True):
        for row in models.QuerySet(model).values_list():
            assert MARK not in str(row), model
    left = Account.objects.get(pk=planted.pk)
    assert (left.name, left.person, left.duties, left.units, left.is_active) == ("", "", [], [], False)
    assert not left.has_usable_password()
    assert Scenario._base_manager.get().owner is None
    assert not Session.objects.filter(
        session_key__in=[each.pk for each in Session.objects.all() if "note" in each.get_decoded()]
    )


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_the_chain_stays_unbroken_and_says_that_somebody_was_erased_and_why(planted):
    person_erase(person="E900", by=BY, reason="asked for it", now=NOW)
    assert verify().unbroken
    last = Entry.objects.latest("seq")
    assert (last.action, last.kind, last.key) == ("erase", "person", str(planted.pk))
    assert seal.opened(last.reason) == "asked for it"
    assert seal.opened(Entry.objects.get(subject="E900", action="edit").before) == seal.ERASED
    assert seal.opened(Entry.objects.get(kind="account", key=str(planted.pk)).after) == seal.ERASED
    assert not SealKey.objects.filter(holder__in=["E900", f"account:{planted.pk}"]).exclude(wrapped="").exists()


def copies(folder) -> int:
    return sum(path.read_bytes().count(MARK.encode()) for path in folder.rglob("*") if path.is_file())


def test_no_copy_is_left_in_the_raw_files(workspace, planted):
    folder = workspace / ".sightline"
    assert copies(folder) >= 8
    person_erase(person="E900", by=BY, reason="asked for it", now=NOW)
    assert copies(folder) == 0
    connection.close()
    assert copies(folder) == 0


def test_a_reader_that_holds_the_log_is_told_instead_of_hidden(workspace, planted, monkeypatch):
    from sightline_web.care import aliases, erasure

    monkeypatch.setattr(erasure, "PATIENCE_SECONDS", 0.2)
    with aliases.snapshot():
        assert not person_erase(person="E900", by=BY, reason="asked for it", now=NOW).forgotten
    assert copies(workspace / ".sightline") > 0
    assert erasure.forget()
    assert copies(workspace / ".sightline") == 0


def test_the_list_of_erased_says_nobody_s_name(workspace, planted):
    person_erase(person="E900", by=BY, reason="asked for it", now=NOW)
    text = (workspace / ".sightline" / "erased.jsonl").read_text()
    assert "E900" not in text
    assert MARK not in text
    [mark] = erased.listed(workspace / ".sightline" / "erased.jsonl")
    assert mark == erased.Mark(NOW.isoformat(), (planted.pk,), erased.mark_of("E900"))


def test_an_account_that_belongs_to_nobody_is_found_by_its_address(workspace):
    account = Account.objects.create(email="guest@example.org")
    person_erase(person="Guest@example.org", by=BY, reason="asked for it", now=NOW)
    account.refresh_from_db()
    assert account.email == f"erased-{account.pk}@erased.invalid"


def test_others_keep_all(planted):
    before = list(Account.objects.exclude(pk=planted.pk).values())
    person_erase(person="E900", by=BY, reason="asked for it", now=NOW)
    assert list(Account.objects.exclude(pk=planted.pk).values()) == before


def test_a_legal_hold_stops_it(planted):
    LegalHold.objects.create(person="E900", reason="case 7", since=NOW)
    with pytest.raises(HeldError):
        person_erase(person="E900", by=BY, reason="asked for it", now=NOW)
    assert Account.objects.get(pk=planted.pk).person == "E900"


def test_whom_nobody_knows_is_said(workspace):
    with pytest.raises(UnknownPersonError):
        person_erase(person="E999", by=BY, reason="asked for it", now=NOW)


def test_a_fault_in_the_middle_leaves_the_person_whole(planted, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(erased, "note", fail)
    with pytest.raises(OSError, match="No space"):
        person_erase(person="E900", by=BY, reason="asked for it", now=NOW)
    assert Account.objects.get(pk=planted.pk).name == f"{MARK} Name"
    assert seal.opened(Entry.objects.get(subject="E900").before) == {"n": MARK}


def test_every_table_about_persons_is_listed():
    assert holdings.unlisted() == []


class Registry:
    """The tables of this version, and one that somebody adds."""

    def __init__(self, *more: type[models.Model]) -> None:
        self._more = more

    def get_models(self, include_auto_created=False):  # noqa: FBT002 -- Django's signature
        return [*apps.get_models(include_auto_created), *self._more]


def test_a_new_table_with_a_column_about_a_person_is_missed_at_once():
    class Note(models.Model):
        person = models.CharField(max_length=20)
        written_by = models.BigIntegerField()
        text = models.TextField()

        class Meta:
            app_label = "tests_care"

        def __str__(self) -> str:
            return self.text

    assert holdings.unlisted(Registry(Note)) == ["tests_care.Note.person", "tests_care.Note.written_by"]
