"""Writing reviews: each service is one transaction with its entry in the journal.

A cycle that is signed changes no more; of its decisions alone it can still be said what came of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.accounts.marks import mark_of
from sightline_web.journal.seal import personal
from sightline_web.journal.services import record
from sightline_web.languages.spoken import spoken_now
from sightline_web.packed import Reviewable
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record
from sightline_web.reviews.models import STATES, STATUSES, TEXT_LETTERS, Cycle, Decision, Note, Override, Part
from sightline_web.shell.formats import Formats
from sightline_web.shell.typed import plain
from sightline_web.stream.services import touch

__all__ = [
    "Calendar", "Known", "ReviewError", "cycle_open", "cycle_plan", "cycle_prepared", "cycle_sign", "decision_report",
    "decision_take", "note_add", "note_change", "part_restore", "part_take_back", "status_set",
]  # fmt: skip

KINDS: Mapping[type[Part], Record] = {
    Note: Record.REVIEW_NOTE, Override: Record.REVIEW, Decision: Record.REVIEW_DECISION,
}  # fmt: skip


class ReviewError(ValueError):
    """What cannot be done; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Until when and by whom a cycle is prepared, met upon and signed; accounts by their numbers."""

    prepare_until: date | None = None
    meets_on: date | None = None
    sign_until: date | None = None
    preparer: int | None = None
    owner: int | None = None
    signer: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a goal when something is decided about it."""

    probability: float | None = None
    forecast: float | None = None


@store.writing()
@transaction.atomic
def cycle_open(*, by: Actor, period: Reviewable, calendar: Calendar, at: datetime) -> Cycle:
    """Open the review of a period.

    Raises
    ------
    ReviewError
        If there is one, or its days are out of order.
    """
    _in_order(calendar, period.end)
    try:
        with transaction.atomic():
            made = Cycle.objects.create(
                period=period.label, title=period.title, start=period.start, end=period.end, account=by.account,
                opened_at=at, **_columns(calendar),
            )  # fmt: skip
    except IntegrityError:
        raise ReviewError(
            _("There is a review of {period} already; open that one.").format(period=period.title)
        ) from None
    _journal(by, Action.CREATE, Record.REVIEW, made.pk, {"period": period.label, **_told(calendar)})
    return made


@store.writing()
@transaction.atomic
def cycle_plan(*, by: Actor, cycle: int, calendar: Calendar) -> None:
    """Change the calendar of a cycle, and who stands for it; raises ReviewError."""
    found = _open(cycle)
    _in_order(calendar, found.end)
    Cycle.objects.filter(pk=cycle).update(**_columns(calendar))
    _journal(by, Action.EDIT, Record.REVIEW, cycle, _told(calendar))


def _columns(calendar: Calendar) -> dict[str, Any]:
    return {
        "prepare_until": calendar.prepare_until, "meets_on": calendar.meets_on, "sign_until": calendar.sign_until,
        "preparer_account": calendar.preparer, "owner_account": calendar.owner, "signer_account": calendar.signer,
    }  # fmt: skip


def _told(calendar: Calendar) -> dict[str, object]:
    days = {name: str(getattr(calendar, name) or "") for name in ("prepare_until", "meets_on", "sign_until")}
    return days | {"preparer": calendar.preparer, "owner": calendar.owner, "signer": calendar.signer}


def _in_order(calendar: Calendar, end: date) -> None:
    days = [day for day in (calendar.prepare_until, calendar.meets_on, calendar.sign_until) if day is not None]
    if any(day < end for day in days):
        last = date.fromordinal(end.toordinal() - 1)
        raise ReviewError(_("The period ends on {day}; choose days after it.").format(day=last))
    if days != sorted(days):
        raise ReviewError(_("Prepare first, then meet, then sign: put the three days in that order."))


@store.writing()
@transaction.atomic
def cycle_prepared(*, by: Actor, cycle: int, at: datetime | None) -> bool:
    """Say that a cycle is prepared, or with None that it is not; return whether that changed anything."""
    _open(cycle)
    found = Cycle.objects.filter(pk=cycle, signed_at=None, prepared_at__isnull=at is not None)
    if not found.update(prepared_at=at, prepared_by=mark_of(by) if at else ""):
        return False
    _journal(by, Action.EDIT, Record.REVIEW, cycle, {"prepared": at is not None})
    return True


@store.writing()
@transaction.atomic
def cycle_sign(*, by: Actor, cycle: int, at: datetime, freeze: Callable[[Cycle], str]) -> Cycle:
    """Sign a cycle for good: freeze its pack, and keep its name.

    Parameters
    ----------
    freeze : callable
        Is given the cycle as it will be signed, and returns the name of its frozen pack. A pack that was frozen by a
        signature that then failed is left behind and names nothing.

    Raises
    ------
    ReviewError
        If it is signed, not prepared, or somebody else is to sign it.
    """
    found = _open(cycle)
    if found.prepared_at is None:
        raise ReviewError(_("It is not prepared yet: whoever prepares it says so first."))
    if found.signer_account is not None and found.signer_account != by.account:
        raise ReviewError(_("Somebody else is to sign it; change who signs, or ask them."))
    found.signed_at, found.signed_by = at, mark_of(by)
    found.pack = freeze(found)
    found.save(update_fields=["signed_at", "signed_by", "pack"])
    _journal(by, Action.EDIT, Record.REVIEW, cycle, {"signed": True, "pack": found.pack})
    return found


@store.writing()
@transaction.atomic
def note_add(*, by: Actor, cycle: int, about: str, text: str, at: datetime) -> Note:
    """Write commentary on a part of the pack; raises ReviewError."""
    _open(cycle)
    made = Note.objects.create(cycle_id=cycle, about=about, text=_text(text), **_written(by, at))
    _journal(by, Action.CREATE, Record.REVIEW_NOTE, made.pk, {"cycle": cycle, "text": personal(made.text, by)})
    return made


