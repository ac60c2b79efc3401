"""The journal as a page: who did what, when, from where; and whether its chain is unbroken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.journal import queries
from sightline_web.journal.chain import APART
from sightline_web.journal.kinds import record_word
from sightline_web.journal.queries import Found, Sought
from sightline_web.journal.services import looked
from sightline_web.journal.verify import Verdict, verify
from sightline_web.journal.wording import about_found, about_verdict
from sightline_web.languages.openings import opening
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.actors import actor_of
from sightline_web.shell.pages import HANDED_OVER, Page, form_of, formats_of, page
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["journal"]

PAGE = 50
WORDS = ("actor", "kind", "key", "subject")
LETTERS = 254
DIGITS = 7  # of the number of a page: enough for 50 million entries


@guarded(Record.JOURNAL, Action.LIST)
@page
def journal(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the journal, the newest entries first; whoever asks for a person's entries is written down in turn."""
    formats = formats_of(request, snapshot.head.timezone)
    sought, wrong = _sought(request.GET, snapshot.head.timezone)
    number = _page(request.GET.get("page"))
    try:
        if sought.subject:
            looked(by=actor_of(request), kind=Record.READ_LOG, key=sought.subject, subject=sought.subject)
        rows: Sequence[dict[str, object]] = []
        if form_of(request) == "html":
            found = queries.find(sought, first=(number - 1) * PAGE, most=PAGE)
        else:
            entries = queries.rows(sought)
            rows = entries if form_of(request) == HANDED_OVER else [*entries]  # a twin holds all, a part opens its own
            found = Found([], queries.total(sought))
        verdict = verify() if request.GET.get("verify") else None
        kinds = queries.kinds() if form_of(request) == "html" else []
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    anything = sought != Sought()
    context = {
        "heading": about_found(found.total, formats, anything=anything),
        "verdict": verdict,
        "verdict_words": about_verdict(verdict, formats) if verdict else "",
        "found": found,
        "kinds": sorted(((each, opening(record_word(each))) for each in kinds), key=itemgetter(1)),
        "asked": {name: request.GET.get(name, "") for name in (*WORDS, "since", "until")},
        "wrong": wrong,
        "anything": anything,
        "number": number,
        "newer": _href(request.GET, number - 1) if number > 1 else "",
        "older": _href(request.GET, number + 1) if number * PAGE < found.total else "",
        "checked": _checked(request.GET),
    }
    extra = {"total": found.total} | ({"verdict": _plain_verdict(verdict)} if verdict else {})
    return Page("journal", _("Journal"), "journal/list.html", rows, context, extra, section="journal")


def _plain_verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "entries": verdict.rows,
        "unbroken": verdict.unbroken,
        "until": verdict.until or None,
        "first_bad": verdict.first_bad,
        "cause": verdict.cause or None,
        "words": verdict.words or None,
    }


def _sought(asked: QueryDict, timezone: str) -> tuple[Sought, list[str]]:
    """Return what is looked for, and what of it makes no sense and is left out."""
    wrong: list[str] = []

    def midnight(name: str, *, after: int = 0) -> datetime | None:
        text = asked.get(name, "").strip()
        try:
            day = date.fromisoformat(text) + timedelta(days=after) if text else None
            return None if day is None else datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
        except (ValueError, OverflowError):
            wrong.append(_("“{text}” is no date; write it as 2026-11-02.").format(text=text[:20]))
            return None

    words = {name: asked.get(name, "").replace(APART, "").strip()[:LETTERS] for name in WORDS}
    return Sought(**words, since=midnight("since"), until=midnight("until", after=1)), wrong


def _page(text: str | None) -> int:
    return max(1, int(text)) if text and text.isascii() and text.isdecimal() and len(text) < DIGITS else 1


def _href(asked: QueryDict, number: int) -> str:
    kept = [(name, value) for name, value in asked.items() if name not in {"page", "verify"} and value]
    return f"{reverse('journal')}?{urlencode([*kept, ('page', number)])}"


def _checked(asked: QueryDict) -> str:
    kept = [(name, value) for name, value in asked.items() if name != "verify" and value]
    return f"{reverse('journal')}?{urlencode([*kept, ('verify', 'yes')])}"
