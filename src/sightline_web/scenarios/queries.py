"""Reading scenarios from the record store."""

from __future__ import annotations

from collections.abc import Sequence

from sightline_web import store
from sightline_web.scenarios.models import Scenario

__all__ = ["scenario_find", "scenario_key", "scenario_list", "scenario_named"]


def scenario_key(name: str) -> str:
    """Return a name without its case: two names with one key are the same to a reader."""
    return name.casefold()


@store.reading()
def scenario_list(*, ids: Sequence[int] | None = None) -> list[Scenario]:
    """Return the scenarios that are not deleted, by name; with `ids`, those alone and in that order."""
    found = list(Scenario.objects.filter(archived_at=None))
    if ids is None:
        return found
    by_id = {each.pk: each for each in found}
    return [by_id[each] for each in dict.fromkeys(ids) if each in by_id]


@store.reading()
def scenario_find(*, scenario: int, archived: bool = False) -> Scenario | None:
    """Return one scenario, of the deleted ones or of the others; None where there is none."""
    return Scenario.objects.filter(pk=scenario, archived_at__isnull=not archived).first()


@store.reading()
def scenario_named(*, name: str) -> Scenario | None:
    """Return the scenario of a name, whatever its case."""
    return Scenario.objects.filter(key=scenario_key(name), archived_at=None).first()
