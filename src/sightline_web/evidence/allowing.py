"""Whether something may be computed about a person, out of the work of which days, and to whom it is open by now.

The register, approvals, switches, notices and the stop button are asked at each request, so that each of them is felt
with the next one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sightline_web.appraisals import queries as appraisals
from sightline_web.duties import queries as duties
from sightline_web.duties.models import Level
from sightline_web.duties.queries import Place
from sightline_web.evident import PersonFigures
from sightline_web.policy.actor import Actor
from sightline_web.policy.grants import Condition
from sightline_web.snapshot import NotDeclaredError, Snapshot

__all__ = ["COMPUTATION", "Allowed", "Days", "allowed", "figures", "holding", "judges_first", "place_of", "registered"]

COMPUTATION = "evidence"  # as the register stops it


@dataclass(frozen=True, slots=True)
class Days:
    """Of which days' work a figure is; `until` is the first that no longer counts.

    `key` names them where it is kept what a person has seen: the label of a period, or "since 2026-03-01".
    """

    key: str
    since: date
    until: date | None = None
    period: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """An answer of the register.

    Parameters
    ----------
    metric, person : str
        What was asked about whom.
    days : Days, optional
        Of which work; None where the person was told of nothing and no period was asked for.
    reason : str
        Why it may not be computed, in the words of `duties.queries`, or "stopped"; empty where it may.
    told : date, optional
        From which day on the person's work may go into it.
    """

    metric: str
    person: str
    days: Days | None
    reason: str
    told: date | None

    @property
    def approved(self) -> frozenset[str]:
        """What the library may compute about the person."""
        return frozenset() if self.reason else frozenset({self.metric})


def registered(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the metrics that the register knows at the level of persons and that this enterprise has, by id."""
    known = {each.metric for each in snapshot.evidence()} | set(snapshot.metrics)
    return tuple(each.metric for each in duties.entries() if each.level == Level.INDIVIDUAL and each.metric in known)


def place_of(snapshot: Snapshot, person: str, on: date) -> Place:
    """Return where a person works on a day, as approvals go by it."""
    held = snapshot.directory.person(person, on)
    return Place((held.unit or "") if held else "")


def allowed(snapshot: Snapshot, *, person: str, metric: str, period: str = "", on: date) -> Allowed:
    """Return whether a metric may be computed about a person, of a period or of all work since they were told.

    Raises
    ------
    NotDeclaredError
        If the label names no period of the calendar.
    """
    zone = snapshot.head.timezone
    told = duties.noticed(person, metric=metric, zone=zone)
    days = _days(snapshot, period, told)
    if COMPUTATION in duties.stopped():
        return Allowed(metric, person, days, "stopped", told)
    where = {person: place_of(snapshot, person, on)}
    answer = duties.computable(metric, where, since=days.since if days else on, on=on, zone=zone)
    return Allowed(metric, person, days, next(iter(answer.withheld), ""), told)


def _days(snapshot: Snapshot, period: str, told: date | None) -> Days | None:
    if not period:
        return Days(f"since {told}", told) if told else None
    span = snapshot.days_of(period)
    if span is None:
        raise NotDeclaredError("period", period[:40])
    return Days(span.label, span.start, span.end, span.label)


def figures(snapshot: Snapshot, found: Allowed, *, whole: bool = False) -> PersonFigures:
    """Return what the cases show of a person, of whom it may be computed; raises PermissionError otherwise."""
    if found.reason or found.days is None:
        raise PermissionError(found.reason)
    return snapshot.person_evidence(
        found.metric, found.person, approved=found.approved, since=found.days.since, until=found.days.until, whole=whole
    )


def judges_first(by: Actor, person: str) -> bool:
    """Return whether an actor has an appraisal of a person to judge before seeing what was computed."""
    rows = appraisals.appraisals_under([person])
    return any(each.manager == by.person and each.state == "open" and each.judges_first for each in rows)


def holding(*, by: Actor, person: str, metric: str, days: Days | None, at: datetime) -> Collection[Condition]:
    """Return which conditions hold for a figure: the person saw it first, or an objection to it is open."""
    held: set[Condition] = set()
    if days is None:
        return held
    opens = duties.opens_to_manager(person, [(metric, days.key)])
    if opens is not None and opens <= at and not judges_first(by, person):
        held.add(Condition.SEEN_FIRST)
    objections = appraisals.objections_open([person])
    if any(each.about in {"text", metric} and each.appraisal.period == days.period for each in objections):
        held.add(Condition.ON_CASE)
    return held
