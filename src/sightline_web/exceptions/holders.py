"""Which roles an actor holds today, and which roles nobody holds: those exceptions are the operations manager's."""

from __future__ import annotations

from datetime import date

from sightline_web import keeper
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Duty, Relation
from sightline_web.shell.guarding import today
from sightline_web.snapshot import Snapshot

__all__ = ["held_by_somebody", "is_mine", "owning", "roles_of", "served"]


def served() -> Snapshot | None:
    """Return the reading that this process serves; None before there is one."""
    kept = keeper.installed()
    return kept.state().snapshot if kept is not None else None


def roles_of(by: Actor) -> frozenset[str]:
    """Return the roles that an actor's person holds today; none where nothing has been read."""
    snapshot = served()
    if snapshot is None or by.account is None or not by.person:
        return frozenset()
    return frozenset(each.role for each in snapshot.directory.held(by.person, today(snapshot)) if each.role)


def held_by_somebody(snapshot: Snapshot, on: date) -> frozenset[str]:
    """Return the roles that somebody holds on a day."""
    return snapshot.directory.roles(on)


def is_mine(role: str, *, by: Actor, mine: frozenset[str], held: frozenset[str]) -> bool:
    """Return whether an exception waits for an actor: as holder of its role, or on duty for one that nobody holds."""
    return role in mine or (Duty.OPERATIONS_MANAGER in by.duties and role not in held)


def owning(by: Actor, role: str) -> frozenset[Relation]:
    """Return how an actor stands to an exception that a role answers for."""
    return frozenset({Relation.OWNER}) if role and role in roles_of(by) else frozenset()
