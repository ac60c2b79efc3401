"""Reading conversations: always for one of the two, and never for anybody else.

A former manager is no longer one of the two: what was said stays between the person and whoever asks of the person
now, and with a new manager a new conversation begins. Their own private notes stay theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from sightline_web import store
from sightline_web.conversations.models import AgendaItem, CheckIn, NextStep, Part, PrivateNote, SharedNote
from sightline_web.journal import seal
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Relation

__all__ = [
    "Told", "between", "check_in", "check_ins", "check_ins_under", "opened_parts", "part", "private_notes", "steps_of",
]  # fmt: skip

P = TypeVar("P", bound=Part)
S = TypeVar("S", Part, PrivateNote)


@dataclass(frozen=True, slots=True)
class Told:
    """A check-in with all that belongs to it."""

    row: CheckIn
    agenda: tuple[AgendaItem, ...]
    notes: tuple[SharedNote, ...]
    steps: tuple[NextStep, ...]


def between(by: Actor, standing: Collection[Relation], person: str) -> Q:
    """Return which rows about a person are an actor's: all of the person's own, and of the others those with them."""
    if by.person and by.person == person and Relation.SELF in standing:
        return Q(person=person)
    if by.person and Relation.MANAGER in standing:
        return Q(person=person, manager=by.person)
    return Q(pk__in=[])


@store.reading()
def check_ins(*, by: Actor, person: str, standing: Collection[Relation]) -> list[CheckIn]:
    """Return the check-ins of a person that are the actor's to see, the newest first."""
    return list(CheckIn.objects.filter(between(by, standing, person), archived_at=None))


@store.reading()
def check_ins_under(*, by: Actor, persons: Collection[str]) -> dict[str, list[CheckIn]]:
    """Return the actor's check-ins with those whom they lead, by person, the newest first."""
    found: dict[str, list[CheckIn]] = {}
    if by.person and persons:
        for each in CheckIn.objects.filter(person__in=list(persons), manager=by.person, archived_at=None):
            found.setdefault(each.person, []).append(each)
    return found


@store.reading()
def check_in(*, by: Actor, person: str, standing: Collection[Relation], check_in: int) -> CheckIn | None:
    """Return one of them."""
    return CheckIn.objects.filter(between(by, standing, person), archived_at=None, pk=check_in).first()


@store.reading()
def opened_parts(found: Collection[CheckIn]) -> list[Told]:
    """Return check-ins with their agenda, notes and steps."""
    wanted, keys = [each.pk for each in found], seal.Keys()

    def parts(rows: QuerySet[P]) -> dict[int, list[P]]:
        by_check_in: dict[int, list[P]] = {}
        for row in rows.filter(check_in__in=wanted, archived_at=None).select_related("check_in"):
            row.keys = keys
            by_check_in.setdefault(row.check_in.pk, []).append(row)
        return by_check_in

    agenda, notes = parts(AgendaItem.objects.all()), parts(SharedNote.objects.all())
    steps = parts(NextStep.objects.all())
    return [
        Told(each, tuple(agenda.get(each.pk, ())), tuple(notes.get(each.pk, ())), tuple(steps.get(each.pk, ())))
        for each in found
    ]


def part(kind: type[P], *, by: Actor, person: str, standing: Collection[Relation], key: int) -> QuerySet[P]:
    """Return one part of a conversation, deleted or not, if it is the actor's to see; as rows to be changed."""
    rows: QuerySet[P] = QuerySet(kind)
    return rows.filter(between(by, standing, person), pk=key)


@store.reading()
def private_notes(*, by: Actor, person: str) -> list[PrivateNote]:
    """Return what the actor wrote for nobody else about a person."""
    if not by.account:
        return []
    return _together(PrivateNote.objects.filter(account=by.account, person=person, archived_at=None))


@store.reading()
def steps_of(*, by: Actor) -> list[NextStep]:
    """Return what is still to be done by the actor, on either side, the soonest first; as they stand today."""
    if not by.person:
        return []
    mine = Q(person=by.person, side="person") | Q(manager=by.person, side="manager")
    rows: QuerySet[Any] = NextStep.objects.filter(mine, done_at=None, archived_at=None, check_in__archived_at=None)
    return sorted(_together(rows), key=lambda each: (each.due is None, each.due, each.pk))


def _together(rows: QuerySet[S]) -> list[S]:
    """Return rows that ask for each key once."""
    found, keys = list(rows), seal.Keys()
    for each in found:
        each.keys = keys
    return found
