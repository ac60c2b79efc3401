"""Writing conversations: each service is one transaction with its entry in the journal.

The journal says that something was written and by whom, never what; of a private note it does not even say about
whom. What is deleted or changed can be put back as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.conversations.models import (
    KINDS,
    SIDES,
    WORDS_LETTERS,
    AgendaItem,
    CheckIn,
    NextStep,
    Part,
    PrivateNote,
    SharedNote,
)  # fmt: skip
from sightline_web.conversations.queries import between, part
from sightline_web.engine.saying import Said, plain_of
from sightline_web.journal.seal import holder_of, personal, written
from sightline_web.journal.services import record
from sightline_web.languages.spoken import spoken_now
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.formats import Formats

__all__ = [
    "PartyError",
    "Seed",
    "TakenError",
    "WordsError",
    "agenda_add",
    "agenda_done",
    "agenda_seed",
    "check_in_held",
    "check_in_plan",
    "check_in_take_away",
    "note_add",
    "note_change",
    "part_take_away",
    "private_add",
    "private_change",
    "private_take_away",
    "step_add",
    "step_done",
]

Standing = Collection[Relation]
P = TypeVar("P", bound=Part)


class WordsError(ValueError):
    """A text that cannot be kept; it says why."""


class PartyError(PermissionError):
    """Whoever writes is not one of the two."""


class TakenError(ValueError):
    """The two have a check-in on that day already."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Something that the figures propose to talk about; only what passed its test of noise is handed in.

    Parameters
    ----------
    kind : str
        One of `KINDS`, such as `change`.
    words : str
        One sentence about the task or the process, never about the person; it is known again by its English.
    link : str
        The page behind it, in the app.
    """

    kind: str
    words: str
    link: str = ""

    @property
    def digest(self) -> str:
        """By what it is recognised when it is proposed again."""
        return hashlib.sha256(f"{self.kind}\n{self.words}\n{self.link}".encode()).hexdigest()


@store.writing()
@transaction.atomic
def check_in_plan(
    *, by: Actor, person: str, manager: str, day: date, at: datetime, seeds: Iterable[Seed] = ()
) -> CheckIn:
    """Plan a conversation of a person with who leads them, with what the figures propose to talk about.

    Raises
    ------
    PartyError
        If the actor is neither of the two.
    TakenError
        If they have one on that day.
    """
    if by.person not in {person, manager} or person == manager or not manager:
        raise PartyError(person)
    try:
        with transaction.atomic():
            made = CheckIn.objects.create(person=person, manager=manager, day=day, account=by.account, made_at=at)
    except IntegrityError as error:
        raise TakenError(_("There is a conversation on that day already; open it, or choose another day.")) from error
    _seeded(made, seeds, at)
    _tell(by, Action.CREATE, Record.CHECK_IN, made.pk, person, {"day": day.isoformat()})
    return made


@store.writing()
@transaction.atomic
def agenda_seed(*, by: Actor, check_in: int, seeds: Iterable[Seed], at: datetime) -> int:
    """Put on the agenda what the figures propose; return how many are new. What was taken off stays off."""
    found = CheckIn.objects.filter(pk=check_in, archived_at=None).first()
    if found is None:
        return 0
    many = _seeded(found, seeds, at)
    if many:
        _tell(by, Action.EDIT, Record.CHECK_IN, check_in, found.person, {"proposed": many})
    return many


def _seeded(check_in: CheckIn, seeds: Iterable[Seed], at: datetime) -> int:
    there = set(AgendaItem.objects.filter(check_in=check_in).values_list("seed", flat=True))
    new = {each.digest: each for each in seeds if each.digest not in there and each.kind in KINDS}
    for digest, each in new.items():
        _part(AgendaItem, check_in, each.words, None, at, kind=each.kind, link=_inside(each.link), seed=digest)
    return len(new)


def _inside(link: str) -> str:
    """Return a link that stays in the app; none otherwise."""
    return link if link.startswith("/") and not link.startswith("//") else ""


@store.writing()
@transaction.atomic
def agenda_add(*, by: Actor, standing: Standing, check_in: CheckIn, words: str, at: datetime) -> AgendaItem:
    """Bring something to talk about."""
    _party(by, standing, check_in)
    made = _part(AgendaItem, check_in, words, by.account, at, kind="own")
    _tell(by, Action.EDIT, Record.CHECK_IN, check_in.pk, check_in.person, {"agenda": made.pk})
    return made


@store.writing()
@transaction.atomic
def note_add(*, by: Actor, standing: Standing, check_in: CheckIn, words: str, at: datetime) -> SharedNote:
    """Write a note that both see."""
    _party(by, standing, check_in)
    made = _part(SharedNote, check_in, words, by.account, at)
    _tell(by, Action.CREATE, Record.SHARED_NOTE, made.pk, check_in.person)
    return made


@store.writing()
@transaction.atomic
def note_change(*, by: Actor, standing: Standing, person: str, note: int, words: str, at: datetime) -> bool:
    """Change a note of one's own; return whether there was one. Changing it back to what it was undoes it."""
    found = part(SharedNote, by=by, person=person, standing=standing, key=note).filter(
        account=by.account, archived_at=None
    )
    row = found.first()
    if row is None:
        return False
    found.update(sealed=_sealed(words, person), before=row.sealed, changed_at=at)
    _tell(by, Action.EDIT, Record.SHARED_NOTE, note, person)
    return True


