"""What people do with exceptions: each service is one transaction with its entry in the journal.

Whoever acts says which revision they saw. Where somebody else was first, nothing is done, and they are told what was.
The moment comes in as an argument: it is that of the data where the data are behind the clock, as in a replay.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.engine.exceptions import RefusedError, What
from sightline_web.exceptions import holders
from sightline_web.exceptions.keeping import happened, journal, keep, rules_now
from sightline_web.exceptions.models import NOTE_LETTERS, Exceptional, Happening
from sightline_web.exceptions.offering import Offered, offer
from sightline_web.exceptions.outward import tell
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action
from sightline_web.raised import Raised, raised_of
from sightline_web.snapshot import Fault

__all__ = [
    "ChangedMeanwhileError",
    "Offered",
    "UnknownExceptionError",
    "acknowledge",
    "act",
    "comment",
    "hand_over",
    "mute",
    "offer",
    "reopen",
    "resolve",
    "undo",
]

ACTS = ("acknowledged", "in action", "muted", "resolved", "handed over", "reopened")
COMMENTED = "commented"
UNDONE = "undone"


class ChangedMeanwhileError(RuntimeError):
    """Something has happened to the exception since it was shown; `last` says what."""

    def __init__(self, last: Happening | None) -> None:
        super().__init__("changed meanwhile")
        self.last = last


class UnknownExceptionError(LookupError):
    """There is no such exception among those with which the actor may do this."""


def acknowledge(*, exception: int, by: Actor, at: datetime, revision: int | None = None) -> Happening | None:
    """Take an exception up; None where it has been taken up already."""
    return _do("acknowledged", exception, by, at, revision)


def act(*, exception: int, by: Actor, at: datetime, note: str = "", revision: int | None = None) -> Happening | None:
    """Say that it is acted upon, and how."""
    return _do("in action", exception, by, at, revision, note=note)


def mute(
    *,
    exception: int,
    by: Actor,
    at: datetime,
    until: datetime | None = None,
    above: float | None = None,
    note: str = "",
    revision: int | None = None,
) -> Happening | None:
    """Hear no more of it until a time, or until it is worse than a level."""
    return _do("muted", exception, by, at, revision, note=note, until=until, above=above)


def resolve(
    *, exception: int, by: Actor, at: datetime, outcome: str, reason: str = "", revision: int | None = None
) -> Happening | None:
    """Close it with an outcome: acted, accepted with a reason, a false alarm, or a duplicate of another one's key."""
    return _do("resolved", exception, by, at, revision, outcome=outcome, reason=reason.strip()[:NOTE_LETTERS])


def hand_over(
    *, exception: int, by: Actor, at: datetime, to: str, note: str = "", revision: int | None = None
) -> Happening | None:
    """Hand it over to another role, which takes it up anew."""
    return _do("handed over", exception, by, at, revision, note=note, to=to)


def reopen(*, exception: int, by: Actor, at: datetime, note: str = "", revision: int | None = None) -> Happening | None:
    """Take a closed one up again, or wake a muted one."""
    return _do("reopened", exception, by, at, revision, note=note)


@store.writing()
@transaction.atomic
def comment(*, exception: int, by: Actor, at: datetime, text: str) -> Happening:
    """Say something about an exception; changes nothing else of it."""
    row = _mine(exception, by, Action.EDIT)
    said = happened(row, COMMENTED, at=at, by=by, note=text.strip()[:NOTE_LETTERS])
    raised = row.raised
    journal(by, Action.EDIT, row, before=raised, after=raised, note=said.note)
    tell(row, COMMENTED)
    return said


@store.writing()
@transaction.atomic
def undo(*, exception: int, happening: int, by: Actor, at: datetime) -> Happening:
    """Undo the last thing that somebody did, or a comment of one's own; what was seen or went stays as it is.

    Raises
    ------
    ChangedMeanwhileError
        If something else was done since, or it came back.
    RefusedError
        If it cannot be undone at all, or has been.
    """
    row = _mine(exception, by, Action.RESTORE)
    done = _of(row).filter(pk=happening).first()
    if done is None or done.what not in (*ACTS, COMMENTED):
        raise RefusedError(Fault(_("This cannot be undone: it happened."), fix=_("Do what should follow from it.")))
    if Happening.objects.filter(undoes=done).exists():
        raise RefusedError(Fault(_("This has been undone already."), fix=_("Nothing more is to be done.")))
    if done.what == COMMENTED:
        if done.account != by.account:
            raise RefusedError(Fault(_("This comment is somebody else's."), fix=_("Write one of your own.")))
        return _taken_back(row, done, row.raised, row.raised, by, at)
    if (last := _last_act(row)) is None or last.pk != done.pk or done.before is None:
        raise ChangedMeanwhileError(last)
    now, before = row.raised, raised_of(done.before)
    if now.raised_at != before.raised_at:
        raise ChangedMeanwhileError(_of(row).last())
    return _taken_back(row, done, now, rules_now(None).undone(now, before), by, at)


def _taken_back(row: Exceptional, done: Happening, now: Raised, after: Raised, by: Actor, at: datetime) -> Happening:
    keep(row, after, rules_now(None))
    undone = happened(row, UNDONE, at=at, by=by, undoes=done)
    journal(by, Action.RESTORE, row, before=now, after=after)
    tell(row, UNDONE)
    return undone


@store.writing()
@transaction.atomic
def _do(
    what: What, exception: int, by: Actor, at: datetime, revision: int | None, *, note: str = "", **more: object
) -> Happening | None:
    row = _mine(exception, by, Action.EDIT)
    if revision is not None and revision != row.revision:
        raise ChangedMeanwhileError(_of(row).exclude(what=COMMENTED).last())
    rules, before, told = rules_now(holders.served()), row.raised, note.strip()[:NOTE_LETTERS]
    after = rules.done(before, what, by=by.name, at=at, **_with_note(what, told), **more)
    if after == before and not (what == "in action" and told):
        return None
    keep(row, after, rules)
    note = told or str(more.get("reason", ""))
    done = happened(row, what, at=at, by=by, note=note, before=before)
    journal(by, Action.EDIT, row, before=before, after=after, note=note)
    tell(row, what)
    return done


def _with_note(what: What, note: str) -> dict[str, object]:
    return {"note": note} if what == "in action" else {}


def _mine(exception: int, by: Actor, action: Action) -> Exceptional:
    """Return the row of an exception with which an actor may do that, held until the transaction ends."""
    found = Exceptional.objects.for_actor(by, action).select_for_update().filter(pk=exception).first()
    if found is None:
        raise UnknownExceptionError(exception)
    return found


def _last_act(row: Exceptional) -> Happening | None:
    """Return the newest thing that somebody did and nobody has undone."""
    return _of(row).filter(what__in=ACTS, undone=None).last()


def _of(row: Exceptional) -> QuerySet[Happening]:
    return Happening.objects.filter(exception=row)
