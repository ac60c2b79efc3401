"""The pages of comments: where something is said, one page's discussion, a comment's history, what concerns me."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.anchors import Anchor, anchor_named, decided
from sightline_web.comments import queries, wording
from sightline_web.comments.asked import known
from sightline_web.comments.models import Comment
from sightline_web.comments.panel import Panel, Talk, hosts, news_of, panel
from sightline_web.comments.words import html, joined
from sightline_web.policy.guard import Denied, guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Snapshot

__all__ = ["anchor_asked", "comment", "discussion", "discussions", "history", "mentions", "news", "page_of", "people"]

SECTION = "account"
PEOPLE = 8


def anchor_asked(request: HttpRequest, snapshot: Snapshot, kind: str, key: str) -> Anchor:
    """Return the page that an address names; raises Http404 where there is none, and Denied where it is not open."""
    anchor = anchor_named(kind, key)
    if anchor is None or not anchor.kind.discussed:
        raise Http404
    try:
        found = decided(actor_of(request), anchor, snapshot)
    except LookupError as error:
        raise Http404 from error
    if not found.allowed:
        raise Denied(found)
    return anchor


@guarded(Record.COMMENT, Action.LIST)
@page
def discussions(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show where something is said: pages that whoever asks may see, the newest word first."""
    by, found = actor_of(request), []
    for each in queries.pages(by=by):
        anchor = anchor_named(each.kind, each.key)
        if anchor is not None and (title := wording.title_of(by, anchor, snapshot)) is not None:
            found.append((each, anchor, title))
    rows = [
        {"kind": each.kind, "of": each.key, "title": title, "comments": each.comments, "open_threads": each.open,
         "last_at": each.last_at, "href": anchor.href}
        for each, anchor, title in found
    ]  # fmt: skip
    context = {"heading": wording.about_pages(found), "lines": found}
    return Page("discussions", _("Discussions"), "comments/discussions.html", rows, context, section="discussions")


@guarded(Record.COMMENT, Action.LIST)
@page
def discussion(request: HttpRequest, snapshot: Snapshot, about: str, of: str) -> Page:
    """Show what is said about one page."""
    return page_of(request, snapshot, anchor_asked(request, snapshot, about, of))


def page_of(request: HttpRequest, snapshot: Snapshot, anchor: Anchor, shown: Panel | None = None) -> Page:
    """Return the discussion of one page as a page of its own."""
    found = shown or panel(request, snapshot, anchor, formats_of(request, snapshot.head.timezone))
    title = anchor.title(snapshot)
    context = {"panel": found, "title": title, "anchor": anchor}
    crumbs = [Crumb(_("Discussions"), reverse("discussions"))]
    rows = [_row(each, talk) for talk in found.talks for each in (talk.first, *talk.answers)]
    extra = {"about": anchor.kind.id, "of": anchor.key, "title": title, "sentence": found.heading}
    name = f"discussion-{anchor.kind.id}-{anchor.key.replace('/', '-')}"
    heading = _("Discussion: {title}").format(title=title)
    return Page(name, heading, "comments/discussion.html", rows, context, extra, crumbs, "discussions")


def _row(each: object, talk: Talk) -> dict[str, object]:
    row: Comment = each.row  # type: ignore[attr-defined]  # as the panel shows it
    return {
        "comment": row.pk, "thread": row.thread or row.pk, "who": each.who, "text": each.plain,  # type: ignore[attr-defined]  # the same
        "written_at": row.written_at, "changed_at": row.changed_at, "settled_at": talk.settled,
        "about": row.about, "was": row.was.get("value"), "unit": row.was.get("unit"), "period": row.was.get("period"),
        "low": row.was.get("low"), "high": row.was.get("high"),
        "reading": row.was.get("reading"), "as_of": row.was.get("as_of"), "view": row.query,
    }  # fmt: skip


