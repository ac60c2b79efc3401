"""Signing in and out, and changes of what one signs in with, as the journal tells them.

Django and allauth say when it happens; nothing here decides anything. An address that was tried and is nobody's stands
there as a keyed digest: tries of the same one can be told to belong together, and no address of a stranger is kept.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from django.contrib.auth import signals as auth_signals
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest

from sightline_web import store
from sightline_web.accounts.acting import actor_of, origin_of
from sightline_web.accounts.models import Account
from sightline_web.journal.services import record
from sightline_web.policy.actor import NOBODY, Actor
from sightline_web.policy.words import Record
from sightline_web.secrets_ import secret

__all__ = ["connect"]

CHANGES: Mapping[str, Signal] = {
    "change_password": account_signals.password_changed,
    "set_password": account_signals.password_set,
    "reset_password": account_signals.password_reset,
    "change_address": account_signals.email_changed,
    "add_address": account_signals.email_added,
    "remove_address": account_signals.email_removed,
    "add_factor": mfa_signals.authenticator_added,
    "remove_factor": mfa_signals.authenticator_removed,
    "renew_factor": mfa_signals.authenticator_reset,
}


def connect() -> None:
    """Have all of it told from now on."""
    account_signals.user_logged_in.connect(_signed_in, dispatch_uid="sightline-journal-in")
    auth_signals.user_logged_out.connect(_signed_out, dispatch_uid="sightline-journal-out")
    auth_signals.user_login_failed.connect(_refused, dispatch_uid="sightline-journal-refused")
    mfa_signals.authentication_failed.connect(_refused_factor, dispatch_uid="sightline-journal-factor")
    for signal in CHANGES.values():
        signal.connect(_changed, dispatch_uid="sightline-journal-changed")


def _signed_in(*, request: HttpRequest, user: object, **_rest: object) -> None:
    _tell(request, user, "sign_in")


def _signed_out(*, request: HttpRequest, user: object, **_rest: object) -> None:
    _tell(request, user, "sign_out")


def _changed(*, signal: Signal, request: HttpRequest, user: object, **rest: Any) -> None:
    action = next(name for name, each in CHANGES.items() if each is signal)
    factor = rest.get("authenticator")
    _tell(request, user, action, after=None if factor is None else {"factor": str(factor.type)})


def _refused_factor(*, request: HttpRequest, user: object, **_rest: object) -> None:
    if isinstance(user, Account):
        _fail(request, str(user.pk), user.person)


def _refused(*, credentials: Mapping[str, object], request: HttpRequest | None = None, **_rest: object) -> None:
    tried = str(credentials.get("email") or credentials.get("username") or "")[:254]
    with store.reading():
        found = Account.objects.filter(email__iexact=tried).first() if tried else None
    if found is not None:
        _fail(request, str(found.pk), found.person)
    else:
        digest = hmac.digest(secret("journal_key").encode(), f"address\n{tried.casefold()}".encode(), "sha256")
        _fail(request, f"unknown:{digest.hex()[:12]}", "")


@store.writing()
@transaction.atomic
def _fail(request: HttpRequest | None, key: str, subject: str) -> None:
    origin = "" if request is None else origin_of(request)
    by = Actor(None, NOBODY.name, origin=origin)
    record(by=by, action="fail_sign_in", kind=Record.ACCOUNT, key=key, subject=subject)


def _tell(request: HttpRequest, user: object, action: str, *, after: object = None) -> None:
    """Write down what an account did with itself; visitors of the demo come and go unwritten."""
    if not isinstance(user, Account) or user.demo:
        return
    with store.writing(), transaction.atomic():
        by = actor_of(user, origin=origin_of(request))
        record(by=by, action=action, kind=Record.ACCOUNT, key=str(user.pk), subject=user.person, after=after)
