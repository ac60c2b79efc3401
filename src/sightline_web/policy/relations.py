"""How an actor stands to a person on a day: found anew at each request, so that it ends with the assignment."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Duty, Relation

__all__ = ["Held", "Persons", "relations"]


class Held(Protocol):
    """What a person holds on a day."""

    @property
    def id(self) -> str:
        """The person."""

    @property
    def unit(self) -> str | None:
        """The unit."""


class Persons(Protocol):
    """Who is whose manager on a day."""

    def person(self, person: str, on: date) -> Held | None:
        """Return what a person holds."""

    def manager(self, person: str, on: date) -> Held | None:
        """Return a person's manager."""


def relations(actor: Actor, person: str, directory: Persons, on: date) -> frozenset[Relation]:
    """Return all relations in which an actor stands to a person on a day; none for somebody who is not there."""
    found = set()
    if actor.person and actor.person == person:
        found.add(Relation.SELF)
    held = directory.person(person, on)
    if held is None:
        return frozenset(found)
    if actor.person and actor.person != person:
        manager = directory.manager(person, on)
        above = directory.manager(manager.id, on) if manager else None
        if manager is not None and manager.id == actor.person:
            found.add(Relation.MANAGER)
        if above is not None and above.id == actor.person:
            found.add(Relation.SKIP_LEVEL)
    if Duty.HR_PARTNER in actor.duties and held.unit and held.unit in actor.units:
        found.add(Relation.HR_PARTNER_OF)
    return frozenset(found)
