"""Sending what waits: each row by one sender, again after a while where it failed, given up after a day.

A row is taken by an update that holds it for some minutes; another sender then finds it taken. Whoever dies in the
middle holds it no longer than that: it is then sent again under the same id, by which a receiver knows it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from sightline_web.accounts.models import Account
from sightline_web.journal.services import record
from sightline_web.languages.preferences import Preferences, language_of
from sightline_web.languages.spoken import speaking
from sightline_web.notices import clock, mail, posting
from sightline_web.notices.models import ERROR_LETTERS, Message, Outgoing, Posting, Webhook
from sightline_web.notices.people import ALL, preference_of, zone_of
from sightline_web.notices.wording import GONE, NO_MAIL, NOT_TAKEN, NOTHING_TAKEN, OFF
from sightline_web.policy.actor import SYSTEM
from sightline_web.policy.words import Action, Record
from sightline_web.shell.sentences import counted
from sightline_web.stream.services import touch

__all__ = ["DISABLED_AFTER", "run", "send_posting"]

HELD = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
DISABLED_AFTER = timedelta(days=3)
AT_ONCE = 200
log = logging.getLogger(__name__)
Some = TypeVar("Some", bound=Outgoing)


def run(now: datetime) -> str:
    """Send what is due; returns how much was sent."""
    sent = _messages(now)
    posted = sum(send_posting(each, now) for each in _due(Posting.objects.all(), now))
    said = [counted(sent, "mail")] * bool(sent) + [counted(posted, "post")] * bool(posted)
    return " and ".join(said)


def _due(rows: QuerySet[Some], now: datetime) -> list[Some]:
    free = Q(state="waiting") | Q(state="sending", held_until__lt=now)
    return list(rows.filter(free, next_at__lte=now).order_by("created_at", "id")[:AT_ONCE])


def _take(rows: QuerySet[Some], row: Some, now: datetime) -> bool:
    """Take one row; False where another sender has it, or it is done."""
    free = Q(state="waiting") | Q(state="sending", held_until__lt=now)
    held = clock.now() + HELD
    taken = rows.filter(free, pk=row.pk, attempts=row.attempts).update(
        state="sending", held_until=max(held, now + HELD), attempts=row.attempts + 1
    )
    row.attempts += 1
    return bool(taken)


def _messages(now: datetime) -> int:
    """Send the messages that are due; those that waited for the end of quiet hours come as one."""
    every = Message.objects.unscoped(ALL)
    together: dict[tuple[int, object], list[Message]] = {}
    for row in _due(every, now):
        alone = not row.bundle or row.kind == "digest"
        together.setdefault((row.account, row.pk if alone else "bundle"), []).append(row)
    done = 0
    for (account, _), rows in together.items():
        taken = [row for row in rows if _take(every, row, now)]
        if taken:
            done += _mail(account, taken, now)
    if together:
        touch("notices")
    return done


def _mail(account: int, rows: list[Message], now: datetime) -> bool:
    """Send one mail; a server that fails is tried again, and breaks nothing."""
    every = Message.objects.unscoped(ALL)
    to = Account.objects.filter(pk=account, is_active=True).first()
    if to is None:
        return _over(every, rows, "given_up", now, GONE)
    if not mail.can_send() or to.demo:
        return _over(every, rows, "shown", now, NO_MAIL)
    try:
        told = _written(to, rows)
        mail.send(told, to.email, once=rows[0].once)
    except (SMTPException, OSError) as error:
        log.warning("a notice could not be sent: %s", type(error).__name__)
        for row in rows:
            _again(every, row, now, NOT_TAKEN.format(fault=type(error).__name__))
        return False
    _over(every, rows, "sent", now)
    return True


def _written(to: Account, rows: list[Message]) -> mail.Written:
    """Write out one mail of some messages, as whoever gets it reads: their language, their numbers and dates."""
    own, kind = Preferences.of(to), rows[0].kind
    with speaking(language_of(own)):
        return mail.written(
            kind, [row.content for row in rows], zone_of(preference_of(to.pk)), locale=own.locale,
            account=to.pk if {row.kind for row in rows} == {kind} else None,
        )  # fmt: skip


def send_posting(row: Posting, now: datetime) -> bool:
    """Post one row to its webhook, unless somebody else does; returns whether it was taken there."""
    every = Posting.objects.all()
    if not _take(every, row, now):
        return False
    hook = Webhook.objects.get(pk=row.webhook_id)  # type: ignore[attr-defined]  # Django's own name
    if hook.archived_at or hook.disabled_at:
        return _over(every, [row], "given_up", now, OFF)
    try:
        posting.post(hook.url, row.content, id=row.once, secret=posting.opened(hook.sealed), now=clock.now())
    except posting.PostError as error:
        _again(every, row, now, str(error))
        _failed(hook, now, str(error))
        return False
    _over(every, [row], "sent", now)
    Webhook.objects.filter(pk=hook.pk).exclude(failing_since=None).update(failing_since=None)
    return True


def _over(every: QuerySet[Some], rows: list[Some], state: str, now: datetime, error: str = "") -> bool:
    """End some rows; returns False, for nothing was sent where this says why."""
    every.filter(pk__in=[row.pk for row in rows]).update(
        state=state, done_at=now, held_until=None, error=error[:ERROR_LETTERS]
    )
    return not error


def _again(every: QuerySet[Some], row: Some, now: datetime, error: str) -> None:
    """Try a row again later, each time after twice as long; give it up after a day."""
    wait = min(FIRST_WAIT * 2 ** min(row.attempts - 1, 10), LONGEST_WAIT)
    if now + wait > row.until:
        _over(every, [row], "given_up", now, error)
        return
    every.filter(pk=row.pk).update(
        state="waiting", held_until=None, next_at=now + wait, error=error[:ERROR_LETTERS]
    )  # fmt: skip


def _failed(hook: Webhook, now: datetime, error: str) -> None:
    """Note that a webhook fails; switch it off where it has done so for days, and say so."""
    if hook.failing_since is None:
        Webhook.objects.filter(pk=hook.pk, failing_since=None).update(failing_since=now)
        return
    if now - hook.failing_since < DISABLED_AFTER:
        return
    with transaction.atomic():
        why = NOTHING_TAKEN.format(days=DISABLED_AFTER.days, error=error)[:ERROR_LETTERS]
        if Webhook.objects.filter(pk=hook.pk, disabled_at=None).update(disabled_at=now, disabled_why=why):
            record(
                by=SYSTEM, action=Action.EDIT, kind=Record.WEBHOOK, key=str(hook.pk), after={"disabled": why}
            )  # fmt: skip
            touch("notices")
