"""Writing comments: each service is one transaction with its entry in the journal and with those whom it tells.

The journal says that something was written, on which page and by whom, and never what. What was changed keeps what it
said before; what was deleted can be put back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sightline_web import store
from sightline_web.anchors import Anchor
from sightline_web.comments import telling
from sightline_web.comments.asked import Asked
from sightline_web.comments.models import Comment, Told, Turn
from sightline_web.comments.numbers import kept
from sightline_web.comments.words import Part, cut
from sightline_web.journal.seal import personal, written
from sightline_web.journal.services import record
from sightline_web.numbered import Number
from sightline_web.policy.actor import Actor
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record
from sightline_web.stream.services import touch

__all__ = ["Said", "comment_change", "comment_restore", "comment_take_away", "comment_write", "thread_reopen",
           "thread_resolve", "told_seen"]  # fmt: skip

ANY = "whoever sees the page may settle a thread; the view has asked"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says: the text, whom it asks, the view it was said on, and the number that it is about."""

    text: str
    asked: Asked
    query: str = ""
    about: str = ""
    number: Number | None = None
    reading: str = ""
    as_of: datetime | None = None

    @property
    def parts(self) -> list[Part]:
        """The text in parts."""
        return cut(self.text, self.asked.meant)

    @property
    def was(self) -> dict[str, object]:
        """What the number is as it is said; nothing where it is about none."""
        if self.number is None or self.as_of is None:
            return {}
        return kept(self.number, reading=self.reading, as_of=self.as_of)


@store.writing()
@transaction.atomic
def comment_write(
    *, by: Actor, anchor: Anchor, said: Said, thread: Comment | None, title: str, at: datetime
) -> Comment:
    """Keep a comment on a page, or an answer in a thread, and tell those whom it concerns; an answer opens a thread."""
    made = Comment.objects.create(
        kind=anchor.kind.id, key=anchor.key, query=said.query, account=by.account, written_at=at,
        thread=None if thread is None else thread.pk, sealed=written(personal(said.parts, by)),
        about=said.about if said.was else "", was=said.was,
    )  # fmt: skip
    if thread is not None and thread.resolved_at is not None:
        _settle(thread, by, "reopened", None, at)
    telling.tell(made, by=by, asked=said.asked, title=title, at=at)
    _journal(by, Action.CREATE, made, {"in": made.thread} if made.thread else {})
    return made


@store.writing()
@transaction.atomic
def comment_change(*, by: Actor, comment: int, said: Said, title: str, at: datetime) -> bool:
    """Change the words of a comment of one's own; what they were stays in its history. Return whether there was."""
    mine = Comment.objects.for_actor(by, Action.EDIT).filter(pk=comment, account=by.account, archived_at=None)
    was = mine.first()
    if was is None:
        return False
    mine.update(sealed=written(personal(said.parts, by)), changed_at=at)
    Turn.objects.create(comment=was, account=by.account, what="changed", at=at, sealed=was.sealed)
    telling.tell(was, by=by, asked=said.asked, title=title, at=at)
    _journal(by, Action.EDIT, was, {})
    return True


@store.writing()
@transaction.atomic
def comment_take_away(*, by: Actor, comment: int, at: datetime) -> bool:
    """Delete a comment so that it can be put back; return whether there was one. Answers to it stay."""
    theirs = Comment.objects.for_actor(by, Action.DELETE).filter(pk=comment, archived_at=None)
    was = theirs.first()
    if was is None or not theirs.update(archived_at=at):
        return False
    Turn.objects.create(comment=was, account=by.account, what="deleted", at=at)
    _journal(by, Action.DELETE, was, {})
    return True


@store.writing()
@transaction.atomic
def comment_restore(*, by: Actor, comment: int, at: datetime) -> bool:
    """Put back what was deleted; return whether it was. What somebody else took away, its author cannot put back."""
    theirs = Comment.objects.for_actor(by, Action.RESTORE).filter(pk=comment).exclude(archived_at=None)
    was = theirs.first()
    if was is None:
        return False
    last = Turn.objects.filter(comment=was, what="deleted").last()
    if last is not None and last.account != by.account and not may(by, Action.RESTORE, Record.COMMENT).allowed:
        return False
    theirs.update(archived_at=None)
    Turn.objects.create(comment=was, account=by.account, what="restored", at=at)
    _journal(by, Action.RESTORE, was, {})
    return True


@store.writing()
@transaction.atomic
def thread_resolve(*, by: Actor, comment: int, at: datetime) -> bool:
    """Say that a thread is settled; return whether it was open."""
    return _settled(by, comment, "resolved", at)


@store.writing()
@transaction.atomic
def thread_reopen(*, by: Actor, comment: int, at: datetime) -> bool:
    """Say that a thread is not settled after all; return whether it was."""
    return _settled(by, comment, "reopened", at)


def _settled(by: Actor, comment: int, what: str, at: datetime) -> bool:
    opens = what == "reopened"
    there = Comment.objects.unscoped(ANY).filter(pk=comment, thread=None, resolved_at__isnull=not opens)
    found = there.first()
    if found is None:
        return False
    _settle(found, by, what, None if opens else at, at)
    _journal(by, Action.EDIT, found, {"thread": what})
    return True


def _settle(found: Comment, by: Actor, what: str, resolved_at: datetime | None, at: datetime) -> None:
    Comment.objects.unscoped(ANY).filter(pk=found.pk).update(resolved_at=resolved_at)
    Turn.objects.create(comment=found, account=by.account, what=what, at=at)


def _journal(by: Actor, action: Action, comment: Comment, more: dict[str, object]) -> None:
    after = {"page": f"{comment.kind} {comment.key}"} | more
    record(by=by, action=action, kind=Record.COMMENT, key=str(comment.pk), after=after)
    touch("comments")


@store.writing()
@transaction.atomic
def told_seen(*, by: Actor, at: datetime) -> int:
    """Take note of all that concerns an actor; return how much was new."""
    new = Told.objects.filter(account=by.account, seen_at=None).update(seen_at=at)
    if new:
        record(by=by, action=Action.EDIT, kind=Record.NOTICE, key=str(by.account), after={"mentions seen": new})
        touch("comments")
    return new
