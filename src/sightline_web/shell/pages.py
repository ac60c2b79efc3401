"""A page and its twins: one view answers as HTML, JSON or CSV, and in every state of the reading.

A view is given the request and the snapshot and returns a `Page`. Before there is a reading the visitor sees what
is being done; where the model does not load, the Model page; an unknown name gives a 404 with the nearest names.
A view that asks for estimates which are under way, or which the library refuses, gives a page that says so.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sightline_web import keeper
from sightline_web.languages.preferences import locale_of, preferences_of, zone_of
from sightline_web.languages.spoken import spoken_now
from sightline_web.shell.actors import actor_of
from sightline_web.shell.exports import leaving
from sightline_web.shell.formats import Formats
from sightline_web.shell.kinds import kind_word
from sightline_web.shell.marking import explained
from sightline_web.shell.palette import nearest_entries
from sightline_web.shell.refusals import for_program, refusal, under_api
from sightline_web.shell.twins import Records, Row, csv_twin, json_twin
from sightline_web.shell.voices import said
from sightline_web.snapshot import Fault, NotDeclaredError, Snapshot, UnanswerableError, UnderWayError

__all__ = [
    "HANDED_OVER",
    "Crumb",
    "HandedOver",
    "Page",
    "form_of",
    "formats_of",
    "not_declared",
    "not_found",
    "page",
    "routes",
    "show",
    "told",
]

FIRST_ANSWER_SECONDS = 2.0
HANDED_OVER = "api"  # the form in which the API asks for a page
Params = ParamSpec("Params")


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to a page."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a view found: the same rows for the template and for the twins.

    Parameters
    ----------
    name : str
        The page's name in its JSON twin and in the name of its CSV file.
    title : str
        The title of the window.
    template : str
        The template of the HTML.
    rows : sequence of mapping
        The table behind the page.
    context : mapping
        What the template needs.
    extra : mapping
        What the JSON twin says besides its rows.
    crumbs : sequence of Crumb
        The way to the page, from the top; without the page itself.
    section : str
        The entry of the navigation that is current.
    """

    name: str
    title: str
    template: str
    rows: Sequence[Row]
    context: Mapping[str, object] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)
    crumbs: Sequence[Crumb] = ()
    section: str = "strategy"


class HandedOver(HttpResponse):
    """A page as a view found it, for the API, which answers with its rows in its own way."""

    def __init__(self, found: Page, snapshot: Snapshot) -> None:
        super().__init__(content_type="application/json")
        self.page, self.document = found, _document(found, snapshot, rows=())  # a part of them is put there
        self.reading = snapshot.head.reading


PageView = Callable[Concatenate[HttpRequest, Snapshot, Params], Page]


def formats_of(request: HttpRequest, timezone: str = "UTC") -> Formats:
    """Return how the visitor reads numbers."""
    own = preferences_of(request)
    locale = locale_of(own, request.headers.get("Accept-Language", ""))
    return Formats(locale, zone_of(own, timezone), spoken_now())


