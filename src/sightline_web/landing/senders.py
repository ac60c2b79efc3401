"""Who sends: the account of a token, as the policy sees it at this request.

What was found is kept until the records change: on SQLite the file itself says so (`PRAGMA data_version`), for a few
microseconds a request; on PostgreSQL it is kept for a second. A revoked token, a disabled account or a duty that was
taken away counts from then on.
"""

from __future__ import annotations

import asyncio
import io
import sqlite3
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.utils import timezone

from sightline_web import store
from sightline_web.accounts.acting import actor_of, origin_of
from sightline_web.accounts.tokens import TokenError, token_of
from sightline_web.assets import Scope
from sightline_web.journal.services import refused
from sightline_web.landed import Refusal
from sightline_web.landing.answers import Turned
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record

__all__ = ["Sender", "Senders"]

MOST_KEPT = 2_048
MOST_ASKING = 64  # questions to the records that wait
SECONDS_KEPT = 1.0  # where nothing says that the records have changed
LOOK_SECONDS = 1.0  # between two looks whether the file of the records is another one
SCHEME = "bearer"
NO_TOKEN = Refusal(None, "authorization", "The request bears no token.", "Send Authorization: Bearer TOKEN.")
BAD_TOKEN = Refusal(
    None,
    "authorization",
    "This token is unknown, over or revoked, or its account is disabled.",
    "Make a new one at /account/tokens.",
)
CROWDED = Refusal(None, "authorization", "Too many tokens are being looked up.", "Send it again in a moment.")
BAD_HOST = Refusal(None, "host", "Sightline does not answer under this address.", "Use the one that it was given.")


@dataclass(frozen=True, slots=True)
class Sender:
    """A token and the account behind it."""

    token: int
    account: int


@dataclass(frozen=True, slots=True)
class _Kept:
    sender: Sender | None
    turned: Turned | None
    until: float


class Senders:
    """Finds out who sends, and keeps what was found as long as it is true."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], _Kept] = {}
        self._watch = _Watch()
        self._apart: ThreadPoolExecutor | None = None
        self._asking = 0

    async def of(self, scope: Scope, headers: Mapping[str, str]) -> Sender:
        """Return who sends a request.

        Raises
        ------
        Turned
            If the token opens nothing (401), or does not open this (403).
        StoreError
            If the records cannot be read.
        """
        scheme, _, key = headers.get("authorization", "").strip().partition(" ")
        if scheme.lower() != SCHEME or not key.strip():
            raise Turned(401, NO_TOKEN, close=True, more=(("WWW-Authenticate", "Bearer"),))
        stamp = self._watch.stamp()
        if stamp is not None and stamp != self._watch.seen:
            self._kept.clear()
            self._watch.seen = stamp
        asked = (key.strip(), headers.get("host", ""), str((scope.get("client") or ("",))[0]))
        found = self._kept.get(asked)
        now = time.time()
        if found is None or found.until <= now:
            loop = asyncio.get_running_loop()
            if self._apart is None:
                self._apart = ThreadPoolExecutor(1, thread_name_prefix="sightline-senders")
            until = now + SECONDS_KEPT if stamp is None else float("inf")
            if self._asking >= MOST_ASKING:  # who guesses tokens must not keep others waiting
                raise Turned(429, CROWDED, retry_seconds=1, close=True)
            self._asking += 1
            try:
                found = await loop.run_in_executor(self._apart, _find, scope, asked[0], until)
            finally:
                self._asking -= 1
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[asked] = found
        if found.sender is None:
            raise found.turned or Turned(401, BAD_TOKEN)
        return found.sender

    def close(self) -> None:
        """Let go of what is held."""
        self._watch.close()
        if self._apart is not None:
            with suppress(RuntimeError):  # the interpreter is ending, and its threads have
                self._apart.submit(connection.close)
            self._apart.shutdown()
            self._apart = None


def _find(scope: Scope, key: str, until: float) -> _Kept:
    """Return who bears a token, asked of the records."""
    request = ASGIRequest(scope, io.BytesIO())
    try:
        request.get_host()
        token = token_of(key, request)
    except DisallowedHost:
        return _Kept(None, Turned(400, BAD_HOST, close=True), until)
    except TokenError:
        return _Kept(None, Turned(401, BAD_TOKEN, close=True, more=(("WWW-Authenticate", "Bearer"),)), until)
    actor = actor_of(token.account, origin=f"{origin_of(request)} token {token.prefix}", scopes=frozenset(token.scopes))
    decision = may(actor, Action.CREATE, Record.EVENT)
    if not decision.allowed:
        with suppress(store.StoreError):
            refused(by=actor, action=Action.CREATE, kind=Record.EVENT, key="")
        why = Refusal(None, "authorization", decision.missing, decision.ask)
        return _Kept(None, Turned(403, why, close=True), until)
    return _Kept(Sender(token.pk, token.account.pk), None, min(until, token.expires_at.timestamp()))


class _Watch:
    """Says whether the records may have changed since it was asked last."""

    def __init__(self) -> None:
        self.seen: object = None
        self._file: tuple[int, int] | None = None
        self._looked = 0.0
        self._wire: sqlite3.Connection | None = None

    def stamp(self) -> Any:
        """Return what differs after every write by anybody; None where nothing tells."""
        folder = store.folder()
        if folder is None or connection.vendor != "sqlite":
            return None
        try:
            now = time.monotonic()
            if self._wire is None or now >= self._looked + LOOK_SECONDS:
                self._looked = now
                self._connect(folder / store.FILE)
            version = self._wire.execute("PRAGMA data_version").fetchone() if self._wire is not None else None
        except (OSError, sqlite3.Error):
            self.close()
            return None
        return self._file, version

    def _connect(self, file: Path) -> None:
        """Connect to the records, anew where another file has taken their place, as after a restoring."""
        there = file.stat()
        if self._wire is None or self._file != (there.st_dev, there.st_ino):
            self.close()
            self._file = there.st_dev, there.st_ino
            address = f"{file.absolute().as_uri()}?mode=ro"
            self._wire = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)

    def close(self) -> None:
        """Close the connection."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None


def used(tokens: set[int]) -> None:
    """Write down that tokens were used; belongs into a transaction."""
    from sightline_web.accounts.models import Token  # noqa: PLC0415 -- models come after the apps

    Token.objects.filter(pk__in=tokens).update(used_at=timezone.now())
