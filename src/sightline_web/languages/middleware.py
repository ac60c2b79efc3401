"""What each request is answered in: first as the browser asks, and as whoever looks has chosen once that is known."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from sightline_web.languages.preferences import IN_SESSION, Preferences, language_of, locale_of
from sightline_web.languages.spoken import DEFAULT, accepted, speaking
from sightline_web.shell.refusals import for_program

__all__ = ["heard", "settled"]

Handler = Callable[[HttpRequest], HttpResponseBase]


def heard(get_response: Handler) -> Handler:
    """Answer in the language that the browser asks for: whoever it is, that is not known here yet."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return _spoken(request, accepted(request.headers.get("Accept-Language", "")), str, get_response)

    return middleware


def settled(get_response: Handler) -> Handler:
    """Answer in the language of whoever asks; stands behind what sets `request.actor`."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        own = _chosen_by(request)
        request.preferences = own  # type: ignore[attr-defined]  # Django's request takes what it is given
        header = request.headers.get("Accept-Language", "")
        return _spoken(request, language_of(own, header), lambda: locale_of(own, header), get_response)

    return middleware


def _chosen_by(request: HttpRequest) -> Preferences:
    actor = getattr(request, "actor", None)
    if actor is None or actor.account is None or actor.scopes is not None:
        return Preferences()
    if getattr(request.user, "demo", False):
        return Preferences.of(request.session.get(IN_SESSION, {}))
    return Preferences.of(request.user)


def _spoken(request: HttpRequest, language: str, locale: Callable[[], str], get_response: Handler) -> HttpResponseBase:
    if _for_a_program(request):
        language = DEFAULT
    with speaking(language, locale):
        response = get_response(request)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


PART = ".vl.json"  # the specification of a figure speaks as the page that it is a part of


def _for_a_program(request: HttpRequest) -> bool:
    """Return whether an answer is read by a program: a twin, one of the API, or one to a token."""
    actor = getattr(request, "actor", None)
    program = for_program(request) and not request.path.endswith(PART)
    return program or (actor is not None and actor.scopes is not None)
