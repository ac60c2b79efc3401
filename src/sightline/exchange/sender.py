"""Sending live events to a server: in batches, packed, and again under the same ids until they are acknowledged.

Events leave in the order in which they were given. What is sent twice lands once, because the server knows an event
again by its source and id; so a program may send again whatever it is not sure of.
"""

from __future__ import annotations

import gzip
import http.client
import ipaddress
import json
import ssl
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from sightline.errors import EnvironmentFaultError, SourceError

__all__ = ["EventSender", "Sent"]

PATH = "/api/events"
BATCH_TYPE = "application/cloudevents-batch+json"
LARGEST_BATCH = 10_000
LARGEST_BODY = 7_000_000
PACKED_FROM = 1_024  # bytes; a smaller body is sent as it is
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 507})
LONGEST_PAUSE = 30.0
TIMEOUT_SECONDS = 60.0

OnRefused = Callable[[Mapping[str, Any], Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the events that were given to a sender.

    Parameters
    ----------
    accepted : int
        New on the server, and on its disk.
    duplicates : int
        Known there already.
    conflicts : int
        Known there with other content; not kept.
    refused : int
        Not kept, for the reasons that `on_refused` was told.
    """

    accepted: int = 0
    duplicates: int = 0
    conflicts: int = 0
    refused: int = 0


class EventSender:
    """Sends CloudEvents to a server from a thread of its own; may be used by several threads at once.

    Parameters
    ----------
    url : str
        The address of the server: https, or http on this machine.
    token : str
        An API token that may change live events.
    batch : int
        How many events go at once, at most.
    wait_seconds : float
        How long an event waits for others.
    buffer : int
        How many events may wait; `send` then waits until there is room.
    patience_seconds : float
        For how long a batch is tried again before the sender gives up.
    all_or_none : bool
        Land nothing of a batch in which one event is refused.
    on_refused : callable, optional
        Is told each event that is not kept, and `field`, `reason` and `fix`; in the thread of the sender.

    Raises
    ------
    EnvironmentFaultError
        If the address is none, or a token would cross a network in the clear.

    Examples
    --------
    >>> from sightline import EventSender
    >>> def ship(order: str, at: str, sender: EventSender) -> None:
    ...     sender.send({"source": "/erp", "type": "order_to_cash.ship", "subject": order, "time": at})
    """

    def __init__(
        self,
        url: str,
        *,
        token: str,
        batch: int = 500,
        wait_seconds: float = 0.2,
        buffer: int = 20_000,
        patience_seconds: float = 300.0,
        all_or_none: bool = False,
        on_refused: OnRefused | None = None,
    ) -> None:
        self._wire = _Wire(url, token, all_or_none=all_or_none)
        self._batch, self._wait = max(1, min(batch, LARGEST_BATCH)), wait_seconds
        self._buffer, self._patience, self._on_refused = max(buffer, 1), patience_seconds, on_refused
        self._waiting: deque[dict[str, Any]] = deque()
        self._under_way = 0
        self._since = 0.0
        self._changed = threading.Condition()
        self._hurry = self._over = False
        self._fault: EnvironmentFaultError | None = None
        self._sent = Sent()
        self._thread = threading.Thread(target=self._run, name="sightline-sender", daemon=True)
        self._thread.start()

    @property
    def sent(self) -> Sent:
        """What became of the events so far."""
        return self._sent

    def send(self, event: Mapping[str, Any]) -> str:
        """Give an event to be sent; return its id. Waits while too many are waiting.

        Parameters
        ----------
        event : mapping
            A CloudEvent: `source`, `type`, `subject`, `time` (a text, or a moment with its offset) and `data`. An `id`
            that is missing is made up, and `specversion` is added.

        Raises
        ------
        SourceError
            If it cannot be written as JSON, or its moment has no offset.
        EnvironmentFaultError
            If the sender has given up, or was closed.
        """
        ready = _ready(event)
        with self._changed:
            while len(self._waiting) >= self._buffer and self._fault is None and not self._over:
                self._changed.wait()
            self._refuse()
            if not self._waiting:
                self._since = time.monotonic()
            self._waiting.append(ready)
            if len(self._waiting) in {1, self._batch}:
                self._changed.notify_all()
        return str(ready["id"])

    def flush(self, *, timeout: float | None = None) -> Sent:
        """Wait until all that was given is acknowledged, and return what became of it.

        Raises
        ------
        EnvironmentFaultError
            If the sender has given up, or the time is over.
        """
        until = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            while (self._waiting or self._under_way) and self._fault is None:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    raise EnvironmentFaultError(
                        f"{len(self._waiting) + self._under_way:,} events are not acknowledged yet.",
                        fix="Wait longer; none of them is lost while the sender lives.",
                    )
                self._changed.wait(left)
            self._hurry = False
            if self._fault is not None:
                raise self._fault
            return self._sent

    def close(self, *, timeout: float | None = None) -> Sent:
        """Send what waits, then stop; what became of it is returned."""
        try:
            return self.flush(timeout=timeout)
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()
            self._wire.stop()
            self._thread.join(TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        """Return the sender."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Send what waits; where a fault is under way, it stays the one that is told."""
        try:
            self.close()
        except EnvironmentFaultError:
            if kind is None:
                raise

    def _refuse(self) -> None:
        if self._fault is not None:
            raise self._fault
        if self._over:
            raise EnvironmentFaultError("the sender is closed.", fix="Make a new one.")

    def _run(self) -> None:
        try:
            while batch := self._next():
                self._deliver(batch)
                with self._changed:
                    self._under_way = 0
                    self._changed.notify_all()
        except EnvironmentFaultError as error:
            with self._changed:
                self._fault = error
                self._changed.notify_all()
        finally:
            self._wire.close()

    def _next(self) -> list[dict[str, Any]]:
        """Return the next batch: a full one, or what has waited long enough; nothing once the sender is over."""
        with self._changed:
            while True:
                if self._over:
                    return []
                left = self._since + self._wait - time.monotonic()
                if self._waiting and (self._hurry or len(self._waiting) >= self._batch or left <= 0):
                    break
                self._changed.wait(left if self._waiting else None)
            batch = [self._waiting.popleft() for _ in range(min(self._batch, len(self._waiting)))]
            self._under_way = len(batch)
            self._since = time.monotonic()
            self._changed.notify_all()
            return batch

    def _deliver(self, batch: list[dict[str, Any]]) -> None:
        """Send a batch until it is answered; one that is too large goes in halves."""
        body = json.dumps(batch, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        if len(batch) > 1 and len(body) > LARGEST_BODY:
            self._halves(batch)
            return
        status, told = self._wire.delivered(body, patience=self._patience)
        if status in {200, 202, 422} and isinstance(told.get("refused"), list):
            self._count(batch, told)
        elif status == 413 and len(batch) > 1:  # noqa: PLR2004 -- the status of a body that is too large
            self._halves(batch)
        elif status in {400, 413}:
            self._count(batch, {"refused": [{**told, "index": each} for each in range(len(batch))]})
        else:
            raise EnvironmentFaultError(
                f"the server answered {status}: {told.get('error', 'no reason')}",
                place=self._wire.origin,
                fix=str(told.get("fix") or "Look whether the address is that of a Sightline server."),
            )

    def _halves(self, batch: list[dict[str, Any]]) -> None:
        middle = len(batch) // 2
        self._deliver(batch[:middle])
        self._deliver(batch[middle:])

    def _count(self, batch: list[dict[str, Any]], told: Mapping[str, Any]) -> None:
        refused, conflicts = told.get("refused", []), told.get("conflicts", [])
        before = self._sent
        self._sent = replace(
            before,
            accepted=before.accepted + int(told.get("accepted", 0)),
            duplicates=before.duplicates + int(told.get("duplicates", 0)),
            conflicts=before.conflicts + len(conflicts),
            refused=before.refused + len(refused),
        )
        if self._on_refused is not None:
            for each in (*refused, *conflicts):
                at = each.get("index", -1)
                if isinstance(at, int) and 0 <= at < len(batch):
                    self._on_refused(batch[at], {key: each.get(key, "") for key in ("field", "reason", "fix")})


def _ready(event: Mapping[str, Any]) -> dict[str, Any]:
    ready = {"specversion": "1.0", **event}
    ready.setdefault("id", str(uuid.uuid4()))
    moment = ready.get("time")
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise SourceError("the time of an event has no offset.", fix="Give a moment with its time zone.")
        ready["time"] = moment.isoformat()
    try:
        json.dumps(ready, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise SourceError(
            f"an event cannot be written as JSON: {error}.", fix="Give texts, numbers and booleans."
        ) from None
    return ready


class _Wire:
    """One connection to a server, kept open."""

    def __init__(self, url: str, token: str, *, all_or_none: bool) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"} or not host:
            raise EnvironmentFaultError(f"{url!r} is no address.", fix="Write it as https://sightline.example.org")
        if parts.scheme == "http" and not _is_loopback(host):
            raise EnvironmentFaultError(
                "a token must not cross the network in the clear.", place=url, fix="Use the address with https."
            )
        if not token.strip() or not token.isascii() or any(each.isspace() for each in token):
            raise EnvironmentFaultError("the token is none.", fix="Make one at /account/tokens of the server.")
        self.origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._secure, self._host, self._port = parts.scheme == "https", host, port
        base = parts.path.rstrip("/").removesuffix(PATH)
        self._path = f"{base}{PATH}{'?all_or_none=true' if all_or_none else ''}"
        self._token = token
        self._connection: http.client.HTTPConnection | None = None
        self._stopped = threading.Event()

    def delivered(self, body: bytes, *, patience: float) -> tuple[int, dict[str, Any]]:
        """Send a body until it is answered with something final; pauses grow, or are those that the server asks for.

        Raises
        ------
        EnvironmentFaultError
            If that takes longer than `patience` seconds, or the sender was stopped.
        """
        headers = {"Content-Type": BATCH_TYPE, "Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if len(body) >= PACKED_FROM:
            body, headers["Content-Encoding"] = gzip.compress(body, 1, mtime=0), "gzip"
        until, pause = time.monotonic() + patience, 0.1
        while True:
            said, asked = "nothing", 0.0
            try:
                status, told, asked = self._ask(body, headers)
                if status not in AGAIN:
                    return status, told
                said = f"{status}, {told.get('error', 'without a reason')}"
            except (OSError, http.client.HTTPException) as error:
                said = str(error) or type(error).__name__
                self.close()
            pause = max(min(pause * 2, LONGEST_PAUSE), asked)
            if time.monotonic() + pause > until or self._stopped.wait(pause):
                raise EnvironmentFaultError(
                    f"the server does not take the events: {said}.",
                    place=self.origin,
                    fix="See that it runs and can be reached, then send again: what it has already stays single.",
                )

    def stop(self) -> None:
        """Wait no longer before trying again."""
        self._stopped.set()

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any], float]:
        if self._connection is None:
            self._connection = self._opened()
        self._connection.request("POST", self._path, body, dict(headers))
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.will_close:
            self.close()
        try:
            told = json.loads(content)
        except ValueError:
            told = {}
        return answer.status, told if isinstance(told, dict) else {}, _seconds(answer.headers.get("Retry-After"))

    def _opened(self) -> http.client.HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_SECONDS)


def _seconds(said: str | None) -> float:
    """Return for how long a server asks to wait; none where it says so in another way."""
    if said is None or not (said.isascii() and said.isdecimal()):
        return 0.0
    return min(float(said[:6]), LONGEST_PAUSE)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
