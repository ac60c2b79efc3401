"""Writing scenarios: each service is one transaction with its entry in the journal, and one that fails leaves nothing.

The journal keeps the name and the changes as they are, and the note sealed under the key of whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction

from sightline_web import store
from sightline_web.journal.seal import personal
from sightline_web.journal.services import record
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record
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
@transaction.atomic
def scenario_create(*, by: Actor, name: str, shifts: Sequence[str], note: str, created_at: datetime) -> Scenario:
    """Keep a new scenario; raises NameTakenError."""
    with _name_of_its_own(name):
        made = _make(by=by, name=name, shifts=shifts, note=note, created_at=created_at)
    _journal(by, Action.CREATE, made, after=_told(made, by))
    return made


@store.writing()
@transaction.atomic
def scenario_update(
    *, by: Actor, scenario: int, revision: int, name: str, shifts: Sequence[str], note: str, updated_at: datetime
) -> None:
    """Change a scenario that is still as it was shown; raises NameTakenError and ChangedMeanwhileError."""
    shown = Scenario.objects.for_actor(by, Action.EDIT).filter(pk=scenario, revision=revision, archived_at=None)
    was = shown.first()
    with _name_of_its_own(name):
        changed = shown.update(
            name=name,
            key=scenario_key(name),
            shifts=list(shifts),
            note=note,
            revision=revision + 1,
            updated_at=updated_at,
        )
    if was is None or not changed:
        raise ChangedMeanwhileError(name)
    now = Scenario.objects.for_actor(by, Action.EDIT).get(pk=scenario)
    _journal(by, Action.EDIT, now, before=_told(was, by), after=_told(now, by))


@store.writing()
@transaction.atomic
def scenario_duplicate(*, by: Actor, scenario: Scenario, created_at: datetime) -> Scenario:
    """Keep a copy under the next free name."""
    name = _free(scenario.name, "copy")
    made = _make(by=by, name=name, shifts=scenario.shifts, note=scenario.note, created_at=created_at)
    _journal(by, Action.CREATE, made, after=_told(made, by) | {"copy of": scenario.pk})
    return made


@store.writing()
@transaction.atomic
def scenario_archive(*, by: Actor, scenario: int, archived_at: datetime) -> bool:
    """Delete a scenario so that it can be brought back; return whether it was there."""
    there = Scenario.objects.for_actor(by, Action.DELETE).filter(pk=scenario, archived_at=None)
    was = there.first()
    if was is None or not there.update(archived_at=archived_at):
        return False
    _journal(by, Action.DELETE, was, before={"name": was.name})
    return True


@store.writing()
@transaction.atomic
def scenario_restore(*, by: Actor, scenario: Scenario) -> Scenario:
    """Bring a deleted scenario back as it was; where its name has been given away, under the next free one."""
    name = scenario.name if _is_free(scenario.name) else _free(scenario.name, "restored")
    theirs = Scenario.objects.for_actor(by, Action.RESTORE)
    theirs.filter(pk=scenario.pk).update(archived_at=None, name=name, key=scenario_key(name))
    back = theirs.get(pk=scenario.pk)
    _journal(by, Action.RESTORE, back, before={"name": scenario.name}, after={"name": name})
    return back


def _make(*, by: Actor, name: str, shifts: Sequence[str], note: str, created_at: datetime) -> Scenario:
    return Scenario.objects.create(
        name=name,
        key=scenario_key(name),
        shifts=list(shifts),
        note=note,
        created_at=created_at,
        updated_at=created_at,
        owner=by.account,
    )


@contextmanager
def _name_of_its_own(name: str) -> Iterator[None]:
    """Tell a broken rule of the table as a name that is taken: it has no other."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTakenError(name) from error


def _told(scenario: Scenario, by: Actor) -> dict[str, object]:
    """Return what the journal keeps of a scenario."""
    told: dict[str, object] = {"name": scenario.name, "shifts": list(scenario.shifts)}
    return told | ({"note": personal(scenario.note, by)} if scenario.note else {})


def _journal(
    by: Actor,
    action: Action,
    scenario: Scenario,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record(by=by, action=action, kind=Record.SCENARIO, key=str(scenario.pk), before=before, after=after)


def _free(name: str, word: str) -> str:
    """Return a name that nobody has: "Night shift (copy)", "Night shift (copy 2)"."""
    for count in range(1, MOST_COPIES):
        tail = f" ({word})" if count == 1 else f" ({word} {count})"
        tried = name[: NAME_LETTERS - len(tail)] + tail
        if _is_free(tried):
            return tried
    raise NameTakenError(name)


def _is_free(name: str) -> bool:
    return (
        not Scenario.objects.unscoped("a name stands once among all")
        .filter(key=scenario_key(name), archived_at=None)
        .exists()
    )
