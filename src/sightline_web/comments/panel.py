"""The discussion of a page as it is shown: its threads, what numbers were and are, and the form to say something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.anchors import Anchor, view_of
from sightline_web.comments import queries
from sightline_web.comments.asked import Known, known
from sightline_web.comments.models import Comment
from sightline_web.comments.numbers import NAMED, Choice, View, choices, measured, said, title_words
from sightline_web.comments.queries import Line, Names, Thread
from sightline_web.comments.words import HANDLE, html, joined
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.policy.actor import Actor
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import numeral
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Snapshot, UnanswerableError, UnderWayError

__all__ = ["DONE", "Panel", "Shown", "Talk", "Typed", "hosts", "news_of", "panel"]

DONE = {
    "kept": later("Your comment is kept."),
    "changed": later("Your comment is changed; what it said before is in its history."),
    "deleted": later("The comment is deleted."),
    "restored": later("The comment is back."),
    "resolved": later("The thread is settled."),
    "reopened": later("The thread is open again."),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed that could not be kept, and why."""

    text: str
    wrong: str
    answering: int = 0
    changing: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One comment, ready to be shown."""

    row: Comment
    who: str
    body: SafeString
    plain: str
    about: str
    since: str
    mine: bool
    may_delete: bool
    deleted: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """One thread, ready to be shown."""

    first: Shown
    answers: tuple[Shown, ...]
    settled: datetime | None
    settled_by: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The discussion of a page."""

    anchor: Anchor
    heading: str
    talks: tuple[Talk, ...]
    choices: tuple[Choice, ...]
    chosen: str
    people: tuple[Known, ...]
    may_write: bool
    view: str
    newest: int
    done: str = ""
    undo: int = 0
    unheard: tuple[str, ...] = ()
    typed: Typed | None = None
    fresh: int = 0

    @property
    def typed_here(self) -> Typed | None:
        """What was typed into the form for something new, and could not be kept."""
        return None if self.typed is None or self.typed.answering or self.typed.changing else self.typed

    @property
    def unheard_names(self) -> SafeString:
        """The handles that mean nobody who can see the page."""
        return format_html_join(", ", "<strong>@{}</strong>", ((each,) for each in self.unheard))

    @property
    def news(self) -> str:
        """The address that says how much others have said since."""
        return news_of(self.anchor, self.newest)


def news_of(anchor: Anchor, newest: int) -> str:
    """Return the address that says how much others have said since a comment."""
    return f"{reverse('comment_news', args=[anchor.kind.id, anchor.key])}?after={newest}"


def panel(
    request: HttpRequest, snapshot: Snapshot, anchor: Anchor, formats: Formats, *, view: str | None = None,
    typed: Typed | None = None, done: str = "", comment: int = 0, unheard: Sequence[str] = (),
) -> Panel:  # fmt: skip
    """Return the discussion of a page as whoever asks sees it; what was done last stands in the address."""
    by = actor_of(request)
    view = view_of(request.META.get("QUERY_STRING", ""), anchor.kind) if view is None else view
    seen = View(snapshot, anchor, QueryDict(view), formats)
    threads, names = queries.threads(by=by, anchor=anchor)
    asked = request.GET
    done = done or asked.get("said", "")
    comment = comment or whole(asked.get("comment"))
    heard = unheard or [each for each in asked.getlist("unheard")[:8] if HANDLE.fullmatch(f"@{each}")]
    talks = tuple(_talk(each, names, by, seen, view) for each in threads)
    return Panel(
        anchor, _heading(threads), talks, tuple(_choices(seen)),
        typed.about if typed else asked.get("about", ""), tuple(known(by=by, anchor=anchor, snapshot=snapshot)),
        may(by, Action.CREATE, Record.COMMENT).allowed, view, max((each.last for each in threads), default=0),
        str(DONE.get(done, "")), comment if done == "deleted" else 0, tuple(heard), typed, comment,
    )  # fmt: skip


def _heading(threads: Sequence[Thread]) -> str:
    if not threads:
        return _("Nothing is said about this yet.")
    settled = sum(each.settled is not None for each in threads)
    still = len(threads) - settled
    open_ones = _("No thread is open")
    if still:
        text = ngettext("{number} thread is open", "{number} threads are open", still)
        open_ones = opening(text.format(number=numeral(still)))
    if not settled:
        return f"{open_ones}."
    text = ngettext("{threads}, {number} is settled.", "{threads}, {number} are settled.", settled)
    return text.format(threads=open_ones, number=numeral(settled))


def _choices(seen: View) -> list[Choice]:
    try:
        return choices(seen)
    except (LookupError, UnderWayError, UnanswerableError):  # the page itself says so
        return []


def _talk(thread: Thread, names: Names, by: Actor, seen: View, query: str) -> Talk:
    first = _shown_line(thread.first, names, by, seen, query)
    answers = tuple(_shown_line(each, names, by, seen, query) for each in thread.answers)
    return Talk(first, answers, thread.settled, thread.settled_by)


def _shown_line(line: Line, names: Names, by: Actor, seen: View, query: str) -> Shown:
    """Return one comment, ready to be shown, with what its number was and, on the view that it was made on, is."""
    row, was = line.row, line.row.was
    about = title_words(was) if was else ""
    since = ""
    if was:
        asked = bool(NAMED.fullmatch(row.about)) or row.query == query
        since = said(was, measured(seen, row.about) if asked else None, row.written_at, seen.formats, asked=asked)
    may_delete = line.mine or may(by, Action.DELETE, Record.COMMENT).allowed
    body = html(line.parts, names.asked, hosts())
    return Shown(
        row, line.who, body, joined(line.parts, names.handle), about, since, line.mine, may_delete,
        row.archived_at is not None,
    )  # fmt: skip


def hosts() -> tuple[str, ...]:
    """Return the hosts under which pages of this workspace are reached."""
    public = settings.PUBLIC
    return (public.origin.partition("://")[2],) if public else ()
