"""Granting waivers, ending them early, and putting one back: each is one transaction with its entry in the journal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.controls.models import Waiver
from sightline_web.journal.seal import personal
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record
from sightline_web.stream.services import touch

__all__ = ["LONGEST", "WaiverError", "waiver_end", "waiver_grant", "waiver_restore"]

LONGEST = timedelta(days=366)


class WaiverError(ValueError):
    """A waiver that cannot be; the text says why and what to do."""


@store.writing()
@transaction.atomic
def waiver_grant(
    *, by: Actor, control: str, case: str, reason: str, since: date, until: date, today: date, at: datetime
) -> Waiver:
    """Let a control, or one case of it, fail until the end of a day.

    Raises
    ------
    WaiverError
        If there is no reason, or its days are none, over already, or more than a year.
    """
    if not reason.strip():
        raise WaiverError(_("Say why it may fail: auditors read it."))
    if until < since:
        raise WaiverError(_("The last day comes before the first."))
    if until < today:
        raise WaiverError(_("The last day is over already; a waiver cannot be granted for the past."))
    if until - since > LONGEST:
        raise WaiverError(_("A waiver lasts a year at most; grant another when it runs out."))
    made = Waiver.objects.create(
        control=control, case=case.strip(), reason=reason.strip(), since=since, until=until, account=by.account,
        granted_at=at,
    )  # fmt: skip
    after = {
        "control": control, "case": made.case, "since": since.isoformat(), "until": until.isoformat(),
        "reason": personal(made.reason, by),
    }  # fmt: skip
    record(by=by, action=Action.CREATE, kind=Record.WAIVER, key=str(made.pk), after=after)
    touch("controls")
    return made


@store.writing()
@transaction.atomic
def waiver_end(*, by: Actor, control: str, waiver: int, today: date, at: datetime) -> bool:
    """End a waiver from this day on; return whether it was in force or to come."""
    found = Waiver.objects.filter(pk=waiver, control=control, ended_at=None, until__gte=today)
    if not found.update(ended_at=at, ended_on=today):
        return False
    record(by=by, action=Action.DELETE, kind=Record.WAIVER, key=str(waiver), after={"ended_on": today.isoformat()})
    touch("controls")
    return True


@store.writing()
@transaction.atomic
def waiver_restore(*, by: Actor, control: str, waiver: int, today: date) -> bool:
    """Put back a waiver that was ended early and whose last day is still to come; return whether that was done."""
    found = Waiver.objects.filter(pk=waiver, control=control, until__gte=today).exclude(ended_at=None)
    if not found.update(ended_at=None, ended_on=None):
        return False
    record(by=by, action=Action.RESTORE, kind=Record.WAIVER, key=str(waiver))
    touch("controls")
    return True
