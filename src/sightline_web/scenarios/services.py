"""Writing scenarios: each service is one transaction, and one that fails leaves nothing behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from sightline_web import store
from sightline_web.scenarios.models import NAME_LETTERS, Scenario
from sightline_web.scenarios.queries import scenario_key

__all__ = [
    "ChangedMeanwhileError",
    "NameTakenError",
    "scenario_archive",
    "scenario_create",
    "scenario_duplicate",
    "scenario_restore",
    "scenario_update",
]

MOST_COPIES = 1_000


class NameTakenError(ValueError):
    """Another scenario has the name."""


class ChangedMeanwhileError(RuntimeError):
    """Somebody else has changed or deleted the scenario since it was shown."""


@store.writing()
def scenario_create(*, name: str, shifts: Sequence[str], note: str, created_at: datetime) -> Scenario:
    """Keep a new scenario; raises NameTakenError."""
    try:
        with transaction.atomic():
            return Scenario.objects.create(
                name=name,
                key=scenario_key(name),
                shifts=list(shifts),
                note=note,
                created_at=created_at,
                updated_at=created_at,
            )
    except IntegrityError as error:
        raise NameTakenError(name) from error


@store.writing()
def scenario_update(
    *, scenario: int, revision: int, name: str, shifts: Sequence[str], note: str, updated_at: datetime
) -> None:
    """Change a scenario that is still as it was shown; raises NameTakenError and ChangedMeanwhileError."""
    try:
        with transaction.atomic():
            changed = Scenario.objects.filter(pk=scenario, revision=revision, archived_at=None).update(
                name=name,
                key=scenario_key(name),
                shifts=list(shifts),
                note=note,
                revision=revision + 1,
                updated_at=updated_at,
            )
    except IntegrityError as error:
        raise NameTakenError(name) from error
    if not changed:
        raise ChangedMeanwhileError(name)


@store.writing()
@transaction.atomic
def scenario_duplicate(*, scenario: Scenario, created_at: datetime) -> Scenario:
    """Keep a copy under the next free name."""
    name = _free(scenario.name, "copy")
    return Scenario.objects.create(
        name=name,
        key=scenario_key(name),
        shifts=scenario.shifts,
        note=scenario.note,
        created_at=created_at,
        updated_at=created_at,
    )


@store.writing()
def scenario_archive(*, scenario: int, archived_at: datetime) -> bool:
    """Delete a scenario so that it can be brought back; return whether it was there."""
    with transaction.atomic():
        return bool(Scenario.objects.filter(pk=scenario, archived_at=None).update(archived_at=archived_at))


@store.writing()
@transaction.atomic
def scenario_restore(*, scenario: Scenario) -> Scenario:
    """Bring a deleted scenario back as it was; where its name has been given away, under the next free one."""
    name = scenario.name if _is_free(scenario.name) else _free(scenario.name, "restored")
    Scenario.objects.filter(pk=scenario.pk).update(archived_at=None, name=name, key=scenario_key(name))
    return Scenario.objects.get(pk=scenario.pk)


def _free(name: str, word: str) -> str:
    """Return a name that nobody has: "Night shift (copy)", "Night shift (copy 2)"."""
    for count in range(1, MOST_COPIES):
        tail = f" ({word})" if count == 1 else f" ({word} {count})"
        tried = name[: NAME_LETTERS - len(tail)] + tail
        if _is_free(tried):
            return tried
    raise NameTakenError(name)


def _is_free(name: str) -> bool:
    return not Scenario.objects.filter(key=scenario_key(name), archived_at=None).exists()
