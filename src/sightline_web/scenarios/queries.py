"""Reading scenarios from the record store: those that are open to whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from sightline_web import store
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Relation
from sightline_web.scenarios.models import Scenario

__all__ = ["scenario_find", "scenario_key", "scenario_list", "scenario_named", "standing"]


def scenario_key(name: str) -> str:
    """Return a name without its case: two names with one key are the same to a reader."""
    return name.casefold()


@store.reading()
def scenario_list(*, by: Actor, ids: Sequence[int] | None = None) -> list[Scenario]:
    """Return the scenarios that are not deleted, by name; with `ids`, those alone and in that order."""
    found = list(_open(by).filter(archived_at=None))
    if ids is None:
        return found
    by_id = {each.pk: each for each in found}
    return [by_id[each] for each in dict.fromkeys(ids) if each in by_id]


@store.reading()
def scenario_find(*, by: Actor, scenario: int, archived: bool = False, action: Action = Action.VIEW) -> Scenario | None:
    """Return one scenario with which the actor may do that, of the deleted ones or of the others; None without one."""
    return _open(by, action).filter(pk=scenario, archived_at__isnull=not archived).first()


@store.reading()
def scenario_named(*, by: Actor, name: str) -> Scenario | None:
    """Return the scenario of a name, whatever its case."""
    return _open(by).filter(key=scenario_key(name), archived_at=None).first()


@store.reading()
def standing(*, by: Actor, scenario: int) -> frozenset[Relation]:
    """Return how an actor stands to a scenario: as its owner or not at all."""
    if by.account is None:
        return frozenset()
    mine = Scenario.objects.unscoped("whose it is, not what it says").filter(pk=scenario, owner=by.account).exists()
    return frozenset({Relation.OWNER}) if mine else frozenset()


def _open(by: Actor, action: Action = Action.VIEW) -> QuerySet[Scenario]:
    return Scenario.objects.for_actor(by, action)
