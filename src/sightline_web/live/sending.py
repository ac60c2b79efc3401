"""Sending the past through the door for events, as any sender does: over HTTP, with a token, again where told to."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from threading import Event

from django.utils import timezone

from sightline_web.accounts import demo, tokens
from sightline_web.accounts.acting import actor_of
from sightline_web.policy.words import Action, Record

__all__ = ["Sender", "token"]

SENDS = "operations_manager"  # the demo account whose token it is
DAYS = 2
SECONDS = 30.0


def token() -> str:
    """Return a new token of the demo that may send events and do nothing else; earlier ones are revoked."""
    account, now = demo.account_here(SENDS), timezone.now()
    by = actor_of(account)
    for each in tokens.own(account=account, now=now):
        tokens.revoke(by=by, account=account, token=each.pk, now=now)
    scope = tokens.scope_of(Record.EVENT, Action.CREATE)
    return tokens.make(by=by, account=account, name="replay", scopes=[scope], days=DAYS, now=now)[1]


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends JSON lines of CloudEvents to a server on this machine.

    Parameters
    ----------
    host, port : str, int
        Where it is.
    token : str
        What opens the door.
    """

    host: str
    port: int
    token: str

    def send(self, body: bytes, stop: Event) -> None:
        """Send some lines until they have landed.

        Raises
        ------
        RuntimeError
            If the door refuses them.
        TimeoutError
            If it takes none for half a minute.
        """
        until = time.monotonic() + SECONDS
        while (wait := self._post(body)) and not stop.wait(wait):
            if time.monotonic() > until:
                raise TimeoutError("the door takes no events")

    def _post(self, body: bytes) -> float:
        """Send; returns how many seconds to wait before it is to be sent again, 0 where it landed."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
        headers = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {self.token}"}
        try:
            connection.request("POST", "/api/events", body, headers)
            answer = connection.getresponse()
            said = answer.read()
        except OSError:
            return 1.0
        finally:
            connection.close()
        if answer.status in {200, 202}:
            return 0.0
        if answer.status in {429, 503}:
            return float(answer.getheader("Retry-After") or 1)
        raise RuntimeError(f"the door answered {answer.status}: {said[:400].decode(errors='replace')}")
