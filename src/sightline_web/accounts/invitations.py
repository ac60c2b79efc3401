"""Invitations: an administrator names an address and what it is for, and gives it a link that works once.

The link is shown, or sent, when it is made, and cannot be shown again: the database keeps its digest. Whoever opens it
in time chooses a name and a password; the address counts as verified, for the link reached it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.accounts.keys import digest, link_key
from sightline_web.accounts.models import Account, Invitation
from sightline_web.journal.seal import Personal
from sightline_web.journal.services import record
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Action, Duty, Record

__all__ = [
    "FIRST_LINK_AGE",
    "LINK_AGE",
    "GoneError",
    "Grant",
    "TakenError",
    "accept",
    "find",
    "first_administrator",
    "invite",
    "send_again",
    "withdraw",
]

LINK_AGE = timedelta(days=7)
FIRST_LINK_AGE = timedelta(hours=24)


class TakenError(ValueError):
    """An address or a person has an account, or an open invitation; `field` says which is taken."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class GoneError(LookupError):
    """An invitation that is not open: unknown, accepted, withdrawn, or too old."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What an account is to be: whose, and what for."""

    email: str
    name: str = ""
    duties: tuple[Duty, ...] = ()
    units: tuple[str, ...] = ()
    person: str = ""


@store.writing()
@transaction.atomic
def invite(*, by: Actor, grant: Grant, now: datetime, age: timedelta = LINK_AGE) -> tuple[Invitation, str]:
    """Keep an invitation; return it with the secret of its link.

    Raises
    ------
    TakenError
        If the address or the person has an account already, or the address an open invitation.
    """
    _refuse_taken(grant)
    Invitation.objects.filter(email__iexact=grant.email, accepted_at=None, expires_at__lte=now).update(withdrawn_at=now)
    key = link_key()
    try:
        with transaction.atomic():
            made = Invitation.objects.create(
                email=grant.email,
                name=grant.name,
                duties=[str(duty) for duty in grant.duties],
                units=list(grant.units),
                person=grant.person,
                digest=digest(key),
                invited_by=by.name,
                created_at=now,
                expires_at=now + age,
            )
    except IntegrityError as error:
        cause = _("{address} has been invited already: send that invitation again.").format(address=grant.email)
        raise TakenError("email", cause) from error
    _tell(by, Action.CREATE, made, after=_plain(made))
    return made, key


def _refuse_taken(grant: Grant) -> None:
    if grant.email and Account.objects.filter(email__iexact=grant.email).exists():
        raise TakenError("email", _("{address} has an account already.").format(address=grant.email))
    if grant.person and Account.objects.filter(person=grant.person).exists():
        raise TakenError("person", _("Person {person} has an account already.").format(person=grant.person))


def _plain(invitation: Invitation) -> dict[str, object]:
    who = {"email": invitation.email, "name": invitation.name}
    sealed = who if invitation.person else Personal(who, f"invitation:{invitation.pk}")  # or all under the person's key
    return {"who": sealed, "duties": invitation.duties, "units": invitation.units}


def _tell(by: Actor, action: str, invitation: Invitation, *, after: object = None, reason: str = "") -> None:
    record(
        by=by,
        action=action,
        kind=Record.INVITATION,
        key=str(invitation.pk),
        subject=invitation.person,
        after=after,
        reason=reason,
    )


@store.writing()
@transaction.atomic
def withdraw(*, by: Actor, invitation: int, now: datetime) -> Invitation:
    """Make an invitation's link worthless; raises GoneError."""
    found = _open(invitation)
    found.withdrawn_at = now
    found.save(update_fields=["withdrawn_at"])
    _tell(by, "withdraw", found)
    return found


@store.writing()
@transaction.atomic
def send_again(*, by: Actor, invitation: int, now: datetime) -> tuple[Invitation, str]:
    """Make a new link, good for as long as a new invitation; the old one is worthless. Raises GoneError."""
    found, key = _open(invitation), link_key()
    found.digest, found.expires_at = digest(key), now + LINK_AGE
    found.save(update_fields=["digest", "expires_at"])
    _tell(by, "send_again", found)
    return found, key


def _open(invitation: int) -> Invitation:
    found = Invitation.objects.select_for_update().filter(pk=invitation, accepted_at=None, withdrawn_at=None).first()
    if found is None:
        raise GoneError
    return found


@store.reading()
def find(*, key: str, now: datetime) -> Invitation:
    """Return the open invitation of a link; raises GoneError."""
    found = Invitation.objects.filter(
        digest=digest(key), accepted_at=None, withdrawn_at=None, expires_at__gt=now
    ).first()
    if found is None:
        raise GoneError
    return found


@store.writing()
@transaction.atomic
def accept(*, key: str, grant: Sequence[str], password: str, now: datetime, origin: str = "") -> Account:
    """Make the account of an invitation; the link works no more.

    Parameters
    ----------
    key : str
        The secret of the link.
    grant : pair of str
        The name, and the address where the invitation leaves it open, as the first administrator's does.
    password : str
        Checked already.

    Raises
    ------
    GoneError, TakenError
        If the invitation is no longer open, or its address or person has got an account otherwise.
    """
    name, email = grant
    found = find(key=key, now=now)
    if not Invitation.objects.filter(pk=found.pk, accepted_at=None, withdrawn_at=None).update(accepted_at=now):
        raise GoneError
    address = found.email or email
    _refuse_taken(Grant(address, person=found.person))
    account = Account(
        email=address, name=name, duties=found.duties, units=found.units, person=found.person, created_at=now
    )
    account.set_password(password)
    account.save(force_insert=True)
    EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
    after = {"email": address, "duties": found.duties, "units": found.units, "person": found.person}
    by = Actor(account.pk, address, person=found.person or None, origin=origin)
    record(
        by=by,
        action=Action.CREATE,
        kind=Record.ACCOUNT,
        key=str(account.pk),
        subject=found.person,
        after=after,
        reason=f"invited by {found.invited_by}",
    )
    return account


@store.writing()
@transaction.atomic
def first_administrator(*, now: datetime) -> str | None:
    """Return the secret of a link for the first administrator; None where somebody has an account, demo ones aside.

    Each call makes a new link, good for a day; the one before is worthless.
    """
    if Account.objects.filter(demo=False).exists():
        return None
    Invitation.objects.filter(email="", accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    grant = Grant("", duties=(Duty.ADMINISTRATOR,))
    return invite(by=SYSTEM, grant=grant, now=now, age=FIRST_LINK_AGE)[1]
