"""Telling those whom a comment concerns: who is asked in it, and who took part in the thread that it answers.

What is told names the page and the number of an account, never a text: names and words are read where they stand. Its
sentences are kept in English with places for both, and put into the reader's language when they are shown or sent.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from sightline_web import rows
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account
from sightline_web.anchors import Anchor, anchor_named, decided
from sightline_web.comments.asked import Asked
from sightline_web.comments.models import Comment, Told
from sightline_web.languages.marks import noted
from sightline_web.languages.spoken import speaking, spoken_now
from sightline_web.notices.people import language_for, served
from sightline_web.notices.services import message
from sightline_web.policy.actor import SYSTEM, Actor

__all__ = ["tell"]

SENTENCES = {
    "mention": noted("{by} asks for you in the discussion of “{page}”."),
    "role": noted("{by} asks for a role of yours in the discussion of “{page}”."),
    "reply": noted("{by} answers in a discussion of “{page}” that you took part in."),
}
TITLES = {
    "mention": noted("{by} mentions you: {page}"),
    "role": noted("{by} mentions your role: {page}"),
    "reply": noted("{by} answers: {page}"),
}


@rows.acting_as(SYSTEM)  # what others are told is not the writer's to see
def tell(comment: Comment, *, by: Actor, asked: Asked, title: str, at: datetime) -> None:
    """Write down whom a comment concerns, and tell them; each once for a comment, and nobody of what they wrote."""
    concerned = {**dict.fromkeys(_in_thread(comment), "reply"), **asked.accounts}
    concerned.pop(by.account or 0, None)
    anchor = anchor_named(comment.kind, comment.key)
    for account, why in sorted(concerned.items()):
        _told, new = Told.objects.get_or_create(comment=comment, account=account, defaults={"why": why, "at": at})
        if new:
            content: dict[str, object] = {
                "title": TITLES[why], "sentence": SENTENCES[why], "by": by.account,
                "page": _page(anchor, title, language_for(account)), "href": _where(comment, anchor), "owner_role": "",
                "key": f"comment {comment.pk}",
            }  # fmt: skip
            message("mention", content, account=account, now=at, once=f"comment-{comment.pk}-{account}")


def _page(anchor: Anchor | None, title: str, language: str) -> str:
    """Return what a page is called in the language of whoever is told; `title` is that of whoever wrote."""
    snapshot = served()
    if language == spoken_now() or anchor is None or snapshot is None:
        return title
    with speaking(language):
        return anchor.title(snapshot)


def _where(comment: Comment, anchor: Anchor | None) -> str:
    query = f"?{comment.query}" if comment.query else ""
    return f"{anchor.href if anchor else '/'}{query}#comment-{comment.pk}"


def _in_thread(comment: Comment) -> list[int]:
    """Return who took part in a thread before an answer to it was written, and can still see its page."""
    anchor, snapshot = anchor_named(comment.kind, comment.key), served()
    if comment.thread is None or anchor is None or snapshot is None:
        return []
    own = Q(pk=comment.thread) | Q(thread=comment.thread)
    those = (
        Comment.objects.unscoped("who took part").filter(own, archived_at=None, pk__lt=comment.pk).exclude(account=None)
    )
    there = Account.objects.filter(pk__in=set(those.values_list("account", flat=True)), is_active=True)
    try:
        return [each.pk for each in there if decided(actor_of(each), anchor, snapshot).allowed]
    except LookupError:  # the page is gone from the model
        return []
