"""The accounts' administration: changes with a reason, nobody's own rights, and never without an administrator."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection

from sightline_web.accounts import administration, tokens
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.administration import RefusedError
from sightline_web.accounts.invitations import GoneError, Grant, TakenError
from sightline_web.accounts.models import Account, RecoveryLink
from sightline_web.journal.models import Entry
from sightline_web.journal.seal import opened
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.databases import BOTH

both = pytest.mark.parametrize("records", BOTH, indirect=True)

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PASSWORD = "a calm sentence about spare parts"


def administrator() -> Actor:
    return actor_of(people.account("administrator"))


def number(who: str) -> int:
    return people.account(who).pk


def last_entry() -> Entry:
    return Entry.objects.order_by("-seq")[0]


def test_a_change_of_duties_is_in_force_with_the_next_request(as_):
    client = as_("analyst")
    client.get("/")
    grant = Grant("", "Ann", (Duty.AUDITOR,), person="P016")
    administration.change(by=administrator(), account=number("analyst"), grant=grant, reason="moved to audit")
    actor = client.get("/").wsgi_request.actor
    assert actor.duties == {Duty.AUDITOR}
    assert actor.person == "P016"


def test_a_change_is_told_with_before_after_and_reason():
    grant = Grant("", "Ann", (Duty.HR_PARTNER,), ("service",))
    administration.change(by=administrator(), account=number("analyst"), grant=grant, reason="covers for Bo")
    told = last_entry()
    assert (told.action, told.kind, told.key) == ("edit", "account", str(number("analyst")))
    assert opened(told.before)["duties"] == ["analyst"]
    assert (opened(told.after)["duties"], opened(told.after)["units"]) == (["hr_partner"], ["service"])
    assert opened(told.reason) == "covers for Bo"


@both
def test_a_person_has_one_account():
    Account.objects.filter(pk=number("auditor")).update(person="P016")
    with pytest.raises(TakenError):
        administration.change(
            by=administrator(), account=number("analyst"), grant=Grant("", person="P016"), reason="mistyped"
        )
    assert people.account("analyst").duties == ["analyst"]
    assert not Entry.objects.exists()


@both
def test_a_disabled_account_is_out_with_its_next_request_and_comes_back(as_):
    client = as_("analyst")
    client.get("/")
    administration.disable(by=administrator(), account=number("analyst"), reason="left")
    assert client.get("/").wsgi_request.actor.account is None
    assert not UserSession.objects.filter(user=number("analyst")).exists()
    administration.enable(by=administrator(), account=number("analyst"), reason="came back")
    assert client.get("/").wsgi_request.actor.account is None
    assert as_(people.account("analyst")).get("/").wsgi_request.actor.account == number("analyst")
    assert list(Entry.objects.filter(kind="account").values_list("action", flat=True).order_by("seq")) == [
        "disable", "enable",
    ]  # fmt: skip


def test_sessions_are_ended_all_at_once_and_counted():
    people.signed_in(people.account("analyst"))
    held = UserSession.objects.filter(user=number("analyst")).count()
    administration.end_sessions(by=administrator(), account=number("analyst"), reason="lost a laptop")
    assert not UserSession.objects.filter(user=number("analyst")).exists()
    assert opened(last_entry().after)["sessions_ended"] == held > 0


@pytest.mark.parametrize("service", [administration.disable, administration.enable])
def test_nobody_changes_their_own_account(service):
    with pytest.raises(RefusedError, match="another administrator"):
        service(by=administrator(), account=number("administrator"), reason="why not")


def test_an_administrator_gives_themself_no_duty():
    grant = Grant("", duties=(Duty.ADMINISTRATOR, Duty.HR_PARTNER), units=("service",))
    with pytest.raises(RefusedError):
        administration.change(by=administrator(), account=number("administrator"), grant=grant, reason="to help out")
    assert people.account("administrator").duties == ["administrator"]


@both
def test_one_administrator_remains_whoever_asks():
    with pytest.raises(RefusedError, match="must remain"):
        administration.disable(by=SYSTEM, account=number("administrator"), reason="tidying up")
    with pytest.raises(RefusedError, match="must remain"):
        administration.change(by=SYSTEM, account=number("administrator"), grant=Grant(""), reason="tidying up")
    assert people.account("administrator").is_active
    assert not Entry.objects.exists()


def test_a_disabled_administrator_does_not_count_as_the_one_that_remains():
    Account.objects.create(email="second@example.org", duties=["administrator"], is_active=False)
    with pytest.raises(RefusedError, match="must remain"):
        administration.disable(by=SYSTEM, account=number("administrator"), reason="tidying up")


@both
def test_two_administrators_who_disable_each_other_at_once_leave_one():
    first = people.account("administrator")
    second = Account.objects.create(email="second@example.org", duties=["administrator"])

    def disables(pair: tuple[Account, Account]) -> bool:
        by, other = pair
        with closing(connection):
            try:
                administration.disable(by=actor_of(by), account=other.pk, reason="first come")
            except RefusedError:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(disables, [(first, second), (second, first)]))
    assert sorted(done) == [False, True]
    assert Account.objects.filter(pk__in=[first.pk, second.pk], is_active=True).count() == 1


def test_a_change_that_cannot_be_told_is_not_made(monkeypatch):
    def fail(**_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(administration, "record", fail)
    with pytest.raises(RuntimeError):
        administration.disable(by=administrator(), account=number("analyst"), reason="left")
    assert people.account("analyst").is_active


def test_the_list_says_who_has_a_second_factor_and_when_somebody_was_seen():
    Authenticator.objects.filter(user=number("auditor")).delete()
    people.signed_in(people.account("analyst"))
    lines = {line.account.email: line for line in administration.accounts()}
    assert lines[people.address("analyst")].seen_at is not None
    assert lines[people.address("analyst")].second_factor
    assert not lines[people.address("auditor")].second_factor


class TestRecovery:
    def link(self, *, factors_too: bool = False, now: datetime = NOW) -> str:
        return administration.recovery_link(
            by=administrator(), account=number("analyst"), factors_too=factors_too, reason="forgot it", now=now
        )[1]

    def test_sets_a_new_password_once(self):
        key = self.link()
        assert administration.recover(key=key, password=PASSWORD, now=NOW).check_password(PASSWORD)
        with pytest.raises(GoneError):
            administration.recover(key=key, password="another quite long sentence", now=NOW)

    def test_leaves_the_second_factor_alone_unless_told(self):
        administration.recover(key=self.link(), password=PASSWORD, now=NOW)
        assert Authenticator.objects.filter(user=number("analyst")).exists()
        administration.recover(key=self.link(factors_too=True), password=PASSWORD, now=NOW)
        assert not Authenticator.objects.filter(user=number("analyst")).exists()

    def test_ends_all_sessions(self):
        people.signed_in(people.account("analyst"))
        administration.recover(key=self.link(), password=PASSWORD, now=NOW)
        assert not UserSession.objects.filter(user=number("analyst")).exists()

    def test_works_for_a_day(self):
        with pytest.raises(GoneError):
            administration.recover(key=self.link(), password=PASSWORD, now=NOW + timedelta(days=1))

    def test_a_newer_link_makes_the_older_one_worthless(self):
        first = self.link()
        self.link()
        with pytest.raises(GoneError):
            administration.recover(key=first, password=PASSWORD, now=NOW)

    def test_opens_no_account_that_was_disabled_meanwhile(self):
        key = self.link()
        administration.disable(by=administrator(), account=number("analyst"), reason="left")
        with pytest.raises(GoneError):
            administration.recover(key=key, password=PASSWORD, now=NOW)

    def test_is_told_when_it_is_made_and_when_it_is_used_without_the_link(self):
        key = self.link()
        administration.recover(key=key, password=PASSWORD, now=NOW)
        entries = Entry.objects.filter(kind="account").order_by("seq")
        assert [each.action for each in entries] == ["recovery_link", "recover"]
        assert key not in str([[opened(each.before), opened(each.after)] for each in entries])
        assert RecoveryLink.objects.get().digest != key

    def test_tokens_go_on_for_they_are_not_the_password(self):
        account = people.account("analyst")
        tokens.make(
            by=actor_of(account), account=account, name="x", scopes=["goal:view"], days=30, now=datetime.now(UTC)
        )
        administration.recover(key=self.link(), password=PASSWORD, now=NOW)
        assert len(tokens.own(account=account, now=datetime.now(UTC))) == 1
