"""Following: each service is one transaction with its entry in the journal; what was ended can be taken up again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.anchors import Anchor
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record
from sightline_web.stream.services import touch
from sightline_web.subscriptions.models import CADENCES, Subscription
from sightline_web.subscriptions.stands import Stand

__all__ = ["MOST", "TooManyError", "change", "end", "follow", "mail_switch", "pause", "restore"]

MOST = 200  # that one account follows: a digest of more is none


class TooManyError(ValueError):
    """Somebody follows as much as one can."""


@store.writing()
@transaction.atomic
def follow(
    *, by: Actor, anchor: Anchor, query: str, cadence: str, mail: bool, stand: Stand, at: datetime
) -> Subscription:
    """Follow a page from now on; what is followed already is followed as chosen now, and gone on with.

    Raises
    ------
    TooManyError
        If the actor follows as much as one can.
    """
    mine = Subscription.objects.for_actor(by, Action.LIST).filter(account=by.account, archived_at=None)
    there = mine.filter(kind=anchor.kind.id, key=anchor.key, query=query).first()
    if there is not None:
        change(by=by, subscription=there.pk, cadence=cadence, mail=mail)
        pause(by=by, subscription=there.pk, at=at, stop=False)
        return there
    if mine.count() >= MOST:
        text = _("You follow {count} things, which is as much as one can. End one first.")
        raise TooManyError(text.format(count=MOST))
    made = Subscription.objects.create(
        account=by.account or 0, kind=anchor.kind.id, key=anchor.key, query=query, cadence=cadence, mail=mail,
        made_at=at, told=stand.plain(), told_at=at,
    )  # fmt: skip
    _journal(by, Action.CREATE, made, after=_told(made) | {"page": f"{anchor.kind.id} {anchor.key}"})
    return made


@store.writing()
@transaction.atomic
def change(*, by: Actor, subscription: int, cadence: str, mail: bool) -> bool:
    """Choose when and how one is told of something; return whether it is there."""
    if cadence not in CADENCES:
        raise ValueError(cadence)
    theirs = Subscription.objects.for_actor(by, Action.EDIT).filter(pk=subscription, archived_at=None)
    was = theirs.first()
    if was is None:
        return False
    theirs.update(cadence=cadence, mail=mail)
    now = theirs.get()
    if _told(was) != _told(now):
        _journal(by, Action.EDIT, now, before=_told(was), after=_told(now))
    return True


@store.writing()
@transaction.atomic
def pause(*, by: Actor, subscription: int, at: datetime, stop: bool) -> bool:
    """Have somebody told nothing of something for a while, or again; return whether that is new."""
    theirs = Subscription.objects.for_actor(by, Action.EDIT).filter(pk=subscription, archived_at=None)
    was = theirs.filter(paused_at__isnull=stop).first()
    if was is None:
        return False
    theirs.update(paused_at=at if stop else None)
    _journal(by, Action.EDIT, was, after={"paused": stop})
    return True


@store.writing()
@transaction.atomic
def end(*, by: Actor, subscription: int, at: datetime) -> bool:
    """Follow something no more, so that it can be taken up again; return whether it was followed."""
    theirs = Subscription.objects.for_actor(by, Action.DELETE).filter(pk=subscription, archived_at=None)
    was = theirs.first()
    if was is None:
        return False
    theirs.update(archived_at=at)
    _journal(by, Action.DELETE, was, before=_told(was))
    return True


@store.writing()
@transaction.atomic
def restore(*, by: Actor, subscription: int) -> bool:
    """Take up again what was ended, as it was; return whether it was. What is followed anew meanwhile stays so."""
    theirs = Subscription.objects.for_actor(by, Action.RESTORE).filter(pk=subscription).exclude(archived_at=None)
    was = theirs.first()
    mine = Subscription.objects.for_actor(by, Action.LIST).filter(account=by.account, archived_at=None)
    if was is None or mine.filter(kind=was.kind, key=was.key, query=was.query).exists():
        return False
    theirs.update(archived_at=None)
    _journal(by, Action.RESTORE, was, after=_told(was))
    return True


@store.writing()
@transaction.atomic
def mail_switch(*, by: Actor, cadence: str, on: bool) -> int:
    """End the mails of one cadence, or send them again; in the app it is told all the same. Return how many changed."""
    theirs = Subscription.objects.for_actor(by, Action.EDIT).filter(account=by.account, cadence=cadence, mail=not on)
    changed = theirs.update(mail=on)
    if changed:
        after = {"cadence": cadence, "mail": on}
        record(by=by, action=Action.EDIT, kind=Record.SUBSCRIPTION, key=str(by.account), after=after)
        touch("notices")
    return changed


def _told(row: Subscription) -> dict[str, object]:
    return {"cadence": row.cadence, "mail": row.mail}


def _journal(
    by: Actor, action: Action, row: Subscription, *, before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:  # fmt: skip
    record(by=by, action=action, kind=Record.SUBSCRIPTION, key=str(row.pk), before=before, after=after)
    touch("notices")
