"""Who comes and goes, and who tries to, stands in the journal."""

from __future__ import annotations

from allauth.account.signals import password_changed, user_logged_in
from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from sightline_web.accounts.models import Account
from sightline_web.journal import seal
from sightline_web.journal.models import Entry
from tests.web import people


def request(user=None):
    made = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9")
    made.user, made.session = user, SessionStore()
    return made


def told():
    return list(Entry.objects.values_list("action", "kind", "key", "account"))


def test_a_sign_in_a_change_and_a_sign_out_are_written_with_the_account(as_):
    ann = people.account("analyst")
    user_logged_in.send(Account, request=request(ann), user=ann)
    password_changed.send(Account, request=request(ann), user=ann)
    as_("analyst").logout()
    key = str(ann.pk)
    assert told() == [
        ("sign_in", "account", key, ann.pk),
        ("change_password", "account", key, ann.pk),
        ("sign_out", "account", key, ann.pk),
    ]
    assert seal.opened(Entry.objects.first().origin) == "192.0.2.9"


def test_a_wrong_password_is_written_for_the_account_that_was_tried(records):
    assert authenticate(request(), email="ANALYST@example.org", password="wrong") is None
    [entry] = Entry.objects.all()
    assert (entry.actor, entry.action, entry.key) == ("nobody", "fail_sign_in", str(people.account("analyst").pk))


def test_tries_of_an_unknown_address_belong_together_and_do_not_tell_it(records):
    for tried in ("stranger@example.org", "Stranger@Example.org", "other@example.org"):
        assert authenticate(request(), email=tried, password="wrong") is None
    first, second, third = Entry.objects.values_list("key", flat=True)
    assert first == second != third
    assert first.startswith("unknown:")
    assert "stranger" not in str(list(Entry.objects.values())).lower()


def test_visitors_of_the_demo_come_and_go_unwritten(records):
    ann = people.account("analyst")
    ann.demo = True
    user_logged_in.send(Account, request=request(ann), user=ann)
    assert told() == []
