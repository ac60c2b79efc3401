"""Nobody comes in without an account: who has none is led to sign in, whatever a view itself asks for.

This is the outer door. What somebody with an account may do, the policy says at each view.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from sightline_web.policy.actor import Actor
from sightline_web.shell.refusals import for_program, refusal

__all__ = ["OPEN", "Door", "challenge"]

OPEN = frozenset({  # by name: what leads in, and what says nothing about the workspace
    "account_confirm_email",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "demo_as",
    "feedback_answer",  # who answers by a ticket is not asked who they are
    "feedback_give",
    "health",
    "invitation",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_callback",
    "recovery",
    "sign_in_with",
    "theme",
    "unsubscribe",  # a signed link in a mail
})  # fmt: skip
REALM = 'Bearer realm="sightline"'


class Door:
    """Lets through whoever has an account, and everybody to the addresses that lead in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Lead nobody in particular to sign in, before the view is asked."""
        actor: Actor = request.actor  # type: ignore[attr-defined]  # the middleware before this one sets it
        match = request.resolver_match
        if actor.account is not None or (match is not None and match.url_name in OPEN):
            return None
        return challenge(request)


def challenge(request: HttpRequest) -> HttpResponse:
    """Ask a visitor without an account to sign in: a page leads there, whatever else is asked for is refused."""
    where = reverse("account_login")
    if for_program(request) or request.headers.get("Authorization"):
        response = refusal(request, 401, {"error": "Sign in first, or send a token.", "see": where})
        response.headers["WWW-Authenticate"] = REALM
        return response
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": where, "WWW-Authenticate": REALM})
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return HttpResponseRedirect(where if back == "/" else f"{where}?{urlencode({'next': back})}")
