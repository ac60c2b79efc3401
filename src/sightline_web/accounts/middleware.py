"""What happens to each request before the policy is asked: its session is looked at, and its actor named."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import get_user, logout
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponseBase

from sightline_web import store
from sightline_web.accounts import sessions, tokens
from sightline_web.accounts.acting import actor_of, origin_of
from sightline_web.accounts.models import Account
from sightline_web.policy.actor import NOBODY, Actor
from sightline_web.shell.views import unavailable

__all__ = ["acting", "actor_again"]

Handler = Callable[[HttpRequest], HttpResponseBase]


def acting(get_response: Handler) -> Handler:
    """Set `request.actor`: the account of the token or of the session, or nobody; with where the request comes from.

    Whose session is over is signed out here. Where sessions cannot be read at all the request ends here, too: nobody
    is let in on a guess.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            request.actor = _actor(request)  # type: ignore[attr-defined]  # Django's request takes what it is given
        except store.StoreError as error:
            request.actor = NOBODY  # type: ignore[attr-defined]  # the same
            return unavailable(request, error.fault)
        except tokens.TokenError as error:
            request.actor = NOBODY  # type: ignore[attr-defined]  # the same
            return tokens.refused(request, error)
        return get_response(request)

    return middleware


def actor_again(request: HttpRequest) -> Actor:
    """Return who the actor of a request is by now, for an answer that lasts: nobody, once the session is over."""
    if (program := tokens.actor_of_token(request)) is not None:
        return program
    asked = HttpRequest()
    asked.META = request.META
    asked.session = SessionStore(request.session.session_key)
    with store.reading():
        account = get_user(asked)
        if not isinstance(account, Account) or sessions.outlived(asked):
            return NOBODY
        return actor_of(account, origin=origin_of(request))


def _actor(request: HttpRequest) -> Actor:
    if (program := tokens.actor_of_token(request)) is not None:
        return program
    origin = origin_of(request)
    account = _signed_in(request)
    if account is None:
        return Actor(None, NOBODY.name, origin=origin)
    return actor_of(account, origin=origin)


def _signed_in(request: HttpRequest) -> Account | None:
    """Return the account of the session, if there is one that is not over."""
    if not request.session.session_key:
        return None
    with store.reading():
        account = request.user
        if not isinstance(account, Account) or not account.is_authenticated:
            return None
        if sessions.outlived(request):
            logout(request)
            return None
        sessions.visited(request)
        return account
