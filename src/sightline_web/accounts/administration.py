"""What administrators do to accounts. Each service is one transaction with its entry in the journal.

Nobody changes what their own account may do: another administrator does, so that no right is taken alone. One
administrator who can sign in always remains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.accounts import sessions
from sightline_web.accounts.invitations import GoneError, Grant, TakenError
from sightline_web.accounts.keys import digest, link_key
from sightline_web.accounts.models import Account, RecoveryLink
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Duty, Record

__all__ = [
    "RECOVERY_AGE",
    "Line",
    "RefusedError",
    "accounts",
    "change",
    "disable",
    "enable",
    "end_sessions",
    "find_recovery",
    "recover",
    "recovery_link",
]

RECOVERY_AGE = timedelta(hours=24)


class RefusedError(Exception):
    """What an administrator may not do; the text says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Line:
    """An account as a list shows it."""

    account: Account
    seen_at: datetime | None
    second_factor: bool


@store.reading()
def accounts() -> list[Line]:
    """Return all accounts by name, those that are disabled last."""
    seen = dict(UserSession.objects.values_list("user_id").annotate(Max("last_seen_at")))
    strong = set(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("user_id", flat=True)
    )
    lines = [
        Line(each, max(filter(None, (seen.get(each.pk), each.last_login)), default=None), each.pk in strong)
        for each in Account.objects.all()
    ]
    return sorted(lines, key=lambda line: (not line.account.is_active, line.account.name.casefold(), line.account.pk))


def _plain(account: Account) -> dict[str, object]:
    return {
        "name": account.name,
        "duties": account.duties,
        "units": account.units,
        "person": account.person,
        "active": account.is_active,
    }


@store.writing()
def _kept(
    by: Actor, account: int, action: str, reason: str, apply: Callable[[Account], object], *, own: bool = False
) -> Account:
    """Do something to an account and tell it in the journal, both or neither."""
    with transaction.atomic():
        everybody = {each.pk: each for each in Account.objects.select_for_update().order_by("pk")}
        found = everybody.get(account)
        if found is None:
            raise GoneError
        if by.account == found.pk and not own:
            raise RefusedError(_("Nobody changes their own account here; ask another administrator to do it."))
        before = _plain(found)
        more = apply(found)
        if not any(each.is_active and Duty.ADMINISTRATOR.value in each.duties for each in everybody.values()):
            raise RefusedError(_("One administrator must remain; give somebody else that duty first."))
        found.save()
        after = _plain(found) | (more if isinstance(more, dict) else {})
        record(
            by=by,
            action=action,
            kind=Record.ACCOUNT,
            key=str(found.pk),
            subject=found.person,
            before=before,
            after=after,
            reason=reason,
        )
        return found


def change(*, by: Actor, account: int, grant: Grant, reason: str) -> Account:
    """Change what an account is for; in force with its next request.

    Raises
    ------
    RefusedError
        If it is the actor's own, or no administrator would remain.
    TakenError
        If the person has another account.
    """

    def apply(found: Account) -> None:
        found.name, found.person = grant.name, grant.person
        found.duties, found.units = [str(duty) for duty in grant.duties], list(grant.units)

    try:
        return _kept(by, account, Action.EDIT, reason, apply)
    except IntegrityError as error:
        raise TakenError("person", _("Person {person} has another account.").format(person=grant.person)) from error


def disable(*, by: Actor, account: int, reason: str) -> Account:
    """Let nobody sign in to an account, and end its sessions; it can be enabled again. Raises RefusedError."""

    def apply(found: Account) -> dict[str, Any]:
        found.is_active = False
        return {"sessions_ended": sessions.end_all(found)}

    return _kept(by, account, "disable", reason, apply)


def enable(*, by: Actor, account: int, reason: str) -> Account:
    """Let an account sign in again. Raises RefusedError."""

    def apply(found: Account) -> None:
        found.is_active = True

    return _kept(by, account, "enable", reason, apply)


def end_sessions(*, by: Actor, account: int, reason: str) -> Account:
    """End all sessions of an account, the actor's own too."""
    return _kept(
        by, account, "end_sessions", reason, lambda found: {"sessions_ended": sessions.end_all(found)}, own=True
    )


def recovery_link(*, by: Actor, account: int, factors_too: bool, reason: str, now: datetime) -> tuple[Account, str]:
    """Make a link by which somebody sets a new password, and where told a new second factor; return its secret.

    Earlier links of the account are worthless. Raises RefusedError.
    """
    key = link_key()

    def apply(found: Account) -> dict[str, Any]:
        if not found.is_active or found.demo:
            raise RefusedError(_("This account cannot sign in, so there is nothing to recover; enable it first."))
        RecoveryLink.objects.filter(account=found, used_at=None).update(used_at=now)
        RecoveryLink.objects.create(
            account=found,
            digest=digest(key),
            factors_too=factors_too,
            created_at=now,
            expires_at=now + RECOVERY_AGE,
        )
        return {"second_factor_too": factors_too}

    return _kept(by, account, "recovery_link", reason, apply), key


@store.reading()
def find_recovery(*, key: str, now: datetime) -> RecoveryLink:
    """Return the recovery of a link; raises GoneError."""
    found = (
        RecoveryLink.objects.select_related("account")
        .filter(digest=digest(key), used_at=None, expires_at__gt=now, account__is_active=True)
        .first()
    )
    if found is None:
        raise GoneError
    return found


@store.writing()
@transaction.atomic
def recover(*, key: str, password: str, now: datetime, origin: str = "") -> Account:
    """Set a password, checked already, and end all sessions; the link works no more. Raises GoneError."""
    found = find_recovery(key=key, now=now)
    if not RecoveryLink.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
        raise GoneError
    account = found.account
    account.set_password(password)
    account.save(update_fields=["password"])
    if found.factors_too:
        Authenticator.objects.filter(user=account).delete()
    sessions.end_all(account)
    record(
        by=Actor(account.pk, account.email, person=account.person or None, origin=origin),
        action="recover",
        kind=Record.ACCOUNT,
        key=str(account.pk),
        subject=account.person,
        after={"second_factor_too": found.factors_too},
    )
    return account
