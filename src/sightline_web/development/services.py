"""Writing what a person wants and learns: only they do, and only they share it; the journal says that, not what."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.development.models import ID_LETTERS, TEXT_LETTERS, Aspiration, LearningGoal, Own
from sightline_web.journal.seal import personal, written
from sightline_web.journal.services import record
from sightline_web.languages.spoken import spoken_now
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record
from sightline_web.shell.formats import Formats

__all__ = [
    "DevelopmentError",
    "aspiration_add",
    "learning_add",
    "learning_counts",
    "learning_done",
    "own_share",
    "own_take_away",
]

HIGHEST = 20


class DevelopmentError(ValueError):
    """Something that cannot be kept; the text says why."""


@store.writing()
@transaction.atomic
def aspiration_add(*, by: Actor, text: str, role: str, at: datetime) -> Aspiration:
    """Write down what one would like; it stays one's own until it is shared."""
    made = Aspiration.objects.create(
        person=_self(by), sealed=_sealed(text, by), role=role.strip()[:ID_LETTERS], written_at=at
    )
    _tell(by, Action.CREATE, made)
    return made


@store.writing()
@transaction.atomic
def learning_add(
    *, by: Actor, text: str, capability: str, level: int | None, due: date | None, at: datetime
) -> LearningGoal:
    """Write down what one wants to learn."""
    if level is not None and not 0 < level <= HIGHEST:
        raise DevelopmentError(_("A level is a number from 1 to {highest}.").format(highest=HIGHEST))
    made = LearningGoal.objects.create(
        person=_self(by), sealed=_sealed(text, by), capability=capability.strip()[:ID_LETTERS], level=level, due=due,
        written_at=at,
    )  # fmt: skip
    _tell(by, Action.CREATE, made)
    return made


@store.writing()
@transaction.atomic
def learning_done(*, by: Actor, key: int, at: datetime | None) -> bool:
    """Say that something is learned, or with None that it is not."""
    rows = _own(LearningGoal, by, key).filter(archived_at=None, done_at__isnull=at is not None)
    return _changed(by, Action.EDIT, LearningGoal, key, rows.update(done_at=at))


@store.writing()
@transaction.atomic
def learning_counts(*, by: Actor, key: int, counts: bool) -> bool:
    """Say whether it may count when open work is proposed to oneself; return whether that changed anything."""
    rows = _own(LearningGoal, by, key).filter(archived_at=None, counts=not counts).exclude(capability="")
    return _changed(by, Action.EDIT, LearningGoal, key, rows.update(counts=counts))


@store.writing()
@transaction.atomic
def own_share(kind: type[Own], *, by: Actor, key: int, shared: bool) -> bool:
    """Share something with one's manager and HR partner, or end that; return whether that changed anything."""
    rows = _own(kind, by, key).filter(archived_at=None, shared=not shared)
    return _changed(by, Action.EDIT, kind, key, rows.update(shared=shared))


@store.writing()
@transaction.atomic
def own_take_away(kind: type[Own], *, by: Actor, key: int, at: datetime | None) -> bool:
    """Delete something, or with None bring it back as it was."""
    rows = _own(kind, by, key).filter(archived_at__isnull=at is not None)
    return _changed(by, Action.DELETE if at else Action.RESTORE, kind, key, rows.update(archived_at=at))


def _own(kind: type[Own], by: Actor, key: int) -> QuerySet[Own]:
    rows: QuerySet[Own] = QuerySet(kind)
    return rows.filter(pk=key, person=_self(by))


def _changed(by: Actor, action: Action, kind: type[Own], key: int, rows: int) -> bool:
    if rows:
        record(by=by, action=action, kind=_record(kind), key=str(key), subject=_self(by))
    return bool(rows)


def _self(by: Actor) -> str:
    if not by.person:
        raise DevelopmentError(_("Your account belongs to no person; an administrator can link it."))
    return by.person


def _record(kind: type[Own]) -> Record:
    return Record.ASPIRATION if kind is Aspiration else Record.LEARNING_GOAL


def _sealed(text: str, by: Actor) -> str:
    said = text.strip()
    if not said:
        raise DevelopmentError(_("It is empty; write something, or leave it."))
    if len(said) > TEXT_LETTERS:
        letters = Formats(spoken_now()).count(TEXT_LETTERS)
        raise DevelopmentError(_("There is room for {letters} letters.").format(letters=letters))
    return written(personal(said, _self(by)))


def _tell(by: Actor, action: Action, row: Own) -> None:
    record(by=by, action=action, kind=_record(type(row)), key=str(row.pk), subject=row.person)
