"""The third level of a pack: what roles can do for the goals, and how far their work is from what was agreed.

Roles and units alone: nothing in a pack is about one person.
"""

from __future__ import annotations

from sightline.reading import Reading
from sightline.records.alignment import Alignment
from sightline.records.roles import RoleGoal, RoleGoals
from sightline.reviews.lines import AlignedLine, RoleLine, Weight
from sightline.reviews.spans import Reviewed
from sightline.reviews.strategy_part import number

__all__ = ["aligned", "roles"]

FIRST = ("drifted", "within_noise")
LAST = ("no_reference", "too_little", "withheld")


def roles(reading: Reading, spans: Reviewed) -> tuple[RoleLine, ...]:
    """Return the goals of each role that has any, in the order of the model."""
    agreed = {one.role for one in reading.agreements(spans.period.label)} if reading.model.roles else set()
    return tuple(_role(one, agreed=one.role in agreed) for one in reading.roles() if one.goals)


def _role(one: RoleGoals, *, agreed: bool) -> RoleLine:
    return RoleLine(one.role, one.title, tuple(_weight(goal) for goal in one.goals), agreed, one.words)


def _weight(one: RoleGoal) -> Weight:
    return Weight(one.metric, one.title, number(one.weight), number(one.low), number(one.high), one.state, one.words)


def aligned(reading: Reading, spans: Reviewed) -> tuple[AlignedLine, ...]:
    """Return how far roles and units drifted in their fiscal year so far: most first, what is withheld last.

    A month alone holds too little work to tell drift from chance, so the year up to the end of the period is compared.
    """
    if reading.model.people is None:
        return ()
    found = reading.align(spans.last, persons=()).every
    lines = [_aligned(one) for one in found if one.kind in ("role", "unit")]
    return tuple(sorted(lines, key=lambda one: (_place(one.state), -(one.excess or 0.0), one.kind, one.name)))


def _place(state: str) -> int:
    return (*FIRST, *LAST).index(state) if state in (*FIRST, *LAST) else len(FIRST)


def _aligned(one: Alignment) -> AlignedLine:
    return AlignedLine(
        one.kind, one.name, one.title, one.since, one.until, one.state, number(one.distance),
        number(one.low), number(one.high), number(one.noise), number(one.excess), one.items, one.words,
        tuple(part.words for part in one.parts if part.value),
    )  # fmt: skip
