"""Webhooks as administrators keep them: each service is one transaction with its entry in the journal."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import reverse

from sightline_web import store
from sightline_web.journal.services import record
from sightline_web.languages.marks import noted
from sightline_web.notices.models import GIVEN_UP_AFTER, Posting, Webhook
from sightline_web.notices.posting import check_address, new_secret, sealed
from sightline_web.notices.services import post
from sightline_web.notices.told import EVENTS, Notice
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record
from sightline_web.stream.services import touch

__all__ = ["make", "replay", "switch", "take_away", "tried"]

TEST = "test"


@store.writing()
@transaction.atomic
def make(*, by: Actor, title: str, url: str, events: Sequence[str], now: datetime) -> tuple[Webhook, str]:
    """Keep a webhook; returns it with its secret, which is shown this once.

    Raises
    ------
    AddressError
        If nothing is posted to such an address.
    """
    check_address(url)
    secret = new_secret()
    chosen = [each for each in EVENTS if each in events]
    made = Webhook.objects.create(title=title, url=url, events=chosen, sealed=sealed(secret), created_at=now)
    record(
        by=by, action=Action.CREATE, kind=Record.WEBHOOK, key=str(made.pk),
        after={"title": title, "host": urlsplit(url).hostname, "events": chosen},
    )  # fmt: skip
    return made, secret


@store.writing()
@transaction.atomic
def switch(*, by: Actor, webhook: int, on: bool, now: datetime) -> bool:
    """Switch a webhook on or off; returns whether it was otherwise."""
    there = Webhook.objects.filter(pk=webhook, archived_at=None)
    if on:
        changed = there.exclude(disabled_at=None).update(disabled_at=None, disabled_why="", failing_since=None)
    else:
        changed = there.filter(disabled_at=None).update(disabled_at=now, disabled_why=noted("Switched off by hand."))
    if changed:
        record(by=by, action=Action.EDIT, kind=Record.WEBHOOK, key=str(webhook), after={"on": on})
        touch("notices")
    return bool(changed)


@store.writing()
@transaction.atomic
def take_away(*, by: Actor, webhook: int, now: datetime) -> bool:
    """Delete a webhook: nothing is posted there any more, and its secret is gone."""
    there = Webhook.objects.filter(pk=webhook, archived_at=None)
    if not there.update(archived_at=now, sealed=""):
        return False
    record(by=by, action=Action.DELETE, kind=Record.WEBHOOK, key=str(webhook))
    return True


@store.writing()
@transaction.atomic
def tried(*, by: Actor, webhook: int, now: datetime) -> Posting | None:
    """Write a post that says nothing, to see whether it arrives; None where there is no such webhook."""
    hook = Webhook.objects.filter(pk=webhook, archived_at=None).first()
    if hook is None:
        return None
    notice = Notice(TEST, TEST, "This is a test", "Somebody has pressed the button.", "", None, reverse("webhooks"))
    post("test", notice, now, only=hook)
    record(by=by, action=Action.EDIT, kind=Record.WEBHOOK, key=str(webhook), after={"tested": True})
    return Posting.objects.filter(webhook=hook).first()


@store.writing()
@transaction.atomic
def replay(*, by: Actor, posting: int, now: datetime) -> Posting | None:
    """Write a post once more, under an id of its own; None where there is none, or its webhook is gone."""
    old = Posting.objects.filter(pk=posting, webhook__archived_at=None).first()
    if old is None:
        return None
    made = Posting.objects.create(
        once=f"msg_{uuid.uuid4().hex}", content=old.content, webhook=old.webhook, created_at=now, next_at=now,
        until=now + GIVEN_UP_AFTER,
    )  # fmt: skip
    record(
        by=by, action=Action.EDIT, kind=Record.WEBHOOK, key=str(old.webhook.pk), after={"replayed": old.once}
    )  # fmt: skip
    return made
