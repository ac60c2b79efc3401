"""Pages that belong to no surface: finding things, news of the data, the theme, and errors."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.policy.guard import public, signed_in
from sightline_web.shell import palette
from sightline_web.shell.actors import actor_of
from sightline_web.shell.logs import incident_of
from sightline_web.shell.pages import Page, not_found, page, show
from sightline_web.shell.refusals import for_program, refusal, under_api
from sightline_web.snapshot import Fault, Snapshot

__all__ = [
    "bad_request",
    "csrf_failure",
    "denied",
    "find",
    "news",
    "page_not_found",
    "server_error",
    "theme",
    "unavailable",
]

log = logging.getLogger(__name__)
A_YEAR = 365 * 24 * 3600


@page
def _find_page(request: HttpRequest, snapshot: Snapshot) -> Page:
    text = request.GET.get("q", "")[:200]
    found = palette.find(snapshot, text, actor=actor_of(request), request=request, limit=50)
    rows = [{"kind": entry.kind, "title": entry.title, "href": entry.href} for entry in found]
    context = {"text": text, "found": found}
    return Page("find", _("Find"), "shell/find.html", rows, context, {"query": text}, section="find")


@signed_in
def find(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Answer a search: the whole page, or the options of the palette."""
    state = keeper.current().state()
    if request.headers.get("HX-Target") == "palette-results":
        text = request.GET.get("q", "")[:200]
        found = []
        if state.snapshot is not None:
            found = palette.find(state.snapshot, text, actor=actor_of(request), request=request)
        return render(request, "shell/_options.html", {"found": found})
    return _find_page(request, form)


@signed_in
def news(request: HttpRequest) -> HttpResponse:
    """Say whether there is a newer reading than the one a page was made from; changes nothing by itself.

    A page that shows nothing yet asks with the question that it waits for in `until`, and is loaded anew once that
    is answered; a page that leaves a part out asks with `part`, and is told.
    """
    state = keeper.current().state()
    mine = request.GET.get("reading", "")
    now = state.snapshot.head.reading if state.snapshot else ""
    if (part := request.GET.get("part")) is not None:
        ready = state.snapshot is not None and state.snapshot.ready(part)
        return render(request, "shell/_estimating.html", {"question": part, "ready": ready})
    if (until := request.GET.get("until")) is not None:
        mine = "" if state.snapshot is not None and state.snapshot.ready(until) else now
    if mine == "" and state.latest is not None:
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "shell/_news.html", {"state": state, "newer": now != mine, "mine": mine})


@public
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the visitor's choice of light or dark for a year, or forget it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("theme")
    if chosen in {"light", "dark"}:
        response.set_cookie(
            settings.SIGHTLINE_THEME_COOKIE,
            chosen,
            max_age=A_YEAR,
            secure=settings.SIGHTLINE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    else:
        response.delete_cookie(settings.SIGHTLINE_THEME_COOKIE, samesite="Strict")
    return response


def _error(request: HttpRequest, status: int, cause: str, fix: str, *, title: str = "") -> HttpResponse:
    found = Page("error", title or _("Error"), "shell/error.html", [], {"cause": cause, "fix": fix}, section="")
    return show(request, found, keeper.current().state(), status=status)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django hands it over
    """Answer an unknown address."""
    return not_found(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense, or is larger than any form of this app."""
    status, cause, fix = 400, _("This request could not be understood."), _("Go back and try again.")
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1000
        status, cause, fix = 413, _("More than {most} kB at once are not taken."), _("Go back and send less.")
        cause = cause.format(most=most)
    if for_program(request):
        return refusal(request, status, {"error": cause, "fix": fix})
    return _error(request, status, cause, fix)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that this app did not send itself."""
    cause = _("This form was not sent from a page of this app, or it is too old.")
    fix = _("Load the page again and repeat what you did; cookies of this address must be allowed. ({reason})")
    if under_api(request):
        cause, fix = "A change by a session needs its CSRF token.", "Send it as X-CSRFToken, or use an API token."
        return refusal(request, 403, {"error": cause, "fix": fix})
    return _error(request, 403, cause, fix.format(reason=reason))


def denied(request: HttpRequest, missing: str, ask: str) -> HttpResponse:
    """Answer what the policy refuses: what is missing, and who can give it."""
    if for_program(request):
        return refusal(request, 403, {"error": _("You may not do this."), "missing": missing, "ask": ask})
    return _error(request, 403, missing, ask, title=_("Not open to you"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of the app, and even where the page that says so cannot be made."""
    incident = incident_of(request)
    cause = _("Sightline could not make this page. This is a fault of Sightline, not yours.")
    fix = _("Tell whoever runs Sightline the number {incident}: it stands in its log beside what happened.")
    fix = fix.format(incident=incident)
    if for_program(request):
        return refusal(request, 500, {"error": cause, "fix": fix, "incident": incident})
    try:
        return _error(request, 500, cause, fix)
    except Exception:  # the last resort: whatever it was, the visitor gets the number
        log.exception("the page of an incident could not be made", extra={"request": request, "status_code": 500})
        return HttpResponse(f"{cause}\n{fix}\n", status=500, content_type="text/plain; charset=utf-8")


def unavailable(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Answer where the records cannot be read, so that nobody can be known or let in."""
    if for_program(request):
        return refusal(request, 503, {"error": fault.cause, "fix": fault.fix}, retry=5)
    response = _error(request, 503, fault.cause, fault.fix)
    response.headers["Retry-After"] = "5"
    return response