@store.writing()
@transaction.atomic
def step_add(
    *, by: Actor, standing: Standing, check_in: CheckIn, words: str, side: str, due: date | None, at: datetime
) -> NextStep:
    """Agree on what one of the two is to do until a day."""
    _party(by, standing, check_in)
    if side not in SIDES:
        raise WordsError(_("Say who is to do it."))
    made = _part(NextStep, check_in, words, by.account, at, side=side, due=due)
    _tell(by, Action.EDIT, Record.CHECK_IN, check_in.pk, check_in.person, {"step": made.pk})
    return made


@store.writing()
@transaction.atomic
def step_done(*, by: Actor, standing: Standing, person: str, step: int, at: datetime | None) -> bool:
    """Say that a step is done, or with None that it is not; return whether that changed anything."""
    return _marked(NextStep, by=by, standing=standing, person=person, key=step, at=at)


@store.writing()
@transaction.atomic
def agenda_done(*, by: Actor, standing: Standing, person: str, item: int, at: datetime | None) -> bool:
    """Say that something was talked about, or with None that it was not."""
    return _marked(AgendaItem, by=by, standing=standing, person=person, key=item, at=at)


def _marked(kind: Any, *, by: Actor, standing: Standing, person: str, key: int, at: datetime | None) -> bool:
    rows = part(kind, by=by, person=person, standing=standing, key=key).filter(archived_at=None)
    if not rows.filter(done_at__isnull=at is not None).update(done_at=at):
        return False
    _tell(by, Action.EDIT, Record.CHECK_IN, key, person, {kind.__name__: "done" if at else "not done"})
    return True


@store.writing()
@transaction.atomic
def check_in_held(*, by: Actor, standing: Standing, person: str, check_in: int, at: datetime | None) -> bool:
    """Say that a conversation took place, or with None that it did not."""
    rows = CheckIn.objects.filter(between(by, standing, person), pk=check_in, archived_at=None)
    if not rows.filter(held_at__isnull=at is not None).update(held_at=at):
        return False
    _tell(by, Action.EDIT, Record.CHECK_IN, check_in, person, {"held": at is not None})
    return True


