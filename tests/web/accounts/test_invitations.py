"""Invitations: a link that works once and in time, of which the records keep a digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from sightline_web.accounts import invitations
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.invitations import GoneError, Grant, TakenError
from sightline_web.accounts.models import Account, Invitation
from sightline_web.journal.models import Entry
from sightline_web.journal.seal import opened
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.databases import BOTH

both = pytest.mark.parametrize("records", BOTH, indirect=True)

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
WEEK = timedelta(days=7)
PASSWORD = "a calm sentence about spare parts"
VERA = Grant("vera@example.org", "Vera Quist", (Duty.ANALYST,), person="P022")


def administrator() -> Actor:
    return actor_of(people.account("administrator"))


def invited(grant: Grant = VERA, now: datetime = NOW) -> str:
    return invitations.invite(by=administrator(), grant=grant, now=now)[1]


def accepted(key: str, now: datetime = NOW, name: str = "Vera Quist", email: str = "") -> Account:
    return invitations.accept(key=key, grant=(name, email), password=PASSWORD, now=now)


@both
def test_an_invitation_becomes_the_account_that_was_meant():
    account = accepted(invited())
    assert (account.email, account.name, account.person) == ("vera@example.org", "Vera Quist", "P022")
    assert account.duties == ["analyst"]
    assert account.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=account).verified


def test_the_records_keep_no_link():
    key = invited()
    assert key not in str(list(Invitation.objects.values()))


@both
def test_a_link_works_once():
    key = invited()
    accepted(key)
    with pytest.raises(GoneError):
        accepted(key, name="Somebody else")
    assert Account.objects.filter(email="vera@example.org").count() == 1


def test_a_link_works_for_seven_days():
    key = invited()
    assert invitations.find(key=key, now=NOW + WEEK - timedelta(seconds=1)).email == "vera@example.org"
    with pytest.raises(GoneError):
        accepted(key, now=NOW + WEEK)
    assert not Account.objects.filter(email="vera@example.org").exists()


def test_one_that_is_withdrawn_works_no_more():
    key = invited()
    invitations.withdraw(by=administrator(), invitation=Invitation.objects.get().pk, now=NOW)
    with pytest.raises(GoneError):
        accepted(key)


def test_sending_it_again_makes_the_earlier_link_worthless_and_begins_its_time_anew():
    first = invited()
    later = NOW + timedelta(days=6)
    _, second = invitations.send_again(by=administrator(), invitation=Invitation.objects.get().pk, now=later)
    with pytest.raises(GoneError):
        accepted(first)
    assert accepted(second, now=later + timedelta(days=6)).email == "vera@example.org"


def test_what_was_accepted_cannot_be_sent_again_or_withdrawn():
    accepted(invited())
    for service in (invitations.send_again, invitations.withdraw):
        with pytest.raises(GoneError):
            service(by=administrator(), invitation=Invitation.objects.get().pk, now=NOW)


@pytest.mark.parametrize("email", ["vera@example.org", "VERA@Example.ORG"])
def test_an_address_is_invited_once(email):
    invited()
    with pytest.raises(TakenError, match="invited already") as refused:
        invited(Grant(email))
    assert refused.value.field == "email"
    assert Invitation.objects.count() == 1


@both
def test_an_address_whose_invitation_is_too_old_can_be_invited_anew():
    invited()
    assert accepted(invited(now=NOW + WEEK), now=NOW + WEEK).email == "vera@example.org"


def test_who_has_an_account_is_not_invited():
    with pytest.raises(TakenError, match="has an account already"):
        invited(Grant(people.address("analyst").upper()))


def test_a_person_who_has_an_account_is_not_invited_under_another_address():
    accepted(invited())
    with pytest.raises(TakenError) as refused:
        invited(Grant("second@example.org", person="P022"))
    assert refused.value.field == "person"


def test_an_account_made_meanwhile_keeps_the_link_from_making_a_second():
    key = invited()
    Account.objects.create(email="Vera@example.org")
    with pytest.raises(TakenError):
        accepted(key)
    assert Invitation.objects.get().accepted_at is None


def test_each_step_is_in_the_journal_and_neither_link_nor_password_is():
    key = invited()
    _, second = invitations.send_again(by=administrator(), invitation=Invitation.objects.get().pk, now=NOW)
    account = accepted(second)
    told = list(Entry.objects.order_by("seq").values_list("action", "kind", "key"))
    number = str(Invitation.objects.get().pk)
    assert told == [
        ("create", "invitation", number),
        ("send_again", "invitation", number),
        ("create", "account", str(account.pk)),
    ]
    assert opened(Entry.objects.order_by("-seq")[0].after)["duties"] == ["analyst"]
    said = str([[opened(each.before), opened(each.after)] for each in Entry.objects.all()])
    assert not any(secret in said for secret in (key, second, PASSWORD))


def test_an_entry_that_cannot_be_written_leaves_no_invitation(monkeypatch):
    def fail(**_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(invitations, "record", fail)
    with pytest.raises(RuntimeError):
        invited()
    assert not Invitation.objects.exists()


class TestTheFirstAdministrator:
    @pytest.fixture(autouse=True)
    def _nobody(self):
        Account.objects.all().delete()

    def test_is_made_by_a_link_that_asks_for_the_address(self):
        key = invitations.first_administrator(now=NOW)
        account = accepted(key, name="Ada", email="ada@example.org")
        assert account.duties == ["administrator"]
        assert invitations.first_administrator(now=NOW) is None

    def test_has_a_day_for_it(self):
        key = invitations.first_administrator(now=NOW)
        with pytest.raises(GoneError):
            accepted(key, now=NOW + timedelta(days=1), email="ada@example.org")

    def test_the_link_of_an_earlier_start_is_worthless(self):
        first = invitations.first_administrator(now=NOW)
        assert invitations.first_administrator(now=NOW)
        with pytest.raises(GoneError):
            accepted(first, email="ada@example.org")

    def test_demo_accounts_do_not_count(self):
        Account.objects.create(email="executive@demo.invalid", demo=True)
        assert invitations.first_administrator(now=NOW)
