"""Rankings beside the best set: the committee's own, and one that is pasted, of which nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sightline_web import keeper
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.portfolio import beside, setting, wording
from sightline_web.portfolio.asked import Asked
from sightline_web.portfolio.views import SECTION, top
from sightline_web.portfolios import Portfolio
from sightline_web.shell.pages import FIRST_ANSWER_SECONDS, Page, formats_of, page, show
from sightline_web.snapshot import Fault, NotDeclaredError, Snapshot, UnanswerableError, UnderWayError

__all__ = ["ranking_compare", "rankings"]

NAME_LETTERS = 60
MOST_LETTERS = 60_000  # a request takes no more than 100 kB, written for the wire
UNNAMED = "pasted ranking"


@guarded(Record.PORTFOLIO, Action.LIST)
@page
def rankings(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what the committee's own order would bring beside the best set, and take another one."""
    asked = Asked.of(request.GET)
    if asked.problems:
        return _page(request, snapshot, asked, None, Fault(" ".join(each.text for each in asked.problems)))
    return _page(request, snapshot, asked, snapshot.portfolio(asked.limits), None)


def _answered(view: Callable[[HttpRequest, Snapshot], tuple[Page, int]]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a view answer POST alone, with a page; who comes by GET is shown the form."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
        if request.method != "POST" or state.snapshot is None:
            return HttpResponseRedirect(reverse("rankings"))
        found, status = view(request, state.snapshot)
        return show(request, found, state, status=status)

    return require_http_methods(["GET", "HEAD", "POST"])(answer)


@guarded(Record.PORTFOLIO, Action.VIEW)
@_answered
def ranking_compare(request: HttpRequest, snapshot: Snapshot) -> tuple[Page, int]:
    """Show what a ranking that was pasted would bring beside the best set; it is read, answered and forgotten."""
    asked = Asked.of(request.GET)
    text = request.POST.get("ranking", "")
    name = " ".join(request.POST.get("name", "").split())[:NAME_LETTERS] or UNNAMED
    found, fault = None, None
    if asked.problems:
        fault = Fault(" ".join(each.text for each in asked.problems))
    elif not text.strip():
        fault = Fault("There is no ranking.", fix="Paste a table: a head, and one line for each initiative.")
    elif len(text) > MOST_LETTERS:
        fault = Fault(
            f"The ranking has more than {MOST_LETTERS:,} letters.", fix="Leave columns out: a name and a rank do."
        )
    else:
        try:
            found = snapshot.compared(asked.limits, name, text)
        except UnanswerableError as error:
            fault = error.fault
        except NotDeclaredError as error:
            fault = Fault(str(error))
        except UnderWayError:
            fault = Fault("Effects and forecasts are still being estimated.", fix="Compare again in some seconds.")
    made = _page(request, snapshot, asked, found, fault, typed={"name": name, "ranking": text})
    return made, 200 if fault is None else 422


def _page(
    request: HttpRequest, snapshot: Snapshot, asked: Asked, found: Portfolio | None, fault: Fault | None, *,
    typed: dict[str, str] | None = None,
) -> Page:  # fmt: skip
    formats = formats_of(request, snapshot.head.timezone)
    titles = wording.names(snapshot, found)
    sentence = "This ranking cannot be read." if found is None else beside.about(found, formats)
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
            (one, wording.in_titles(one.words, titles), beside.differences(one, titles)) for one in found.comparisons
        ] if found is not None else [],
        "conflict": found is not None and found.best is None and bool(found.candidates),
        "points": found is None or found.unit == "points",
        "currency": snapshot.head.currency,
    }  # fmt: skip
    rows = beside.rows(found) if found is not None else []
    extra = {"sentence": sentence} | (beside.extra_of(found) if found is not None else {})
    return Page("rankings", "Compare rankings", "portfolio/compare.html", rows, context, extra, [top()], SECTION)
