"""The door for live events: `POST /api/events`, answered before Django and only after what was sent is on the disk.

It reads no cookie, so nothing that a browser sends by itself opens it. Every request of a known token is counted, also
one that is turned away, so that whoever sends sees what to mend.

Reference: CloudEvents HTTP binding 1.0.2 (CNCF, 2022); RFC 9110 for the statuses.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sightline_web import store
from sightline_web.assets import Receive, Scope, Send
from sightline_web.engine.landing import Gate
from sightline_web.landed import Batch, BusyError, FullError, Landed, LandError, Refusal, UnreadableError
from sightline_web.landing.answers import Answer, Turned, landed, refused_all
from sightline_web.landing.bodies import Room, body_of, said_length
from sightline_web.landing.budgets import BUDGET
from sightline_web.landing.counting import Counts
from sightline_web.landing.senders import Sender, Senders
from sightline_web.landing.writing import Writer

__all__ = ["Door"]

INLINE = 262_144  # a larger body, of more than 5 ms, is read in another thread: others are answered meanwhile
STATUSES = {"type": 415, "syntax": 400, "size": 413}
ONLY_POST = Refusal(None, "", "Events are sent by POST.", "See docs/reference/events-api.md, or the page /events.")
NOWHERE = Refusal(None, "", "This server keeps no workspace.", "Start it with 'sightline serve' in the workspace.")
SPENT = Refusal(None, "", "This token sends more than it may.", "Send it again after the time in Retry-After.")
WHOLE = "all_or_none=true"

log = logging.getLogger(__name__)


class Door:
    """Takes events for one workspace.

    Parameters
    ----------
    root : Path, optional
        Its folder; without one nothing is taken.
    """

    def __init__(self, root: Path | None) -> None:
        self._gate = None if root is None else Gate(root)
        self._senders, self._counts, self._room = Senders(), Counts(), Room()
        self._writer = Writer(self._land)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = await self._answer(scope, receive)
        await answer.send(send)

    def close(self) -> None:
        """Land and count what waits, and let go of everything."""
        self._writer.close()
        self._counts.close()
        self._senders.close()
        if self._gate is not None:
            self._gate.close()

    def flush(self) -> None:
        """Write down what was counted so far."""
        self._counts.flush()

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        sender = None
        at = datetime.now(UTC)
        try:
            _only_post(scope)
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
            sender = await self._senders.of(scope, headers)
            return await self._take(scope, receive, sender, headers, at)
        except Turned as turned:
            return self._turn(sender, at, turned)
        except UnreadableError as error:
            refusal = Refusal(None, "content-type" if error.kind == "type" else "", error.cause, error.fix)
            return self._turn(sender, at, Turned(STATUSES[error.kind], refusal))
        except FullError as error:
            return self._turn(sender, at, Turned(507, Refusal(None, "", error.cause, error.fix), retry_seconds=30))
        except LandError as error:
            return self._turn(sender, at, Turned(503, Refusal(None, "", error.cause, error.fix), retry_seconds=2))
        except store.StoreError as error:
            refusal = Refusal(None, "", error.fault.cause, error.fault.fix or "")
            return self._turn(sender, at, Turned(503, refusal, retry_seconds=2))

    async def _take(
        self, scope: Scope, receive: Receive, sender: Sender, headers: dict[str, str], at: datetime
    ) -> Answer:
        gate = self._gate
        if gate is None:
            raise Turned(503, NOWHERE)
        length = said_length(headers)
        self._spend(sender, requests=1, size=length)
        async with self._room.of(length):
            body = await body_of(receive, headers)
            kind = headers.get("content-type", "")
            if gate.ready and len(body) <= INLINE:
                batch = gate.read(body, content_type=kind, headers=headers)
            else:
                batch = await asyncio.to_thread(_read, gate, body, kind, headers)
            whole = WHOLE in scope.get("query_string", b"").decode("latin-1").split("&")
            if (batch.refused and whole) or (batch.refused and not batch.rows):
                self._counts.add(sender, at=at, status=422, reasons=batch.refused, refused=batch.events)
                return refused_all(batch)
            self._spend(sender, events=batch.events)
            found = await self._writer.land(batch) if batch.rows else Landed(0, 0, ())
        answer = landed(batch, found)
        self._counts.add(
            sender,
            at=at,
            status=answer.status,
            reasons=batch.refused,
            landed=found.new,
            duplicates=found.duplicates,
            conflicts=len(found.conflicts),
            refused=len(batch.refused),
        )
        return answer

    def _spend(self, sender: Sender, **amounts: int) -> None:
        wait = BUDGET.spend(sender.token, **amounts, at=time.monotonic())
        if wait is not None:
            raise Turned(429, SPENT, retry_seconds=wait)

    def _land(self, batches: Sequence[Batch]) -> list[Landed]:
        if self._gate is None:
            raise BusyError(NOWHERE.reason, NOWHERE.fix)
        return self._gate.land(batches, received=datetime.now(UTC))

    def _turn(self, sender: Sender | None, at: datetime, turned: Turned) -> Answer:
        self._counts.add(sender, at=at, status=turned.status, reasons=[turned.refusal], turned_away=1)
        return turned.answer


def _only_post(scope: Scope) -> None:
    if scope["method"] != "POST":
        raise Turned(405, ONLY_POST, close=True, more=(("Allow", "POST"),))


def _read(gate: Gate, body: bytes, kind: str, headers: dict[str, str]) -> Batch:
    gate.prepare()
    return gate.read(body, content_type=kind, headers=headers)
