"""Reading what a person wants and learns: theirs, and of what they shared by those with whom they work.

Nothing that judges imports this module (a contract in `pyproject.toml`): what somebody wants is no evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TypeVar

from django.db.models import QuerySet

from sightline_web import rows, store
from sightline_web.development.models import Aspiration, LearningGoal, Own
from sightline_web.journal import seal
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Relation

__all__ = ["SMALLEST", "aspirations", "counted_by_role", "counting", "learning_goals", "shares_something"]

SMALLEST = 5  # people, for a count to be told
Written = TypeVar("Written", bound=Own)


@store.reading()
def aspirations(*, by: Actor, person: str, standing: Collection[Relation]) -> list[Aspiration]:
    """Return what a person would like, as far as the actor may see it."""
    return _seen(Aspiration, by, person, standing)


@store.reading()
def learning_goals(*, by: Actor, person: str, standing: Collection[Relation]) -> list[LearningGoal]:
    """Return what a person wants to learn, as far as the actor may see it."""
    return _seen(LearningGoal, by, person, standing)


def _seen(kind: type[Written], by: Actor, person: str, standing: Collection[Relation]) -> list[Written]:
    every: QuerySet[Written] = QuerySet(kind).filter(person=person, archived_at=None)
    found: list[Written] = []
    if by.person and by.person == person and Relation.SELF in standing:
        found = list(every)
    elif {Relation.MANAGER, Relation.HR_PARTNER_OF} & set(standing):
        with rows.acting_as(SYSTEM):  # the database shows only their own to everybody; these the person has shared
            found = list(every.filter(shared=True))
    keys = seal.Keys()
    for each in found:
        each.keys = keys
    return found


@store.reading()
@rows.acting_as(SYSTEM)
def counting() -> tuple[tuple[str, str], ...]:
    """Return who lets the wish to learn which capability count when open work is proposed: person and capability."""
    open_now = LearningGoal.objects.filter(archived_at=None, done_at=None, counts=True)
    return tuple(sorted(set(open_now.values_list("person", "capability"))))


@store.reading()
@rows.acting_as(SYSTEM)
def shares_something(person: str) -> bool:
    """Return whether a person has shared anything of it."""
    shared = {"person": person, "archived_at": None, "shared": True}
    return Aspiration.objects.filter(**shared).exists() or LearningGoal.objects.filter(**shared).exists()


@store.reading()
@rows.acting_as(SYSTEM)
def counted_by_role() -> dict[str, int]:
    """Return how many people would like which role; of roles that fewer than five want nothing is said."""
    wanted = Aspiration.objects.filter(archived_at=None).exclude(role="")
    counts = Counter(role for role, _ in set(wanted.values_list("role", "person")))
    return {role: many for role, many in sorted(counts.items()) if many >= SMALLEST}
