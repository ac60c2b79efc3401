"""Refusals for programs: a twin's short document, or under `/api/` a problem as RFC 9457 describes it.

Every refusal comes through here, whether a view says it or what stands before views, so a client of the API meets one
form. A type is an anchor on the page `/api`, which says in words what to do about it.

Reference: RFC 9457, Problem Details for HTTP APIs (IETF, 2023).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

from sightline_web.shell.twins import json_twin

__all__ = ["API", "PROBLEM", "TYPES", "for_program", "problem", "refusal", "under_api"]

API = "/api/"
PROBLEM = "application/problem+json"
TYPES = {  # by status: the anchor on the page of the API, and the title that never changes
    400: ("not-understood", "The request cannot be understood."),
    401: ("not-signed-in", "Nobody is signed in."),
    403: ("not-allowed", "This is not open to you."),
    404: ("not-found", "There is no such thing."),
    405: ("not-this-way", "This cannot be done here."),
    406: ("not-in-this-form", "This is not to be had in that form."),
    409: ("changed-meanwhile", "It has changed meanwhile."),
    410: ("cursor-over", "This cursor is over."),
    413: ("too-large", "This is more than is taken at once."),
    415: ("not-json", "The body is not JSON."),
    422: ("not-valid", "This cannot be done as it was asked."),
    429: ("too-many", "There are too many requests."),
    500: ("fault", "This is a fault of Sightline."),
    503: ("not-yet", "This cannot be answered now."),
}


def under_api(request: HttpRequest) -> bool:
    """Return whether an address is one of the API, which answers nothing but JSON."""
    return request.path.startswith(API)


def for_program(request: HttpRequest) -> bool:
    """Return whether an address is asked by programs: a twin of a page, or one of the API."""
    return request.path.endswith((".json", ".csv")) or under_api(request)


def refusal(request: HttpRequest, status: int, told: Mapping[str, object], *, retry: int | None = None) -> HttpResponse:
    """Answer a program that is refused.

    Parameters
    ----------
    request : HttpRequest
        What was asked.
    status : int
        Of HTTP.
    told : mapping
        What is said: `error` is what happened; beside it may stand `fix`, `missing`, `ask`, `nearest`, `see`.
    retry : int, optional
        After how many seconds to come again.
    """
    response = problem(request, status, told) if under_api(request) else json_twin(told, status=status)
    if retry is not None:
        response.headers["Retry-After"] = str(retry)
    return response


def problem(request: HttpRequest, status: int, told: Mapping[str, object]) -> HttpResponse:
    """Answer with a problem; what is empty of `told` is left out, and `error` becomes its `detail`."""
    anchor, title = TYPES.get(status, TYPES[500 if status >= 500 else 400])  # noqa: PLR2004 -- classes of HTTP
    more = {key: value for key, value in told.items() if key != "error" and value not in (None, "", [], ())}
    document = {
        "type": f"{API.rstrip('/')}#{anchor}",
        "title": title,
        "status": status,
        "detail": told.get("error", title),
        "instance": request.get_full_path()[:2000],
    }
    response = json_twin(document | more, status=status)
    response.headers["Content-Type"] = PROBLEM
    return response
