"""The sentences of comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.anchors import Anchor, decided
from sightline_web.comments.models import Comment, Told, Turn
from sightline_web.comments.words import Part
from sightline_web.languages.marks import later_in
from sightline_web.languages.openings import opening
from sightline_web.policy.actor import Actor
from sightline_web.shell.sentences import numeral
from sightline_web.snapshot import Snapshot

__all__ = ["WHYS", "about_mentions", "about_pages", "about_turns", "title_of", "turns"]

WHYS = {
    "mention": later_in("somebody", "mentions you"),
    "role": later_in("somebody", "mentions a role of yours"),
    "reply": later_in("somebody", "answers you"),
}
WRITTEN = later_in("what became of a comment", "written")
BECAME = {
    "changed": later_in("what became of a comment", "changed"),
    "deleted": later_in("what became of a comment", "deleted"),
    "restored": later_in("what became of a comment", "restored"),
    "resolved": later_in("what became of a comment", "settled"),
    "reopened": later_in("what became of a comment", "reopened"),
}
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
        return _("Nothing is said on any page that you may see.")
    still = sum(each.open for each, *_rest in found)  # type: ignore[attr-defined]  # as the query gives them
    pages = ngettext("{number} page is talked about", "{number} pages are talked about", len(found))
    threads = ngettext("{number} thread is open", "{number} threads are open", still)
    pages, threads = pages.format(number=numeral(len(found))), threads.format(number=numeral(still))
    return opening(_("{pages}; {threads}.").format(pages=pages, threads=threads))


def about_mentions(told: Sequence[Told]) -> str:
    """Return how much concerns somebody."""
    if not told:
        return _("Nobody has mentioned or answered you yet.")
    if not (new := sum(each.seen_at is None for each in told)):
        return _("You have seen all of it.")
    text = ngettext("{number} comment is new to you.", "{number} comments are new to you.", new)
    return opening(text.format(number=numeral(new)))


def about_turns(found: Become) -> str:
    """Return how often a comment was changed."""
    changed = sum(isinstance(each, Turn) and each.what == "changed" for each, *_rest in found)
    if not changed:
        return _("This comment was never changed.")
    text = ngettext("{number} change of this comment.", "{number} changes of this comment.", changed)
    return opening(text.format(number=numeral(changed)))


def turns(found: Become) -> Iterator[tuple[datetime, str, str, tuple[Part, ...]]]:
    """Yield what became of a comment: when, by whom, what, and what it said from then on."""
    for each, who, parts in found:
        if isinstance(each, Comment):
            yield each.written_at, who, str(WRITTEN), parts
        else:
            yield each.at, who, str(BECAME.get(each.what, each.what)), parts
