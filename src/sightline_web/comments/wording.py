"""The sentences of comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sightline_web.anchors import Anchor, decided
from sightline_web.comments.models import Comment, Told, Turn
from sightline_web.comments.words import Part
from sightline_web.policy.actor import Actor
from sightline_web.shell.sentences import counted, opening
from sightline_web.snapshot import Snapshot

__all__ = ["WHYS", "about_mentions", "about_pages", "about_turns", "title_of", "turns"]

WHYS = {"mention": "mentions you", "role": "mentions a role of yours", "reply": "answers you"}
Become = Sequence[tuple[Turn | Comment, str, tuple[Part, ...]]]


def title_of(by: Actor, anchor: Anchor, snapshot: Snapshot) -> str | None:
    """Return what a page is called; None where it is gone, or not the actor's to see."""
    try:
        return anchor.title(snapshot) if decided(by, anchor, snapshot).allowed else None
    except LookupError:
        return None


def about_pages(found: Sequence[tuple[object, ...]]) -> str:
    """Return on how many pages something is said."""
    if not found:
        return "Nothing is said on any page that you may see."
    open_ones = sum(each.open for each, *_ in found)  # type: ignore[attr-defined]  # as the query gives them
    where = opening(counted(len(found), "page is", "pages are"))
    return f"{where} talked about; {counted(open_ones, 'thread is', 'threads are')} open."


def about_mentions(told: Sequence[Told]) -> str:
    """Return how much concerns somebody."""
    if not told:
        return "Nobody has mentioned or answered you yet."
    new = sum(each.seen_at is None for each in told)
    return opening(f"{counted(new, 'comment is', 'comments are')} new to you.") if new else "You have seen all of it."


def about_turns(found: Become) -> str:
    """Return how often a comment was changed."""
    changed = sum(isinstance(each, Turn) and each.what == "changed" for each, *_ in found)
    return opening(f"{counted(changed, 'change')} of this comment.") if changed else "This comment was never changed."


def turns(found: Become) -> Iterator[tuple[datetime, str, str, tuple[Part, ...]]]:
    """Yield what became of a comment: when, by whom, what, and what it said from then on."""
    for each, who, parts in found:
        if isinstance(each, Comment):
            yield each.written_at, who, "written", parts
        else:
            yield each.at, who, "settled" if each.what == "resolved" else each.what, parts
