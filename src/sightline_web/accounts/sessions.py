"""Sessions end: after half an hour without a visit, after half a day whatever happens, and at once when told.

The clock of a session starts at sign-in. What a page asks by itself (`news`) is no visit. A visit is written down once
a minute at most, so that reading pages stays cheap.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from sightline_web.accounts.acting import origin_of
from sightline_web.accounts.models import Account

__all__ = ["begin", "end_all", "now", "outlived", "renew", "visited"]

BEGAN = "sightline_began"
SEEN = "sightline_seen"
EVERY = timedelta(minutes=1)
NO_ADDRESS = "::"  # of a request that came through a socket of the system
AGENT_LETTERS = 200
UNASKED = frozenset({"/news", "/stream", "/fresh"})
BY_ITSELF = "Sightline-Unasked"  # the header of what a page fetches without being told to


def now() -> datetime:
    """Return the time; tests turn this clock."""
    return timezone.now()


def begin(request: HttpRequest, account: Account) -> None:
    """Start the clock of a session, at sign-in, and list it among those of its account."""
    request.session[BEGAN] = request.session[SEEN] = now().timestamp()
    listed = {
        "user": account,
        "ip": origin_of(request) or NO_ADDRESS,
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:AGENT_LETTERS],
    }
    UserSession.objects.update_or_create(session_key=request.session.session_key, defaults=listed)


def outlived(request: HttpRequest) -> bool:
    """Return whether a session is over by one of its limits; one that never began is."""
    began, seen = (request.session.get(name) for name in (BEGAN, SEEN))
    if not isinstance(began, float) or not isinstance(seen, float):
        return True
    at = now().timestamp()
    return bool(at - seen > settings.SIGHTLINE_IDLE_SECONDS or at - began > settings.SIGHTLINE_SESSION_SECONDS)


def visited(request: HttpRequest) -> None:
    """Write down a visit."""
    at = now().timestamp()
    unasked = request.path in UNASKED or BY_ITSELF in request.headers
    if not unasked and at - request.session[SEEN] >= EVERY.total_seconds():
        request.session[SEEN] = at


def renew(request: HttpRequest) -> None:
    """Give a session a new id, as after someone has proved anew who it is; the old id is dead."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def end_all(account: Account, *, but: str | None = None) -> int:
    """End all sessions of an account at once, but one if told; return how many."""
    ended = 0
    for each in UserSession.objects.filter(user=account).exclude(session_key=but or ""):
        each.end()
        ended += 1
    return ended
