"""API tokens: what a program signs in with on behalf of an account, narrowed to scopes and a date.

A token never does more than its account may do at that moment: a scope `record:action` takes rights away and gives
none. It is shown once, when it is made. A request with a token carries no session, so it needs no CSRF token either.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.accounts.acting import actor_of, origin_of
from sightline_web.accounts.demo import demo_here
from sightline_web.accounts.keys import SHOWN, borne, digest, token_key
from sightline_web.accounts.models import Account, Token
from sightline_web.journal.services import record
from sightline_web.policy.actor import NOBODY, Actor
from sightline_web.policy.words import Action, Record
from sightline_web.shell.refusals import refusal

__all__ = [
    "BUDGET",
    "LONGEST_DAYS",
    "MOST_TOKENS",
    "USUAL_DAYS",
    "Budget",
    "TokenError",
    "actor_of_token",
    "make",
    "own",
    "refused",
    "revoke",
    "scope_of",
    "scopes_known",
    "token_of",
]

USUAL_DAYS = 90
LONGEST_DAYS = 365
MOST_TOKENS = 20  # of one account at a time
SEEN_EVERY = timedelta(minutes=1)  # how often a use is written down


class TokenError(Exception):
    """A token that opens nothing, or has used up its budget; `retry_seconds` says when to come again."""

    def __init__(self, text: str, *, retry_seconds: int | None = None) -> None:
        super().__init__(text)
        self.retry_seconds = retry_seconds


@dataclass
class Budget:
    """How many requests each token may make in a window of time, counted in this process."""

    requests: int = 600
    seconds: int = 60
    _used: dict[int, tuple[int, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def spend(self, token: int, *, at: float) -> int | None:
        """Count one request; return after how many seconds to come again where the budget is used up."""
        window, into = divmod(at, self.seconds)
        with self._lock:
            began, used = self._used.get(token, (0, 0))
            used = used + 1 if began == int(window) else 1
            self._used[token] = (int(window), used)
        return None if used <= self.requests else max(1, round(self.seconds - into))


BUDGET = Budget()


def scope_of(record_kind: Record, action: Action) -> str:
    """Return the scope that allows an action on a kind of record."""
    return f"{record_kind.value}:{action.value}"


def scopes_known(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes that there are, in a fixed order."""
    given = set(scopes)
    return tuple(scope for each in Record for action in Action if (scope := scope_of(each, action)) in given)


def actor_of_token(request: HttpRequest) -> Actor | None:
    """Return who acts by the token of a request; None where it bears none.

    The session of such a request is left out of account, and CSRF does not apply to it: no browser sends the header
    by itself.

    Raises
    ------
    TokenError
        If the token is unknown, over, revoked or spent, or its account disabled.
    """
    key = borne(request)
    if key is None:
        return None
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    request.user, request.session = AnonymousUser(), SessionStore()
    request.csrf_processing_done = True  # type: ignore[attr-defined]  # Django's own mark
    found, now = token_of(key, request), timezone.now()
    if (wait := BUDGET.spend(found.pk, at=time.time())) is not None:
        raise TokenError(_("This token has made too many requests; wait a little."), retry_seconds=wait)
    if found.used_at is None or now - found.used_at >= SEEN_EVERY:
        with store.writing():
            Token.objects.filter(pk=found.pk).update(used_at=now)
    origin = f"{origin_of(request)} token {found.prefix}"
    actor = actor_of(found.account, origin=origin, scopes=frozenset(found.scopes))
    return NOBODY if actor.account is None else actor


def token_of(key: str, request: HttpRequest) -> Token:
    """Return a token that is good at this moment, for a request as this one; nothing is spent.

    Raises
    ------
    TokenError
        If it is unknown, over or revoked, or its account disabled.
    """
    with store.reading():
        found = Token.objects.select_related("account").filter(digest=digest(key), revoked_at=None).first()
    if found is None or found.expires_at <= timezone.now() or not _counts(found.account, request):
        raise TokenError(_("This token is unknown, over or revoked, or its account is disabled."))
    return found


def _counts(account: Account, request: HttpRequest) -> bool:
    return account.is_active and (not account.demo or demo_here(request) is not None)


@store.writing()
@transaction.atomic
def make(
    *, by: Actor, account: Account, name: str, scopes: Iterable[str], days: int, now: datetime
) -> tuple[Token, str]:
    """Keep a token of an account; return it with the token itself.

    Raises
    ------
    ValueError
        If the days are none or too many, no scope is known, or the account has as many tokens as it may.
    """
    known = scopes_known(scopes)
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError(_("A token lasts 1 to {days} days.").format(days=LONGEST_DAYS))
    if not known:
        raise ValueError(_("A token needs something that it may do."))
    if len(own(account=account, now=now)) >= MOST_TOKENS:
        raise ValueError(_("An account has at most {tokens} tokens; revoke one first.").format(tokens=MOST_TOKENS))
    key = token_key()
    made = Token.objects.create(
        account=account,
        name=name,
        prefix=key[:SHOWN],
        digest=digest(key),
        scopes=list(known),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    after = {"name": name, "scopes": list(known), "expires_at": made.expires_at.isoformat()}
    _tell(by, Action.CREATE, made, after)
    return made, key


def _tell(by: Actor, action: str, token: Token, after: object = None) -> None:
    record(by=by, action=action, kind=Record.TOKEN, key=str(token.pk), subject=token.account.person, after=after)


@store.reading()
def own(*, account: Account, now: datetime) -> list[Token]:
    """Return the tokens of an account that are good, the newest first."""
    return list(Token.objects.filter(account=account, revoked_at=None, expires_at__gt=now))


@store.writing()
@transaction.atomic
def revoke(*, by: Actor, account: Account, token: int, now: datetime) -> bool:
    """Make a token of an account worthless at once; return whether there was such a one."""
    found = Token.objects.select_related("account").filter(pk=token, account=account, revoked_at=None).first()
    if found is None:
        return False
    Token.objects.filter(pk=found.pk).update(revoked_at=now)
    _tell(by, "revoke", found)
    return True


def refused(request: HttpRequest, error: TokenError) -> HttpResponse:
    """Answer a request whose token opens nothing (401), or comes too often (429)."""
    if error.retry_seconds is not None:
        return refusal(request, 429, {"error": str(error)}, retry=error.retry_seconds)
    response = refusal(request, 401, {"error": str(error), "fix": _("Make a new one at /account/tokens.")})
    response.headers["WWW-Authenticate"] = "Bearer"
    return response
