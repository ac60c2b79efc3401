"""What appraisals are told: what was agreed, what was computed of a period about a person, and when the period begins.

Figures that may not be computed are told as such, without a value, so that an appraisal can count what it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from sightline_web.appraisals.supplied import Criterion, Item
from sightline_web.engine.saying import joined
from sightline_web.evidence import allowing
from sightline_web.evident import PersonFigures
from sightline_web.shell.guarding import today
from sightline_web.snapshot import Snapshot

__all__ = ["begins", "criteria", "evidence"]

MOST = 8  # goals of agreements; whoever appraises adds others in their own words
TITLE_LETTERS = 200


def begins(snapshot: Snapshot, period: str) -> date | None:
    """Return the first day of a period by the model's calendar; None for what is no period."""
    span = snapshot.days_of(period)
    return span.start if span else None


def criteria(snapshot: Snapshot, person: str, period: str) -> Sequence[Criterion]:
    """Return the goals of the agreements that bind a person in a period: their own, else those of their roles."""
    span = snapshot.days_of(period)
    if span is None:
        return ()
    bound = snapshot.agreements().binding(snapshot.directory, [person])
    goals = {goal.metric: goal for _, each in bound if each.period == span.label for goal in each.goals}
    return [Criterion(goal.metric, goal.title[:TITLE_LETTERS], goal.unit) for goal in goals.values()][:MOST]


def evidence(snapshot: Snapshot, person: str, period: str) -> Sequence[Item]:
    """Return what the register allows to be computed about a person and a period, and what it does not."""
    if snapshot.days_of(period) is None:
        return ()
    agreed = {each.id for each in criteria(snapshot, person, period)}
    found = []
    for metric in allowing.registered(snapshot):
        asked = allowing.allowed(snapshot, person=person, metric=metric, period=period, on=today(snapshot))
        shown = None if asked.reason else allowing.figures(snapshot, asked)
        found.append(_item(snapshot, asked, shown, metric if metric in agreed else ""))
    return found


def _item(snapshot: Snapshot, asked: allowing.Allowed, shown: PersonFigures | None, criterion: str) -> Item:
    about = snapshot.evidence_of(asked.metric)
    period = asked.days.period if asked.days else ""
    link = reverse("person_evidence", args=[asked.person, asked.metric])
    told = shown is not None and shown.state != "nothing"
    own = shown if told and shown is not None and shown.state == "shown" else None
    return Item(
        asked.metric, period, criterion, about.title, about.unit, own.value if own else None, own.low if own else None,
        own.high if own else None, max(round(shown.n), 1) if told and shown is not None else 0, about.grade,
        allowing.COMPUTATION, f"{snapshot.head.version}, model {snapshot.head.hash}",
        joined(" ", [shown.sentence, *shown.words[:1]]) if told and shown is not None else "",
        f"{link}?period={period}",
    )  # fmt: skip
