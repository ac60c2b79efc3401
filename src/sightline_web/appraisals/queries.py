"""Reading appraisals: how much of one is shown follows from how who looks stands to the person, and its state.

What was computed leaves this module only for whoever has opened it, and, once it was shared, for the person; of a model
that is stopped it does not leave it at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sightline_web import rows, store
from sightline_web.appraisals.models import (
    Appraisal,
    CalibrationChange,
    CalibrationSession,
    Decision,
    Objection,
    Opening,
)
from sightline_web.appraisals.states import SHARED
from sightline_web.appraisals.supplied import Item, item_of
from sightline_web.duties import queries as duties
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Relation

__all__ = [
    "EqualShare",
    "Shown",
    "Weighed",
    "appraisal_find",
    "appraisals_in",
    "appraisals_of",
    "appraisals_under",
    "decided_in",
    "equal_shares",
    "objections_open",
    "objects_to",
    "sessions",
    "shown",
]  # fmt: skip

COPIES = 0.95  # of decisions that are as suggested, above which it is worth a look
FEWEST_DECISIONS = 10
ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class Weighed:
    """One criterion as it is shown; what may not be seen is None."""

    criterion: str
    title: str
    unit: str
    judged: float | None
    computed: float | None
    decided: float | None
    deviation: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An appraisal as somebody may see it.

    `part` says how much that is: `manager`, `self`, `final` (all that was shared) or `status`.
    """

    row: Appraisal
    part: str
    weighed: tuple[Weighed, ...] = ()
    statement: str = ""
    judgement: str = ""
    items: tuple[Item, ...] | None = None  # None: not opened, or not to be seen
    left: dict[str, int] | None = None
    stopped: int = 0
    reason: str = ""
    final: str = ""
    objections: tuple[Objection, ...] = ()
    changes: tuple[CalibrationChange, ...] = ()


@dataclass(frozen=True, slots=True)
class EqualShare:
    """How many of a manager's decisions were just as computed."""

    manager: str
    decisions: int
    equal: int

    @property
    def share(self) -> float | None:
        """The share; None where the decisions are too few to say anything."""
        return self.equal / self.decisions if self.decisions >= FEWEST_DECISIONS else None

    @property
    def warns(self) -> bool:
        """Whether so many are copies that the suggestion may be what decides."""
        return self.share is not None and self.share > COPIES


@store.reading()
@rows.acting_as(SYSTEM)  # whom a row is shown to, the policy and `shown` decide
def appraisal_find(appraisal: int) -> Appraisal | None:
    """Return an appraisal by its number; whoever shows it asks `shown` how much of it."""
    return Appraisal.objects.filter(pk=appraisal, archived_at=None).first()


@store.reading()
def appraisals_of(person: str) -> list[Appraisal]:
    """Return the appraisals of a person, the newest first."""
    return list(Appraisal.objects.filter(person=person, archived_at=None)) if person else []


@store.reading()
@rows.acting_as(SYSTEM)
def appraisals_under(persons: Collection[str]) -> list[Appraisal]:
    """Return the appraisals of persons whom somebody leads today."""
    return list(Appraisal.objects.filter(person__in=list(persons), archived_at=None)) if persons else []


@store.reading()
@rows.acting_as(SYSTEM)
def shown(row: Appraisal, *, by: Actor, standing: Collection[Relation]) -> Shown:
    """Return as much of an appraisal as an actor may see."""
    out = row.state in SHARED
    objections, changes = (
        tuple(Objection.objects.filter(appraisal=row)),
        tuple(CalibrationChange.objects.filter(appraisal=row)),
    )
    if Relation.SELF in standing and by.person == row.person:
        own = Shown(row, "self", statement=str(row.text("statement") or ""), objections=objections)
        return _whole(own, row, changes, computed=True) if out else own
    if Relation.MANAGER in standing and (row.manager == by.person or out):
        opened = by.account is not None and Opening.objects.filter(appraisal=row, account=by.account).exists()
        found = Shown(row, "manager", statement=str(row.text("statement") or ""), objections=objections)
        return _whole(found, row, changes, computed=opened)
    if row.state == "finalised" and {Relation.SKIP_LEVEL, Relation.HR_PARTNER_OF} & set(standing):
        kept = objections if Relation.HR_PARTNER_OF in standing else ()
        return _whole(Shown(row, "final", objections=kept), row, changes, computed=True)
    if out and Relation.CALIBRATION_GROUP in standing:
        return _whole(Shown(row, "final"), row, changes, computed=False)
    kept = objections if Relation.HR_PARTNER_OF in standing else ()
    return Shown(row, "status", objections=kept)


