"""What forms do to comments; each answers with the discussion, in place or on its page, and says what was done.

What cannot be kept is shown again as it was typed. A browser without scripts is led back to the page that was talked
about; with scripts the discussion alone is renewed, and nothing that is typed elsewhere on the page is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from sightline_web import keeper
from sightline_web.anchors import Anchor, view_of
from sightline_web.comments import asked, queries, services
from sightline_web.comments.models import Comment
from sightline_web.comments.numbers import View, measured
from sightline_web.comments.panel import Typed, panel
from sightline_web.comments.services import Said
from sightline_web.comments.views import anchor_asked, page_of
from sightline_web.comments.words import WordsError, handles, written
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import formats_of, show
from sightline_web.shell.typed import whole
from sightline_web.shell.writes import posted
from sightline_web.snapshot import Snapshot

__all__ = ["all_seen", "change", "reopen", "resolve", "restore", "say", "take_away"]


def _page(about: str, of: str, **_rest: object) -> str:
    return reverse("discussion", args=[about, of])


def _comment(comment: int, **_rest: object) -> str:
    return reverse("comment", args=[comment])


def _author(request: HttpRequest, comment: int, **_rest: object) -> frozenset[Relation]:
    return queries.authorship(by=actor_of(request), comment=comment)


@guarded(Record.COMMENT, Action.CREATE)
@posted(_page)
def say(request: HttpRequest, snapshot: Snapshot, about: str, of: str) -> HttpResponse:
    """Say something about a page, or answer in one of its threads."""
    anchor = anchor_asked(request, snapshot, about, of)
    by, text, number = actor_of(request), request.POST.get("text", ""), request.POST.get("about", "")[:200]
    answering = whole(request.POST.get("thread"))
    thread = _thread(request, anchor, answering) if answering else None
    try:
        said = _said(request, snapshot, anchor, text, number)
    except WordsError as error:
        return _answer(request, snapshot, anchor, typed=Typed(text, str(error), answering, about=number))
    made = services.comment_write(
        by=by, anchor=anchor, said=said, thread=thread, title=anchor.title(snapshot), at=timezone.now()
    )
    return _answer(request, snapshot, anchor, done="kept", comment=made.pk, unheard=said.asked.nobody)


def _said(request: HttpRequest, snapshot: Snapshot, anchor: Anchor, text: str, number: str = "") -> Said:
    """Return what was typed; raises WordsError where it cannot be kept."""
    typed = [text, *(f"@{each.lstrip('@')}" for each in request.POST.getlist("ask") if each.strip())]
    whole_text = written("\n".join(each.strip() for each in typed) if text.strip() else text)
    heard = asked.found(handles(whole_text), anchor=anchor, snapshot=snapshot)
    head, query = snapshot.head, _view(request, anchor)
    seen = View(snapshot, anchor, QueryDict(query), formats_of(request, head.timezone))
    found = measured(seen, number) if number else None
    return Said(whole_text, heard, query, number if found else "", found, head.reading, head.as_of)


def _view(request: HttpRequest, anchor: Anchor) -> str:
    return view_of(request.POST.get("view", ""), anchor.kind)


def _thread(request: HttpRequest, anchor: Anchor, comment: int) -> Comment:
    found = queries.comment_find(by=actor_of(request), comment=comment)
    if found is None or found.thread is not None or (found.kind, found.key) != (anchor.kind.id, anchor.key):
        raise Http404
    return found


@guarded(Record.COMMENT, Action.EDIT, relations=_author)
@posted(_comment)
def change(request: HttpRequest, snapshot: Snapshot, comment: int) -> HttpResponse:
    """Change the words of a comment of one's own."""
    anchor, text = _where(request, snapshot, comment), request.POST.get("text", "")
    try:
        said = _said(request, snapshot, anchor, text)
    except WordsError as error:
        return _answer(request, snapshot, anchor, typed=Typed(text, str(error), changing=comment))
    by, title = actor_of(request), anchor.title(snapshot)
    if not services.comment_change(by=by, comment=comment, said=said, title=title, at=timezone.now()):
        raise Http404
    return _answer(request, snapshot, anchor, done="changed", comment=comment, unheard=said.asked.nobody)


def _where(request: HttpRequest, snapshot: Snapshot, comment: int) -> Anchor:
    found = queries.comment_find(by=actor_of(request), comment=comment)
    if found is None:
        raise Http404
    return anchor_asked(request, snapshot, found.kind, found.key)


def _doing(request: HttpRequest, snapshot: Snapshot, comment: int, done: str, do: Callable[..., bool]) -> HttpResponse:
    anchor = _where(request, snapshot, comment)
    if not do(by=actor_of(request), comment=comment, at=timezone.now()):
        raise Http404
    return _answer(request, snapshot, anchor, done=done, comment=comment)


@guarded(Record.COMMENT, Action.DELETE, relations=_author)
@posted(_comment)
def take_away(request: HttpRequest, snapshot: Snapshot, comment: int) -> HttpResponse:
    """Delete a comment; the answer offers to put it back."""
    return _doing(request, snapshot, comment, "deleted", services.comment_take_away)


@guarded(Record.COMMENT, Action.RESTORE, relations=_author)
@posted(_comment)
def restore(request: HttpRequest, snapshot: Snapshot, comment: int) -> HttpResponse:
    """Put a deleted comment back."""
    return _doing(request, snapshot, comment, "restored", services.comment_restore)


@guarded(Record.COMMENT, Action.CREATE)
@posted(_comment)
def resolve(request: HttpRequest, snapshot: Snapshot, comment: int) -> HttpResponse:
    """Say that a thread is settled."""
    return _doing(request, snapshot, comment, "resolved", services.thread_resolve)


@guarded(Record.COMMENT, Action.CREATE)
@posted(_comment)
def reopen(request: HttpRequest, snapshot: Snapshot, comment: int) -> HttpResponse:
    """Say that a thread is not settled."""
    return _doing(request, snapshot, comment, "reopened", services.thread_reopen)


@guarded(Record.NOTICE, Action.EDIT, relations={Relation.SELF})
@posted(lambda: reverse("mentions"))
def all_seen(request: HttpRequest, _snapshot: Snapshot) -> HttpResponse:
    """Take note of all that concerns whoever acts."""
    services.told_seen(by=actor_of(request), at=timezone.now())
    return HttpResponseRedirect(f"{reverse('mentions')}?done=seen")


def _answer(
    request: HttpRequest, snapshot: Snapshot, anchor: Anchor, *, typed: Typed | None = None, done: str = "",
    comment: int = 0, unheard: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    """Answer with the discussion: its part of the page, or the way back to it, or what was typed with what is wrong."""
    formats = formats_of(request, snapshot.head.timezone)
    view = _view(request, anchor)
    if request.htmx or typed is not None:  # type: ignore[attr-defined]  # the middleware sets it
        shown = panel(
            request, snapshot, anchor, formats, view=view, typed=typed, done=done, comment=comment, unheard=unheard
        )
        status = 422 if typed is not None else 200
        if request.htmx:  # type: ignore[attr-defined]  # the same
            return render(request, "comments/_panel.html", {"panel": shown, "formats": formats}, status=status)
        return show(request, page_of(request, snapshot, anchor, shown), keeper.current().state(), status=status)
    told: dict[str, str | int | list[str]] = {"said": done, "comment": comment, "unheard": list(unheard)}
    said = urlencode(told, doseq=True)
    mark = "discussion" if done == "deleted" else f"comment-{comment}"
    return HttpResponseRedirect(f"{anchor.href}?{f'{view}&' if view else ''}{said}#{mark}")
