"""Reading comments: the threads of a page, one comment with what became of it, and what concerns somebody.

Whoever may see a page may read what is said on it; that is asked where a page is known (`anchors.decided`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from sightline_web import store
from sightline_web.anchors import Anchor
from sightline_web.comments.asked import named
from sightline_web.comments.models import Comment, Told, Turn
from sightline_web.comments.words import ERASED, Part
from sightline_web.journal import seal
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Relation

__all__ = ["Line", "Names", "Page", "Thread", "authorship", "comment_find", "concerning", "history", "newer", "pages",
           "said_since", "threads"]  # fmt: skip

MOST = 100  # pages and lines of a list


class Names:
    """What those are called who stand in some comments, asked for once."""

    def __init__(self, accounts: Iterable[int | None]) -> None:
        found = named(set(accounts))
        self._accounts = {account: name for account, (name, _) in found.items()}
        self._handles = {account: handle for account, (_, handle) in found.items()}

    def of(self, account: int | None) -> str:
        """Return a name; of whoever was erased, that they were."""
        return str(ERASED if account is None else self._accounts.get(account, ERASED))

    def asked(self, part: Part) -> str:
        """Return how somebody stands in a text who is asked in it."""
        if isinstance(part, str):
            return part
        return str(part["role"]).replace("_", " ") if "role" in part else self.of(int(str(part.get("to"))))

    def handle(self, part: Part) -> str:
        """Return how somebody is typed who is asked in a text."""
        if isinstance(part, str):
            return part
        return str(part["role"] if "role" in part else self._handles.get(int(str(part.get("to"))), ERASED))


@dataclass(frozen=True, slots=True)
class Line:
    """One comment as it is shown; `parts` is empty where it was deleted."""

    row: Comment
    who: str
    parts: tuple[Part, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment that is none's answer, its answers, and whether it is settled."""

    first: Line
    answers: tuple[Line, ...]
    settled_by: str = ""

    @property
    def settled(self) -> datetime | None:
        """When it was settled."""
        return self.first.row.resolved_at

    @property
    def last(self) -> int:
        """The number of its newest comment."""
        return int(max(each.row.pk for each in (self.first, *self.answers)))


def _opened(sealed: str, keys: seal.Keys) -> tuple[Part, ...]:
    found = seal.opened(sealed, keys)
    return tuple(found) if isinstance(found, list) else (str(ERASED) if found == seal.ERASED else str(found),)


def _asked_in(parts: Iterable[Part]) -> Iterable[int]:
    return (int(str(each["to"])) for each in parts if isinstance(each, dict) and "to" in each)


@store.reading()
def threads(*, by: Actor, anchor: Anchor) -> tuple[list[Thread], Names]:
    """Return the threads of a page, the open ones first and each in its order; those of which nothing is left go."""
    found = list(Comment.objects.for_actor(by, Action.LIST).filter(kind=anchor.kind.id, key=anchor.key))
    return _threads(found, by)


def _threads(found: Sequence[Comment], by: Actor) -> tuple[list[Thread], Names]:
    keys: seal.Keys = {}
    parts = {row.pk: () if row.archived_at else _opened(row.sealed, keys) for row in found}
    settled = dict(
        Turn.objects.filter(comment__in=[row.pk for row in found if row.resolved_at], what="resolved")
        .order_by("id").values_list("comment", "account")
    ) if any(row.resolved_at for row in found) else {}  # fmt: skip
    asked = (one for each in parts.values() for one in _asked_in(each))
    names = Names([*(row.account for row in found), *settled.values(), *asked])
    lines = {row.pk: Line(row, names.of(row.account), parts[row.pk], row.account == by.account) for row in found}
    made = []
    for first in [row for row in found if row.thread is None or row.thread not in lines]:
        answers = tuple(lines[row.pk] for row in found if row.thread == first.pk and not row.archived_at)
        if answers or not first.archived_at:
            who = names.of(settled[first.pk]) if first.pk in settled else ""
            made.append(Thread(lines[first.pk], answers, who))
    made.sort(key=lambda each: (each.settled is not None, each.first.row.pk))
    return made, names


@store.reading()
def newer(*, by: Actor, anchor: Anchor, than: int) -> list[int]:
    """Return the comments of others on a page that were written after another one."""
    rows = Comment.objects.for_actor(by, Action.LIST).filter(kind=anchor.kind.id, key=anchor.key, pk__gt=than)
    return list(rows.filter(archived_at=None).exclude(account=by.account).values_list("pk", flat=True))


@store.reading()
def said_since(*, by: Actor, anchor: Anchor, at: datetime) -> int:
    """Return how much others have said on a page since a moment."""
    rows = Comment.objects.for_actor(by, Action.LIST).filter(kind=anchor.kind.id, key=anchor.key, written_at__gt=at)
    return rows.filter(archived_at=None).exclude(account=by.account).count()


@store.reading()
def comment_find(*, by: Actor, comment: int) -> Comment | None:
    """Return one comment, also a deleted one; whether its page is open to the actor is asked by whoever calls."""
    return Comment.objects.for_actor(by, Action.VIEW).filter(pk=comment).first()


@store.reading()
def authorship(*, by: Actor, comment: int) -> frozenset[Relation]:
    """Return how an actor stands to a comment: as its author or not at all."""
    if by.account is None:
        return frozenset()
    mine = Comment.objects.unscoped("whose it is, not what it says").filter(pk=comment, account=by.account).exists()
    return frozenset({Relation.AUTHOR}) if mine else frozenset()


@store.reading()
def history(*, comment: Comment) -> tuple[list[tuple[Turn | Comment, str, tuple[Part, ...]]], Names]:
    """Return what became of a comment, the oldest first, each with who and with what it said from then on."""
    turns = list(Turn.objects.filter(comment=comment))
    keys: seal.Keys = {}
    said = [_opened(each.sealed, keys) for each in turns if each.what == "changed"] + [_opened(comment.sealed, keys)]
    names = Names(
        [comment.account, *(each.account for each in turns), *(one for each in said for one in _asked_in(each))]
    )
    told = iter(said)
    first: tuple[Turn | Comment, str, tuple[Part, ...]] = (comment, names.of(comment.account), next(told))
    later = ((each, names.of(each.account), next(told) if each.what == "changed" else ()) for each in turns)
    return [first, *later], names


@dataclass(frozen=True, slots=True)
class Page:
    """How much is said on a page."""

    kind: str
    key: str
    comments: int
    open: int
    last_at: datetime


@store.reading()
def pages(*, by: Actor) -> list[Page]:
    """Return the pages on which something is said, the newest word first."""
    rows = Comment.objects.for_actor(by, Action.LIST).filter(archived_at=None).order_by().values("kind", "key")
    found = rows.annotate(
        comments=Count("id"), open=Count("id", filter=Q(thread=None, resolved_at=None)), last_at=Max("written_at"),
    )  # fmt: skip
    return [Page(**each) for each in found.order_by("-last_at")]


@store.reading()
def concerning(*, by: Actor) -> list[tuple[Told, Line, Names]]:
    """Return what concerns an actor, the newest first: who asked for them, and who answered them."""
    rows: Any = Told.objects.filter(account=by.account, comment__archived_at=None).select_related("comment")[:MOST]
    keys: seal.Keys = {}
    found = [(each, _opened(each.comment.sealed, keys)) for each in rows]
    names = Names(
        [*(each.comment.account for each, _ in found), *(one for _, parts in found for one in _asked_in(parts))]
    )
    return [
        (each, Line(each.comment, names.of(each.comment.account), parts, mine=False), names) for each, parts in found
    ]