@store.writing()
@transaction.atomic
def check_in_take_away(*, by: Actor, standing: Standing, person: str, check_in: int, at: datetime | None) -> bool:
    """Delete a conversation with all that belongs to it, or with None bring it back as it was.

    Raises
    ------
    TakenError
        If there is another on its day by now.
    """
    rows = CheckIn.objects.filter(between(by, standing, person), pk=check_in, archived_at__isnull=at is not None)
    try:
        with transaction.atomic():
            changed = rows.update(archived_at=at)
    except IntegrityError as error:
        raise TakenError(_("There is another conversation on that day by now.")) from error
    if changed:
        _tell(by, Action.DELETE if at else Action.RESTORE, Record.CHECK_IN, check_in, person)
    return bool(changed)


@store.writing()
@transaction.atomic
def part_take_away(
    kind: type[Part], *, by: Actor, standing: Standing, person: str, key: int, at: datetime | None
) -> bool:
    """Delete an item, a note or a step, or with None bring it back; a note is its author's, the rest is of both."""
    rows = part(kind, by=by, person=person, standing=standing, key=key).filter(archived_at__isnull=at is not None)
    if kind is SharedNote:
        rows = rows.filter(account=by.account)
    if not rows.update(archived_at=at):
        return False
    record_ = Record.SHARED_NOTE if kind is SharedNote else Record.CHECK_IN
    _tell(by, Action.DELETE if at else Action.RESTORE, record_, key, person, {"part": kind.__name__})
    return True


@store.writing()
@transaction.atomic
def private_add(*, by: Actor, person: str, words: str, at: datetime) -> PrivateNote:
    """Write a note that nobody else sees; the journal does not say about whom."""
    if by.account is None:
        raise PartyError(person)
    sealed = _sealed(words, by)
    made = PrivateNote.objects.create(person=person, account=by.account, sealed=sealed, written_at=at)
    record(by=by, action=Action.CREATE, kind=Record.PRIVATE_NOTE, key=str(made.pk))
    return made


@store.writing()
@transaction.atomic
def private_change(*, by: Actor, note: int, words: str, at: datetime) -> bool:
    """Change one of them."""
    rows = PrivateNote.objects.filter(pk=note, account=by.account, archived_at=None)
    row = rows.first()
    if row is None:
        return False
    rows.update(sealed=_sealed(words, by), before=row.sealed, changed_at=at)
    record(by=by, action=Action.EDIT, kind=Record.PRIVATE_NOTE, key=str(note))
    return True


@store.writing()
@transaction.atomic
def private_take_away(*, by: Actor, note: int, at: datetime | None) -> bool:
    """Delete one of them, or with None bring it back."""
    if not PrivateNote.objects.filter(pk=note, account=by.account, archived_at__isnull=at is not None).update(
        archived_at=at
    ):
        return False
    record(by=by, action=Action.DELETE if at else Action.RESTORE, kind=Record.PRIVATE_NOTE, key=str(note))
    return True


def _party(by: Actor, standing: Standing, check_in: CheckIn) -> None:
    if not CheckIn.objects.filter(between(by, standing, check_in.person), pk=check_in.pk, archived_at=None).exists():
        raise PartyError(check_in.person)


def _part(of: type[P], check_in: CheckIn, words: str, account: int | None, at: datetime, **more: object) -> P:
    made = of(
        check_in=check_in, person=check_in.person, manager=check_in.manager, account=account,
        sealed=_sealed(words, check_in.person), written_at=at, **more,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def _sealed(words: str, of: str | Actor) -> str:
    """Return a text as it is kept, one of the figures with what it is made of; raises WordsError."""
    text = words.strip()
    if not text:
        raise WordsError(_("It is empty; write something, or leave it."))
    if len(text) > WORDS_LETTERS:
        letters = Formats(spoken_now()).count(WORDS_LETTERS)
        raise WordsError(_("There is room for {letters} letters.").format(letters=letters))
    kept = plain_of(words) if isinstance(words, Said) else text
    return written(personal(kept, holder_of(of) if isinstance(of, Actor) else of))


def _tell(by: Actor, action: Action, kind: Record, key: int, person: str, after: object = None) -> None:
    record(by=by, action=action, kind=kind, key=str(key), subject=person, after=after)
