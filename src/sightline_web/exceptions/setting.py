"""Setting thresholds: each change is a version with who, when, why and the consequence that was shown before it.

A change that is undone adds another version, with what held before it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.engine.exceptions import RefusedError
from sightline_web.engine.saying import plain_of
from sightline_web.exceptions.models import NOTE_LETTERS, ThresholdChange
from sightline_web.exceptions.offering import LOCK
from sightline_web.exceptions.outward import tell
from sightline_web.journal.seal import personal
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record
from sightline_web.raised import Threshold
from sightline_web.snapshot import Fault

__all__ = ["ThresholdChangedError", "threshold_set", "threshold_undo"]


class ThresholdChangedError(RuntimeError):
    """Somebody else has set the threshold since it was shown."""


@store.writing()
@transaction.atomic
def threshold_set(
    *,
    subject: str,
    threshold: Threshold | None,
    by: Actor,
    at: datetime,
    reason: str,
    consequence: str,
    seen: int | None = None,
) -> ThresholdChange:
    """Set the threshold of a rule or metric.

    Parameters
    ----------
    subject : str
        The rule (`process.rule`) or metric; `*` for all that have none of their own.
    threshold : Threshold, optional
        None to have none of its own any more.
    by, at : Actor, datetime
        Who, and when.
    reason : str
        Why, in the words of whoever sets it.
    consequence : str
        What it was said to lead to.
    seen : int, optional
        The number of the change that was shown as the last one, 0 for none.

    Raises
    ------
    ThresholdChangedError
        If another change has come since.
    """
    last = _last(subject)
    if seen is not None and seen != (last.pk if last else 0):
        raise ThresholdChangedError(subject)
    return _set(subject, threshold, by, at, reason=reason, consequence=consequence, last=last)


@store.writing()
@transaction.atomic
def threshold_undo(*, change: int, subject: str, by: Actor, at: datetime) -> ThresholdChange:
    """Undo the last change of a threshold: what held before holds again.

    Raises
    ------
    ThresholdChangedError
        If it is not the last one any more.
    RefusedError
        If there is none of that number for that rule or metric, or it is an undoing itself.
    """
    found = ThresholdChange.objects.filter(pk=change, about=subject).first()
    if found is None or found.undoes is not None:
        raise RefusedError(Fault(_("This cannot be undone."), fix=_("Set the threshold that should hold.")))
    last = _last(found.about)
    if last is None or last.pk != found.pk:
        raise ThresholdChangedError(found.about)
    before = ThresholdChange.objects.filter(about=found.about, pk__lt=found.pk).order_by("-pk").first()
    return _set(
        found.about, before.threshold if before else None, by, at, reason="", consequence="", last=last, undoes=found
    )


def _set(
    subject: str,
    threshold: Threshold | None,
    by: Actor,
    at: datetime,
    *,
    reason: str,
    consequence: str,
    last: ThresholdChange | None,
    undoes: ThresholdChange | None = None,
) -> ThresholdChange:
    held = threshold or Threshold()
    made = ThresholdChange.objects.create(
        about=subject, share=held.price_share, price=held.price, retired=held.retired, at=at, account=by.account,
        reason=reason.strip()[:NOTE_LETTERS], consequence=str(consequence), source=plain_of(consequence) or None,
        undoes=undoes,
    )  # fmt: skip
    after = _told(made) | ({"reason": personal(made.reason, by)} if made.reason else {})
    if consequence:
        after["consequence"] = made.consequence
    action = Action.RESTORE if undoes else Action.EDIT
    record(
        by=by, action=action, kind=Record.THRESHOLD, key=subject[:200], before=_told(last) if last else None,
        after=after,
    )  # fmt: skip
    tell(None)
    return made


def _last(subject: str) -> ThresholdChange | None:
    """Return the change that holds; no offer and no other change comes between until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return ThresholdChange.objects.filter(about=subject).order_by("-pk").first()


def _told(change: ThresholdChange) -> dict[str, object]:
    return {"threshold": change.about, "share": change.share, "price": change.price, "never": change.retired}