@store.writing()
@transaction.atomic
def note_change(*, by: Actor, cycle: int, note: int, text: str, at: datetime) -> bool:
    """Change one's own commentary; return whether there was any. Raises ReviewError."""
    _open(cycle)
    found = Note.objects.filter(pk=note, cycle_id=cycle, account=by.account, archived_at=None)
    before = found.values_list("text", flat=True).first()
    if before is None or not found.update(text=_text(text), changed_at=at):
        return False
    after = {"text": personal(plain(text), by)}
    _journal(by, Action.EDIT, Record.REVIEW_NOTE, note, after, {"text": personal(before, by)})
    return True


@store.writing()
@transaction.atomic
def status_set(*, by: Actor, cycle: int, goal: str, status: str, reason: str, at: datetime) -> Override:
    """Set the status of a goal by hand, in place of one that was set before; raises ReviewError."""
    _open(cycle)
    if status not in STATUSES:
        raise ReviewError(_("Choose one of {words}.").format(words=", ".join(STATUSES)))
    why = _text(reason, _("Say why: the reason stands beside the computed status."))
    Override.objects.filter(cycle_id=cycle, goal=goal, archived_at=None).update(archived_at=at)
    made = Override.objects.create(cycle_id=cycle, goal=goal, status=status, reason=why, **_written(by, at))
    after = {"goal": goal, "status": status, "reason": personal(why, by)}
    _journal(by, Action.EDIT, Record.REVIEW, cycle, after)
    return made


@store.writing()
@transaction.atomic
def decision_take(
    *, by: Actor, cycle: int, title: str, role: str, due: date | None, about: str, known: Known, at: datetime
) -> Decision:
    """Write down a decision, whose it is until when, and what is known of its goal now; raises ReviewError."""
    _open(cycle)
    if not role:
        raise ReviewError(_("Say whose it is: a decision without an owner is a wish."))
    made = Decision.objects.create(
        cycle_id=cycle, title=_text(title, _("Say what is decided.")), role=role, due=due, about=about,
        probability=known.probability, forecast=known.forecast, **_written(by, at),
    )  # fmt: skip
    after = {"cycle": cycle, "title": personal(made.title, by), "role": role, "due": str(due or "")}
    _journal(by, Action.CREATE, Record.REVIEW_DECISION, made.pk, after)
    return made


@store.writing()
@transaction.atomic
def decision_report(*, by: Actor, decision: int, state: str, came: str, on: date) -> bool:
    """Say where a decision is and what came of it; return whether there was one. Raises ReviewError."""
    if state not in STATES:
        raise ReviewError(_("Choose one of {words}.").format(words=", ".join(STATES)))
    told = plain(came)[:TEXT_LETTERS]
    if state != "open" and not told:
        raise ReviewError(_("Say what came of it, in a sentence."))
    found = Decision.objects.filter(pk=decision, archived_at=None)
    before = found.first()
    if before is None:
        return False
    found.update(state=state, came=told, ended_on=None if state == "open" else before.ended_on or on)
    after = {"state": state, "came": personal(told, by)}
    _journal(by, Action.EDIT, Record.REVIEW_DECISION, decision, after, {"state": before.state})
    return True


@store.writing()
@transaction.atomic
def part_take_back(kind: type[Part], *, by: Actor, cycle: int, key: int, at: datetime) -> bool:
    """Take back what oneself brought into a cycle; return whether there was anything. Raises ReviewError."""
    return _archived(kind, by, cycle, key, at, Action.DELETE)


@store.writing()
@transaction.atomic
def part_restore(kind: type[Part], *, by: Actor, cycle: int, key: int) -> bool:
    """Put back what oneself took back; return whether that was done. Raises ReviewError."""
    return _archived(kind, by, cycle, key, None, Action.RESTORE)


def _archived(kind: type[Part], by: Actor, cycle: int, key: int, at: datetime | None, action: Action) -> bool:
    _open(cycle)
    rows: models.QuerySet[Any] = models.QuerySet(kind).filter(pk=key, cycle_id=cycle, account=by.account)
    try:
        with transaction.atomic():
            changed = rows.filter(archived_at__isnull=at is not None).update(archived_at=at)
    except IntegrityError:
        raise ReviewError(_("Another status stands there by now; take that one back first.")) from None
    if changed:
        _journal(by, action, KINDS[kind], key, {"cycle": cycle})
    return bool(changed)


def _open(cycle: int) -> Cycle:
    """Return a cycle that can still be changed, held until the transaction ends."""
    found = Cycle.objects.select_for_update().filter(pk=cycle).first()
    if found is None:
        raise ReviewError(_("There is no such review."))
    if found.signed_at is not None:
        raise ReviewError(_("It is signed: its pack is frozen and changes no more. Say it in the next one."))
    return found


def _text(text: str, otherwise: str = "") -> str:
    found = plain(text)
    if not found:
        raise ReviewError(otherwise or _("Write something."))
    if len(found) > TEXT_LETTERS:
        letters = Formats(spoken_now()).count(TEXT_LETTERS)
        raise ReviewError(_("That is more than {letters} letters; say it shorter.").format(letters=letters))
    return found


def _written(by: Actor, at: datetime) -> dict[str, Any]:
    return {"account": by.account, "written_by": mark_of(by), "written_at": at}


def _journal(
    by: Actor, action: Action, kind: Record, key: int, after: Mapping[str, object],
    before: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    record(by=by, action=action, kind=kind, key=str(key), before=before, after=after)
    touch("reviews")
