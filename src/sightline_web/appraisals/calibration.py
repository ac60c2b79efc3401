"""Calibration: several managers look at appraisals together; what changes is written down with why and by whose vote.

There is no distribution that anything has to fit: no number of persons, no share and no rank is looked at anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sightline_web import rows, store
from sightline_web.appraisals.acting import AppraisalError, finite, move, next_state, row_of, sealed_for
from sightline_web.appraisals.models import Appraisal, CalibrationChange, CalibrationSession, Decision
from sightline_web.journal.services import record
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Action, Record, Relation

__all__ = ["calibrate", "calibration_group", "session_close", "session_of", "session_open"]

FEWEST = 2


@store.reading()
@rows.acting_as(SYSTEM)
def calibration_group(by: Actor, appraisal: Appraisal) -> frozenset[Relation]:
    """Return whether the actor sits in an open session about an appraisal; nobody does about their own."""
    if not by.person or by.person == appraisal.person:
        return frozenset()
    found = session_of(appraisal)
    return frozenset({Relation.CALIBRATION_GROUP} if found and by.person in found.members else ())


def session_of(appraisal: Appraisal) -> CalibrationSession | None:
    """Return the session that is open about an appraisal."""
    return CalibrationSession.objects.filter(unit=appraisal.unit, period=appraisal.period, closed_at=None).first()


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def session_open(*, by: Actor, unit: str, period: str, members: Sequence[str], at: datetime) -> CalibrationSession:
    """Open a session; its members see the appraisals of a unit and a period while it lasts."""
    who = sorted({each.strip() for each in members if each.strip()})
    if len(who) < FEWEST or not unit.strip() or not period.strip():
        raise AppraisalError(_("Name a unit, a period, and at least two members."))
    if CalibrationSession.objects.filter(unit=unit, period=period, closed_at=None).exists():
        raise AppraisalError(_("There is a session about it already."))
    made = CalibrationSession.objects.create(unit=unit, period=period, members=who, account=by.account, opened_at=at)
    after = {"unit": unit, "period": period, "members": len(who)}
    record(by=by, action=Action.CREATE, kind=Record.CALIBRATION, key=str(made.pk), after=after)
    return made


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def session_close(*, by: Actor, session: int, at: datetime) -> bool:
    """Close a session; what its members could see is closed with it."""
    if not CalibrationSession.objects.filter(pk=session, closed_at=None).update(closed_at=at):
        return False
    record(by=by, action=Action.DELETE, kind=Record.CALIBRATION, key=str(session))
    return True


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def calibrate(
    *,
    by: Actor,
    standing: Collection[Relation],
    appraisal: int,
    criterion: str,
    value: float | None,
    reason: str,
    voters: Sequence[str],
    at: datetime,
) -> CalibrationChange:
    """Change a decision in a session; the manager shares it with the person anew, who can object again.

    Raises
    ------
    AppraisalError
        Without an open session, a reason, or the roles that voted; or where it is frozen or final.
    """
    row = row_of(appraisal)
    session = session_of(row)
    if session is None or Relation.CALIBRATION_GROUP not in standing:
        raise AppraisalError(_("This is done in a calibration session, by its members."))
    decision = Decision.objects.filter(appraisal=row, criterion=criterion).first()
    roles = sorted({each.strip() for each in voters if each.strip()})
    if decision is None or not roles:
        raise AppraisalError(_("Choose what is changed, and say which roles voted for it."))
    to = next_state(row, "calibrate")
    made = CalibrationChange.objects.create(
        session=session, appraisal=row, person=row.person, manager=row.manager, criterion=criterion,
        suggested=decision.computed, before=decision.decided, after=finite(value),
        reason=sealed_for(reason, row.person),
        voters=roles, account=by.account, at=at,
    )  # fmt: skip
    Decision.objects.filter(pk=decision.pk).update(decided=finite(value), decided_at=at)
    move(row, to)
    record(by=by, action=Action.EDIT, kind=Record.CALIBRATION, key=str(row.pk), subject=row.person,
           after={"criterion": criterion, "voters": roles})  # fmt: skip
    return made
