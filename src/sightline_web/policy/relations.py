"""How an actor stands to a person on a day, as the directory says; found anew at each request.

Only what holds on that day counts: a former manager is none from the day on which the assignment ends. A manager is
somebody who holds an assignment on that day, too. Two steps up are looked at and no more, so a circle in the column of
managers ends, and a gap in it gives no relation.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Protocol

from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Relation

__all__ = ["owns", "relations"]


class _Assignment(Protocol):
    @property
    def role(self) -> str: ...
    @property
    def unit(self) -> str | None: ...


class _Directory(Protocol):
    def held(self, person: str, on: date) -> Collection[_Assignment]: ...
    def managers(self, person: str, on: date) -> frozenset[str]: ...


def relations(actor: Actor, person: str, directory: _Directory, on: date) -> frozenset[Relation]:
    """Return how an actor stands to a person on a day.

    Parameters
    ----------
    actor : Actor
        Who asks; somebody without an account stands in no relation to anybody.
    person : str
        The person's id; empty for an account that belongs to no person, which stands in relation to itself alone.
    directory : Directory
        Who held what, and when.
    on : date
        The day, in the zone of the workspace.

    Returns
    -------
    frozenset of Relation
        Of `SELF`, `MANAGER`, `SKIP_LEVEL` and `HR_PARTNER_OF`; `SELF` stands alone: nobody is their own manager.
    """
    if actor.account is None:
        return frozenset()
    if person == (actor.person or ""):
        return frozenset({Relation.SELF})
    held = directory.held(person, on) if person else ()
    if not held:
        return frozenset()
    found = set()
    if actor.person and directory.held(actor.person, on):
        managers = directory.managers(person, on)
        above = {each for one in managers if directory.held(one, on) for each in directory.managers(one, on)}
        if actor.person in managers:
            found.add(Relation.MANAGER)
        elif actor.person in above - {person}:
            found.add(Relation.SKIP_LEVEL)
    if any(each.unit in actor.units for each in held if each.unit):
        found.add(Relation.HR_PARTNER_OF)
    return frozenset(found)


def owns(actor: Actor, role: str | None, directory: _Directory, on: date) -> frozenset[Relation]:
    """Return whether an actor owns what a role owns, a goal or a rule: who holds the role on that day does."""
    if actor.account is None or not actor.person or not role:
        return frozenset()
    held = any(each.role == role for each in directory.held(actor.person, on))
    return frozenset({Relation.OWNER}) if held else frozenset()