def _whole(found: Shown, row: Appraisal, changes: tuple[CalibrationChange, ...], *, computed: bool) -> Shown:
    titles = {each["id"]: each for each in row.criteria}
    items, left, gone = _items(row) if computed else (None, None, 0)
    there = {each.criterion for each in items or ()}
    weighed = []
    for each in Decision.objects.filter(appraisal=row):
        seen = each.computed if each.criterion in there else None
        told = titles.get(each.criterion, {"title": each.criterion, "unit": ""})
        deviation = None if seen is None else each.deviation
        weighed.append(Weighed(each.criterion, told["title"], told["unit"], each.judged, seen, each.decided, deviation))
    return replace(
        found, weighed=tuple(weighed), judgement=str(row.text("judgement") or ""), items=items, left=left,
        stopped=gone, reason=str(row.text("reason") or ""), final=str(row.text("final") or ""), changes=changes,
    )  # fmt: skip


def _items(row: Appraisal) -> tuple[tuple[Item, ...] | None, dict[str, int] | None, int]:
    """Return what was computed, without what stopped models computed; and how much of that there is."""
    kept = row.text("evidence")
    if not isinstance(kept, dict):
        return None, None, 0
    every = [item_of(each) for each in kept["items"]]
    off = duties.stopped()
    items = tuple(each for each in every if each.computation not in off)
    return items, dict(kept["left"]), len(every) - len(items)


@store.reading()
@rows.acting_as(SYSTEM)
def equal_shares(*, manager: str = "") -> list[EqualShare]:
    """Return for each manager, or for one, how many decisions were just as computed; by their ids."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    found = Decision.objects.exclude(computed=None).exclude(decided=None).exclude(manager="")
    for each in found.filter(manager=manager) if manager else found:
        counts[each.manager][0] += 1
        counts[each.manager][1] += abs(each.deviation or 0.0) <= ALIKE * max(1.0, abs(each.computed or 0.0))
    return [EqualShare(name, *counts[name]) for name in sorted(counts)]


@store.reading()
@rows.acting_as(SYSTEM)
def decided_in(period: str) -> dict[str, dict[str, float]]:
    """Return what was decided in the finalised appraisals of a period: by criterion, for each person."""
    found: dict[str, dict[str, float]] = {}
    rows_ = Decision.objects.filter(appraisal__period=period, appraisal__state="finalised").exclude(decided=None)
    for each in rows_:
        if each.decided is not None:
            found.setdefault(each.criterion, {})[each.person] = each.decided
    return found


@store.reading()
@rows.acting_as(SYSTEM)
def objections_open(persons: Collection[str]) -> list[Objection]:
    """Return the objections of persons that wait for an answer, the soonest due first."""
    found: Any = Objection.objects.filter(person__in=list(persons), answered_at=None, withdrawn_at=None)
    return list(found.select_related("appraisal").order_by("due", "id"))


@store.reading()
@rows.acting_as(SYSTEM)
def sessions(*, member: str = "") -> list[CalibrationSession]:
    """Return the sessions, the newest first; of a member those that are open and theirs."""
    every = list(CalibrationSession.objects.all()[:200])
    return [each for each in every if member in each.members and each.closed_at is None] if member else every


@store.reading()
@rows.acting_as(SYSTEM)
def appraisals_in(session: CalibrationSession) -> list[Appraisal]:
    """Return the appraisals that an open session is about, as far as they were shared with their persons; by id."""
    if session.closed_at is not None:
        return []
    found = Appraisal.objects.filter(unit=session.unit, period=session.period, state__in=SHARED, archived_at=None)
    return list(found.order_by("person"))


@store.reading()
@rows.acting_as(SYSTEM)
def objects_to(appraisal: int, objection: int) -> bool:
    """Return whether an objection is one to an appraisal."""
    return Objection.objects.filter(appraisal=appraisal, pk=objection).exists()