def page(view: PageView[Params]) -> Callable[..., HttpResponse]:
    """Turn a function that finds a `Page` into a view that answers in the form asked for."""

    @functools.wraps(view)
    def answer(request: HttpRequest, form: str = "html", *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        state = keeper.current().state(wait=FIRST_ANSWER_SECONDS)
        if state.snapshot is None:
            return _no_reading(request, state, form)
        try:
            found = view(request, state.snapshot, *args, **kwargs)
            rows = leaving(request, found.rows) if form == "csv" else found.rows
        except NotDeclaredError as error:
            return not_found(request, error, form=form)
        except UnderWayError as error:
            return _under_way(request, state, error.question, form)
        except UnanswerableError as error:
            return _unanswerable(request, state, error, form)
        if form == HANDED_OVER:
            return HandedOver(found, state.snapshot)
        if form == "json":
            return json_twin(_document(found, state.snapshot, rows=found.rows))
        if form == "csv":
            return csv_twin(rows, name=found.name)
        return show(request, found, state)

    return answer


def show(request: HttpRequest, found: Page, state: keeper.State, *, status: int = 200) -> HttpResponse:
    """Render a page in its frame."""
    context = {**found.context, "page": found, "state": state} | _frame(request, state)
    if status in {403, 404}:  # its twins are refused as well
        context["twins"] = {}
    response = HttpResponse(explained(request, render_to_string(found.template, context, request)), status=status)
    response.headers["Vary"] = "Accept-Language, Cookie, HX-Request"
    return response


def form_of(request: HttpRequest) -> str:
    """Return in which form a page was asked for: `html`, `json` or `csv` for its twins, `api` for the API."""
    match = request.resolver_match
    return str(match.kwargs.get("form", "html")) if match is not None else "html"


def told(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Answer 503 with a fault that nobody at the page can mend: the store or the reading is not there."""
    found = Page("error", _("Error"), "shell/error.html", [], _told(fault), section="")
    return show(request, found, keeper.current().state(), status=503)


def _told(fault: Fault) -> dict[str, object]:
    return {"cause": fault.cause, "fix": fault.fix, "fault": fault}


def _frame(request: HttpRequest, state: keeper.State) -> dict[str, object]:
    head = state.snapshot.head if state.snapshot and _known(request) else None
    theme = request.COOKIES.get(settings.SIGHTLINE_THEME_COOKIE, "system")
    match = request.resolver_match
    twins = {}
    if match is not None and "form" in match.kwargs:
        arguments = {key: value for key, value in match.kwargs.items() if key != "form"}
        asked = request.META.get("QUERY_STRING", "")  # not `GET`, which a page about a hopeless query cannot read
        query = f"?{asked}" if asked else ""
        for form in ("json", "csv"):
            name = str(match.url_name).removesuffix("_json").removesuffix("_csv")
            twins[form] = reverse(f"{name}_{form}", kwargs=arguments) + query
    return {
        "head": head,
        "formats": formats_of(request, head.timezone if head else "UTC"),
        "theme": theme if theme in {"light", "dark"} else "system",
        "keys_off": request.COOKIES.get(settings.SIGHTLINE_KEYS_COOKIE) == "off",
        "twins": twins,
        "here": request.get_full_path(),
    }


def _known(request: HttpRequest) -> bool:
    """Return whether somebody with an account looks; to anybody else a page does not even say whose it is."""
    actor = getattr(request, "actor", None)
    return actor is not None and actor.account is not None


def _document(found: Page, snapshot: Snapshot, *, rows: Sequence[Row]) -> dict[str, object]:
    head = snapshot.head
    return {
        "sightline": head.version,
        "page": found.name,
        "model": head.hash,
        "as_of": head.as_of,
        "example": head.example,
        "rows": rows if isinstance(rows, Records) else list(rows),
        **found.extra,
    }


def _no_reading(request: HttpRequest, state: keeper.State, form: str) -> HttpResponse:
    if state.latest is None:
        if form != "html":
            return _later(request, _("The data are being read; try again in a moment."))
        loading = Page("loading", _("Reading the data"), "shell/loading.html", [], section="")
        return show(request, loading, state)
    if form != "html":
        cause = state.latest.fault.cause if state.latest.fault else _("The model has errors; see /model.json.")
        return refusal(request, 503, {"error": cause, "see": reverse("model_json")})
    return HttpResponseRedirect(reverse("model"))


def _later(request: HttpRequest, cause: str) -> HttpResponse:
    """Ask a program to come again; that is no fault, and the log does not take it for one."""
    response = refusal(request, 503, {"error": cause}, retry=2)
    request.told_to_wait = True  # type: ignore[attr-defined]  # Django's request takes what it is given
    return response


def _under_way(request: HttpRequest, state: keeper.State, question: str, form: str) -> HttpResponse:
    if form != "html":
        return _later(request, _("This is being estimated; try again in a moment."))
    found = Page("estimating", _("Being estimated"), "shell/estimating.html", [], {"question": question}, section="")
    return show(request, found, state)


def _unanswerable(request: HttpRequest, state: keeper.State, error: UnanswerableError, form: str) -> HttpResponse:
    if form != "html":
        return refusal(request, 422, {"error": error.fault.cause, "fix": error.fault.fix})
    found = Page("unanswerable", _("No answer"), "shell/unanswerable.html", [], {"fault": error.fault}, section="")
    return show(request, found, state, status=422)


def not_found(request: HttpRequest, error: NotDeclaredError | None = None, *, form: str = "html") -> HttpResponse:
    """Answer 404 with the nearest names that there are."""
    state = keeper.current().state()
    tried = error.name if error else request.path.strip("/").rsplit("/", 1)[-1]
    if error:
        cause = not_declared(error)
    else:
        cause = _("There is nothing at {path}.") if under_api(request) else _("There is no page at {path}.")
        cause = cause.format(path=request.path)
    if under_api(request):
        named = difflib.get_close_matches(tried, error.known, n=5) if error else []
        return refusal(request, 404, {"error": cause, "nearest": named})
    near = nearest_entries(state.snapshot, tried, actor=actor_of(request)) if state.snapshot and _known(request) else []
    if error:
        near = [each for each in near if each.kind not in {"page", "action"}]  # a thing was meant
    if form != "html" or for_program(request):
        return refusal(request, 404, {"error": cause, "nearest": [entry.href for entry in near]})
    found = Page("not_found", _("Not found"), "shell/not_found.html", [], {"cause": cause, "near": near}, section="")
    return show(request, found, state, status=404)


def not_declared(error: NotDeclaredError) -> str:
    """Return in the reader's language that nothing is called that."""
    if error.cause:
        return said(error.cause)
    return _("No {kind} is called “{name}”.").format(kind=kind_word(error.kind), name=error.name)


def routes(route: str, view: Callable[..., HttpResponse], name: str, *, twin: str | None = None) -> list[URLPattern]:
    """Return the addresses of a page and of its twins: `route`, `route.json` and `route.csv`."""
    stem = route if twin is None else twin
    view = require_safe(view)
    return [
        path(f"{stem}.json", view, {"form": "json"}, name=f"{name}_json"),
        path(f"{stem}.csv", view, {"form": "csv"}, name=f"{name}_csv"),
        path(route, view, {"form": "html"}, name=name),
    ]