@guarded(Record.COMMENT, Action.LIST)
def news(request: HttpRequest, about: str, of: str) -> HttpResponse:
    """Answer the line that says how much others have said since a page was loaded."""
    snapshot = keeper.current().state().snapshot
    if snapshot is None:
        return HttpResponse(status=204)
    anchor = anchor_asked(request, snapshot, about, of)
    after = whole(request.GET.get("after"))
    found = queries.newer(by=actor_of(request), anchor=anchor, than=after)
    return render(request, "comments/_news.html", {"anchor": anchor, "news": news_of(anchor, after), "newer": found})


@guarded(Record.COMMENT, Action.CREATE)
def people(request: HttpRequest, about: str, of: str) -> HttpResponse:
    """Answer whom completion offers for what was typed."""
    snapshot = keeper.current().state().snapshot
    if snapshot is None:
        return HttpResponse(status=204)
    anchor = anchor_asked(request, snapshot, about, of)
    found = known(
        by=actor_of(request), anchor=anchor, snapshot=snapshot, text=request.GET.get("ask", "")[:80], most=PEOPLE
    )
    return render(request, "comments/_people.html", {"people": found})


@guarded(Record.COMMENT, Action.VIEW)
def comment(request: HttpRequest, comment: int) -> HttpResponse:
    """Lead to a comment where it stands."""
    found = _found(request, comment)
    anchor = anchor_named(found.kind, found.key)
    return HttpResponseRedirect(f"{anchor.href if anchor else reverse('discussions')}#comment-{found.pk}")


def _found(request: HttpRequest, comment: int) -> Comment:
    found = queries.comment_find(by=actor_of(request), comment=comment)
    if found is None:
        raise Http404
    return found


@guarded(Record.COMMENT, Action.HISTORY)
@page
def history(request: HttpRequest, snapshot: Snapshot, comment: int) -> Page:
    """Show what became of a comment, and what it said before."""
    found = _found(request, comment)
    anchor = anchor_asked(request, snapshot, found.kind, found.key)
    turns, names = queries.history(comment=found)
    gone = found.archived_at is not None
    lines = [
        (at, who, what, html(parts, names.asked, hosts()) if parts and not gone else "")
        for at, who, what, parts in wording.turns(turns)
    ]
    rows = [
        {"at": at, "who": who, "what": what, "text": joined(parts, names.handle) if not gone else ""}
        for at, who, what, parts in wording.turns(turns)
    ]
    title = anchor.title(snapshot)
    context = {"lines": lines, "title": title, "anchor": anchor, "row": found, "heading": wording.about_turns(turns)}
    crumbs = [Crumb(_("Discussions"), reverse("discussions")), Crumb(title, f"{anchor.href}#comment-{found.pk}")]
    template = "comments/history.html"
    return Page(f"comment-{comment}", _("History of a comment"), template, rows, context, {}, crumbs, "discussions")


@guarded(Record.NOTICE, Action.LIST, relations={Relation.SELF})
@page
def mentions(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what concerns whoever asks: who asked for them, and who answered them."""
    by, lines = actor_of(request), []
    for told, line, names in queries.concerning(by=by):
        anchor = anchor_named(line.row.kind, line.row.key)
        title = wording.title_of(by, anchor, snapshot) if anchor else None
        if anchor is not None and title is not None:
            lines.append((told, line, joined(line.parts, names.handle), anchor, title))
    rows = _mention_rows(lines)
    context = {
        "heading": wording.about_mentions([told for told, *_rest in lines]), "lines": lines, "whys": wording.WHYS,
        "unseen": any(told.seen_at is None for told, *_rest in lines), "done": request.GET.get("done") == "seen",
    }  # fmt: skip
    return Page("mentions", _("Mentions and replies"), "comments/mentions.html", rows, context, section=SECTION)


def _mention_rows(lines: Sequence[tuple[object, ...]]) -> list[dict[str, object]]:
    return [
        {"comment": line.row.pk, "why": told.why, "who": line.who, "page": title, "text": text,  # type: ignore[attr-defined]  # as above
         "at": told.at, "seen_at": told.seen_at, "href": f"{anchor.href}#comment-{line.row.pk}"}  # type: ignore[attr-defined]  # the same
        for told, line, text, anchor, title in lines
    ]  # fmt: skip
