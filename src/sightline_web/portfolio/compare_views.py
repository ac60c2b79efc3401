"""Rankings beside the best set: the committee's own, and one that is pasted, of which nothing is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.languages.marks import later
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.portfolio import beside, setting, wording
from sightline_web.portfolio.asked import Asked
from sightline_web.portfolio.views import SECTION, answered, top
from sightline_web.portfolios import Portfolio
from sightline_web.shell.formats import Formats
from sightline_web.shell.pages import Page, formats_of, page, show
from sightline_web.shell.voices import said
from sightline_web.shell.writes import posted
from sightline_web.snapshot import Fault, Snapshot, UnderWayError

__all__ = ["ranking_compare", "rankings"]

NAME_LETTERS = 60
MOST_LETTERS = 60_000  # a request takes no more than 100 kB, written for the wire
UNNAMED = later("pasted ranking")


@guarded(Record.PORTFOLIO, Action.LIST)
@page
def rankings(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what the committee's own order would bring beside the best set, and take another one."""
    asked = Asked.of(request.GET)
    if asked.fault is not None:
        return _page(request, snapshot, asked, None, asked.fault)
    return _page(request, snapshot, asked, snapshot.portfolio(asked.limits), None)


@guarded(Record.PORTFOLIO, Action.VIEW)
@posted(lambda: reverse("rankings"))
def ranking_compare(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Show what a ranking that was pasted would bring beside the best set; it is read, answered and forgotten."""
    asked = Asked.of(request.GET)
    text = request.POST.get("ranking", "")
    name = " ".join(request.POST.get("name", "").split())[:NAME_LETTERS] or str(UNNAMED)
    found, fault = None, asked.fault or _unreadable(text, formats_of(request))
    if fault is None:
        try:
            found, fault = answered(asked, lambda: snapshot.compared(asked.limits, name, text))
        except UnderWayError:
            fault = Fault(
                _("Effects and forecasts are still being estimated."), fix=_("Compare again in some seconds.")
            )
    made = _page(request, snapshot, asked, found, fault, typed={"name": name, "ranking": text})
    return made if fault is not None else show(request, made, keeper.current().state())


def _unreadable(text: str, formats: Formats) -> Fault | None:
    if not text.strip():
        return Fault(_("There is no ranking."), fix=_("Paste a table: a head, and one line for each initiative."))
    if len(text) > MOST_LETTERS:
        cause = _("The ranking has more than {most} letters.").format(most=formats.count(MOST_LETTERS))
        return Fault(cause, fix=_("Leave columns out: a name and a rank do."))
    return None


def _page(
    request: HttpRequest, snapshot: Snapshot, asked: Asked, found: Portfolio | None, fault: Fault | None, *,
    typed: dict[str, str] | None = None,
) -> Page:  # fmt: skip
    formats = formats_of(request, snapshot.head.timezone)
    titles = wording.names(snapshot, found)
    sentence = _("This ranking cannot be read.") if found is None else beside.about(found, formats)
    context = {
        "sentence": sentence,
        "asked": asked,
        "query": asked.query,
        "within": wording.limits_in_words(asked.limits, snapshot, formats),
        "form": setting.form(asked, found, snapshot),
        "fault": fault,
        "found": found,
        "typed": typed or {},
        "lines": beside.beside(found, snapshot, formats) if found is not None else [],
        "rankings": [
            (beside.called(one), beside.differences(one, titles), ", ".join(map(said, one.unknown)))
            for one in found.comparisons
        ] if found is not None else [],
        "conflict": found is not None and found.best is None and bool(found.candidates),
        "points": found is None or found.unit == "points",
        "currency": snapshot.head.currency,
    }  # fmt: skip
    rows = beside.rows(found) if found is not None else []
    extra = {"sentence": sentence} | (beside.extra_of(found) if found is not None else {})
    return Page("rankings", _("Compare rankings"), "portfolio/compare.html", rows, context, extra, [top()], SECTION)
