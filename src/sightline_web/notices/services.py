"""Telling: what happened becomes messages to those whom it concerns, and posts to webhooks, in its own transaction.

Only what interrupts is told a person at once; the rest is on its page and in the digest. Nothing is sent here: the job
that sends begins where this transaction has ended.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.db import transaction

from sightline_web import rows, store
from sightline_web.accounts.models import Account
from sightline_web.engine.saying import joined, say
from sightline_web.journal.services import record
from sightline_web.notices import clock
from sightline_web.notices.models import GIVEN_UP_AFTER, Ladder, Message, Open, Posting, Preference, Webhook
from sightline_web.notices.people import ALL, preference_of, quiet_of, served, tiers_of
from sightline_web.notices.told import Exceptional, Notice, absolute, notice_of
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Action, Record
from sightline_web.raised import Raised
from sightline_web.stream.services import touch

__all__ = [
    "SETTINGS",
    "accounts_there",
    "digest_switch",
    "escalated",
    "ladder",
    "ladder_set",
    "mentions_switch",
    "message",
    "plain",
    "post",
    "preference_set",
    "queue",
]

OWN_HOUR = frozenset({"digest", "daily", "weekly", "monthly"})  # whatever the quiet hours
TELLS = frozenset({"interrupted", "handed over"})  # a person, at once
BEGINS = frozenset({"raised", "regressed", "woke", "reopened", "handed over"})  # waiting anew, from now on
WAITING = frozenset({"new", "regressed"})
POSTED = {
    "raised": "exception.raised",
    "woke": "exception.raised",
    "regressed": "exception.regressed",
    "resolved": "exception.resolved",
    "went": "exception.resolved",
}
SETTINGS = (
    "digest", "hour", "weekday", "zone", "quiet_from", "quiet_until", "workdays", "controls_through", "mentions",
)  # fmt: skip


@rows.acting_as(SYSTEM)  # whoever made it happen may not see what others are told
@transaction.atomic
def queue(exception: Exceptional, what: str) -> None:
    """Tell what happened to an exception; belongs into the transaction in which it happened.

    Parameters
    ----------
    exception : Exceptional
        As it stands now.
    what : str
        What happened: `raised`, `regressed`, `woke`, `went`, `interrupted`, or what somebody did.
    """
    now = clock.now()
    stand = _stand(exception, what, now)
    due = stand.due_at if stand else None
    notice = notice_of(exception, what, due=due, interrupting=what in TELLS)
    if notice.interrupting and stand is not None and stand.tiers:
        _alert(notice, stand.tiers[0], now)
    if event := POSTED.get(what):
        post(event, notice, now)
    if notice.control and what in {"raised", "regressed"}:
        post("sender.silent" if _silent(exception.raised) else "control.failed", notice, now)


def _silent(raised: Raised) -> bool:
    """Return whether this is a log from which nothing comes any more, as the live process says it."""
    return raised.rule is None and raised.metric is None and [name for name, _ in raised.segment] == ["log"]


def _stand(exception: Exceptional, what: str, now: datetime) -> Open | None:
    """Keep how an exception stands; None where it is closed.

    Moments of the data may be years behind the clock, as in a replay: how long somebody has is counted from now.
    """
    raised = exception.raised
    if not raised.open:
        Open.objects.filter(key=raised.key).delete()
        return None
    row = Open.objects.filter(key=raised.key).first()
    new = row is None
    row = row or Open(key=raised.key)
    if new or what in BEGINS or raised.owner != (row.role or None):
        left = raised.due - (raised.seen_at or raised.changed_at) if raised.due else None
        row.since, row.level = now, 0
        row.due_at = now + max(left, timedelta(0)) if left is not None else None
        row.tiers = tiers_of(raised.owner or "", served())
    row.state, row.role, row.waits = raised.state, raised.owner or "", raised.state in WAITING
    row.regressed = raised.regressions > 0
    row.content = notice_of(exception, what, due=row.due_at, interrupting=raised.interrupting).plain()
    row.save()
    return row


def _alert(notice: Notice, accounts: Iterable[int], now: datetime) -> None:
    for account in accounts:
        message("alert", notice.plain(), account=account, now=now, through=notice.control)


def message(
    kind: str, content: dict[str, object], *, account: int, now: datetime, once: str = "", through: bool = False,
    here: bool = False,
) -> Message | None:  # fmt: skip
    """Write a message to an account, to be sent when its quiet hours are over; None where it was written before.

    Parameters
    ----------
    kind : str
        `alert`, `escalation`, `digest`, `mention`, `change`, or the pace of a digest of what is followed.
    content : mapping
        What it says.
    account : int
        To whom.
    now : datetime
        When.
    once : str, optional
        What makes it the same message, where it must not be sent twice.
    through : bool
        Whether it is about a control, which may come at any hour where the account says so.
    here : bool
        Whether it is shown in the app alone, and no mail is sent.
    """
    preference = preference_of(account)
    here = here or (kind == "mention" and not preference.mentions)
    at_once = kind in OWN_HOUR or (through and preference.controls_through)
    when = now if at_once else quiet_of(preference).over(now)
    made, new = Message.objects.unscoped(ALL).get_or_create(
        once=once or f"msg_{uuid.uuid4().hex}",
        defaults={
            "kind": kind, "content": content, "account": account, "created_at": now, "next_at": when,
            "until": when + GIVEN_UP_AFTER, "bundle": when > now, "state": "shown" if here else "waiting",
            "done_at": now if here else None,
        },
    )  # fmt: skip
    touch("notices")
    return made if new else None


def post(event: str, notice: Notice, now: datetime, *, only: Webhook | None = None) -> int:
    """Write a post for each webhook that wants an event, or for one alone; returns how many."""
    said = notice.plain()
    told = {name: said[name] for name in ("key", "title", "sentence", "due")}
    told |= {"role": notice.owner_role or None, "url": absolute(notice.href)}
    content = {"type": event, "timestamp": now.isoformat(timespec="seconds"), "data": told}
    found = [only] if only else Webhook.objects.filter(disabled_at=None, archived_at=None)
    wanted = [each for each in found if only or event in each.events]
    for each in wanted:
        Posting.objects.create(
            once=f"msg_{uuid.uuid4().hex}", content=content, webhook=each, created_at=now, next_at=now,
            until=now + GIVEN_UP_AFTER,
        )  # fmt: skip
    return len(wanted)


@store.writing()
@transaction.atomic
def preference_set(*, by: Actor, **chosen: object) -> Preference:
    """Keep how whoever acts wants to be told; what already waits is told by the new hours."""
    kept = Preference.objects.for_actor(by, Action.EDIT).filter(account=by.account).first()
    row = kept or Preference(account=by.account or 0)
    before = plain(row)
    if row.digest != "never":
        row.digest_before = row.digest
    for name in SETTINGS:
        setattr(row, name, chosen[name])
    if row.digested_at is None:
        row.digested_at = clock.now()  # the first digest comes at the next hour of it, not now
    row.save()
    now = clock.now()
    waiting = Message.objects.for_actor(by, Action.EDIT).filter(account=by.account, state="waiting", bundle=True)
    when = quiet_of(row).over(now)
    waiting.filter(attempts=0).update(next_at=when, until=when + GIVEN_UP_AFTER)
    after = plain(row)
    record(by=by, action=Action.EDIT, kind=Record.NOTICE, key=str(by.account), before=before, after=after)
    touch("notices")
    return row


def digest_switch(by: Actor, on: bool) -> Preference:  # noqa: FBT001 -- one answer of a form
    """End the digest of exceptions, or have it come again as often as it did."""
    kept = preference_of(by.account or 0)
    again = kept.digest if kept.digest != "never" else kept.digest_before
    return preference_set(by=by, **_as_it_is(by) | {"digest": again if on else "never"})


def mentions_switch(by: Actor, on: bool) -> Preference:  # noqa: FBT001 -- the same
    """End mails about mentions, or have them sent again."""
    return preference_set(by=by, **_as_it_is(by) | {"mentions": on})


def _as_it_is(by: Actor) -> dict[str, object]:
    kept = preference_of(by.account or 0)
    return {name: getattr(kept, name) for name in SETTINGS}


def plain(preference: Preference) -> dict[str, object]:
    """Return settings as JSON can hold them."""
    every = {name: getattr(preference, name) for name in SETTINGS}
    return {name: str(value) if isinstance(value, time) else value for name, value in every.items()}


def ladder() -> Ladder:
    """Return when the role above is told."""
    return Ladder.objects.filter(pk=1).first() or Ladder(pk=1)


@store.writing()
@transaction.atomic
def ladder_set(*, by: Actor, hours: list[int], due_hours: int) -> None:
    """Say when the role above is told: hours past due for each level, and how long what has no due may wait."""
    before = ladder()
    Ladder.objects.update_or_create(pk=1, defaults={"hours": hours, "due_hours": due_hours})
    record(
        by=by, action=Action.EDIT, kind=Record.NOTICE, key="escalation",
        before={"hours": before.hours, "due_hours": before.due_hours},
        after={"hours": hours, "due_hours": due_hours},
    )  # fmt: skip


def escalated(notice: Notice) -> Notice:
    """Return what the role above is told of something that nobody has taken up."""
    if role := notice.owner_role.replace("_", " "):
        waits = say("It waits for {role}, is overdue, and nobody has taken it up.", role=role)
    else:
        waits = say("It waits for nobody in particular, is overdue, and nobody has taken it up.")
    return replace(notice, what="overdue", sentence=joined(" ", [notice.sentence, waits]), interrupting=True)


def accounts_there(accounts: Iterable[int]) -> list[int]:
    """Return those of some accounts that can still be told."""
    there = Account.objects.filter(pk__in=list(accounts), is_active=True)
    return sorted(there.values_list("pk", flat=True))
