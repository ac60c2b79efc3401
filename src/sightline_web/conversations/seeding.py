"""What the figures propose to talk about: changes beyond noise in what a role is agreed upon, and open agreements.

Nothing here is about how somebody works: a change is proposed where the behaviour chart of a metric of the role spoke,
which it does about once in 370 periods without cause, or where the work of all who hold the role drifted beyond chance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.urls import reverse

from sightline_web.agreed import Agreed
from sightline_web.alignments import Aligned
from sightline_web.appraisals.agreements import MANAGER, PERSON, acknowledged_by
from sightline_web.conversations.services import Seed
from sightline_web.engine.saying import Labelled, Said, say
from sightline_web.languages.marks import noted
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import today
from sightline_web.snapshot import Snapshot, UnanswerableError, UnderWayError

__all__ = ["MOST", "seeds_for"]

MOST = 5  # an agenda of more is none
ENGLISH = Formats()


def seeds_for(snapshot: Snapshot, person: str) -> list[Seed]:
    """Return what is proposed for a person's next conversation; what is still being estimated is left out."""
    bound = [each for _, each in snapshot.agreements().binding(snapshot.directory, [person])]
    changes = _changes(snapshot, _metrics(snapshot, person, bound))
    return [*changes, *_drift(snapshot, person), *_agreements(person, bound)][:MOST]


def _metrics(snapshot: Snapshot, person: str, bound: Collection[Agreed]) -> set[str]:
    """Return the metrics that a person's roles are there for: as agreed upon, or as they follow."""
    agreed = {goal.metric for each in bound for goal in each.goals}
    if agreed or not snapshot.ready("role_goals"):
        return agreed
    roles = {each.role for each in snapshot.directory.held(person, today(snapshot))}
    return {goal.metric for each in snapshot.role_goals() if each.role in roles for goal in each.goals}


def _changes(snapshot: Snapshot, metrics: Collection[str]) -> Iterator[Seed]:
    if not snapshot.ready("deviations"):
        return
    for each in snapshot.deviations():
        if each.kind == "chart" and each.metric in metrics and each.sentence:
            yield Seed("change", each.sentence, reverse("metric", args=[each.metric]))


def _drift(snapshot: Snapshot, person: str) -> Iterator[Seed]:
    """Propose to talk about a role whose work is not what was agreed, beyond chance; never about one person's part."""
    try:
        found = snapshot.alignment().roles if snapshot.ready("alignment") else ()
    except (UnderWayError, UnanswerableError):  # its page says why
        return
    roles = {each.role for each in snapshot.directory.held(person, today(snapshot))}
    for each in found:
        if each.name in roles and each.state == "drifted":
            yield Seed("alignment", _drifted(each), reverse("alignment"))


def _drifted(role: Aligned) -> str:
    words = noted(
        "{distance:.0%} of the work of {role} is in other activities than agreed; chance alone gives {noise:.0%}."
    )
    return say(words, distance=role.distance or 0.0, role=role.title, noise=role.noise or 0.0)


def _agreements(person: str, bound: Collection[Agreed]) -> Iterator[Seed]:
    sides = acknowledged_by([person])
    for each in bound:
        if not {PERSON, MANAGER} <= set(sides.get((person, each.id), ())):
            text = noted("The agreement for {period} is not acknowledged by both of you yet.")
            words = say(text, period=Said(ENGLISH.period(each.period), Labelled(each.period)))
            yield Seed("agreement", words, reverse("agreement", args=[person, each.id]))
