"""Writing what is decided about keeping: times of classes, and legal holds. Each is one transaction with its entry."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from sightline_web import store
from sightline_web.care.models import LegalHold, RetentionRule
from sightline_web.care.retention import CLASSES
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor

__all__ = ["LONGEST_DAYS", "AlreadyHeldError", "FloorError", "hold_lift", "hold_set", "rule_set"]

LONGEST_DAYS = 36_525  # a century
KIND = "retention"


class FloorError(ValueError):
    """A time that is shorter than the least of its class, or longer than anybody keeps anything."""


class AlreadyHeldError(ValueError):
    """The records of the person are held already."""


@store.writing()
def rule_set(*, kind: str, days: int, by: Actor, reason: str, now: datetime) -> None:
    """Keep a class of record for so many days.

    Raises
    ------
    FloorError
        If that is shorter than the class allows, or the class is one that is never taken away.
    """
    kept = CLASSES[kind]
    if kept.days is None or not kept.floor <= days <= LONGEST_DAYS:
        raise FloorError(kind)
    with transaction.atomic():
        before = RetentionRule.objects.filter(kind=kind).values_list("days", flat=True).first()
        RetentionRule.objects.update_or_create(kind=kind, defaults={"days": days, "changed_at": now})
        was = {"days": kept.days if before is None else before}
        record(by=by, action="edit", kind=KIND, key=kind, before=was, after={"days": days}, reason=reason)


@store.writing()
def hold_set(*, person: str, reason: str, by: Actor, now: datetime) -> LegalHold:
    """Keep all records of a person until told otherwise; raises AlreadyHeldError.

    The journal names the hold by its number: whom it is about, and why, stand in the hold itself.
    """
    try:
        with transaction.atomic():
            hold = LegalHold.objects.create(person=person, reason=reason, since=now)
            record(by=by, action="create", kind="legal_hold", key=str(hold.pk))
            return hold
    except IntegrityError as error:
        raise AlreadyHeldError(person) from error


@store.writing()
def hold_lift(*, hold: int, by: Actor, now: datetime) -> bool:
    """Lift a hold; return whether it was there."""
    with transaction.atomic():
        lifted = bool(LegalHold.objects.filter(pk=hold, until=None).update(until=now))
        if lifted:
            record(by=by, action="delete", kind="legal_hold", key=str(hold))
        return lifted
