"""Sending events in tests: to the application itself, or over a wire."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from sightline.facts.live.store import open_store
from sightline_web.accounts import tokens
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account
from sightline_web.asgi import App
from tests.web import people

__all__ = ["BATCH", "LINES", "MODEL", "ONE", "Answer", "Door", "event", "landed_in", "said", "token_of"]

ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
LINES = "application/x-ndjson"
MODEL = """
sightline: 1
name: X
sources:
  order_log: {file: orders.csv, live: true, log: {case: case, activity: activity, time: time}}
  old_log: {file: orders.csv, log: {case: case, activity: activity, time: time}}
processes:
  orders: {log: order_log, activities: {receive: {}, ship: {}}}
"""


def event(name: str = "e1", **changes: Any) -> dict[str, Any]:
    """Return a good event, changed; a member that is `...` is left out."""
    found = {
        "specversion": "1.0",
        "id": name,
        "source": "/erp",
        "type": "orders.ship",
        "subject": "case 7",
        "time": "2026-03-31T13:05:00+02:00",
        "data": {"performer": "p1", "amount": 12.5},
    }
    return {key: value for key, value in (found | changes).items() if value is not ...}


def token_of(who: str | Account, *, scopes: Sequence[str] = ("event:create",)) -> str:
    """Return a token of an account of `people`."""
    account = who if isinstance(who, Account) else people.account(who)
    made = tokens.make(by=actor_of(account), account=account, name="ERP", scopes=scopes, days=30, now=timezone.now())
    return made[1]


def landed_in(root: Path, log: str = "order_log") -> int:
    """Return how many events a log has."""
    store = open_store(root / ".sightline")
    try:
        return store.view(log).rows
    finally:
        store.close()


@dataclass(frozen=True)
class Answer:
    """A status, headers and a document."""

    status: int
    headers: Mapping[str, str]
    told: Any


class Door:
    """Asks an application without a server."""

    def __init__(self, app: App, token: str) -> None:
        self.app, self.token = app, token

    def post(
        self,
        body: bytes | Sequence[bytes] | object,
        kind: str = ONE,
        *,
        query: str = "",
        method: str = "POST",
        cut_off: bool = False,
        **headers: str | None,
    ) -> Answer:
        """Send a body, which may come in parts, or as what becomes JSON; a header that is None is left out."""
        if isinstance(body, bytes):
            parts = [body]
        elif isinstance(body, list) and body and all(isinstance(each, bytes) for each in body):
            parts = body
        else:
            parts = [json.dumps(body).encode()]
        given: dict[str, str | None] = {
            "host": "127.0.0.1",
            "authorization": f"Bearer {self.token}",
            "content_type": kind,
            **headers,
        }
        pairs = [(name.replace("_", "-").encode(), text.encode()) for name, text in given.items() if text is not None]
        return asyncio.run(self._asked(parts, pairs, query, method, cut_off))

    async def _asked(
        self,
        parts: list[bytes],
        pairs: list[tuple[bytes, bytes]],
        query: str,
        method: str,
        cut_off: bool,  # noqa: FBT001 -- passed on by the one caller
    ) -> Answer:
        scope = {
            "type": "http",
            "method": method,
            "path": "/api/events",
            "raw_path": b"/api/events",
            "query_string": query.encode(),
            "headers": pairs,
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 8631),
            "scheme": "http",
            "http_version": "1.1",
        }
        coming = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        coming[-1]["more_body"] = cut_off
        coming.append({"type": "http.disconnect"})
        sent: list[Any] = []

        async def receive() -> Any:
            return coming.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], headers, json.loads(sent[1]["body"]))


def said(address: tuple[str, int], *parts: bytes, end: bool = False) -> tuple[int, str]:
    """Send parts of a request over a wire, and return what is answered: status and text; 0 for nothing."""
    with socket.create_connection(address, timeout=10) as wire:
        found = b""
        try:
            for part in parts:
                wire.sendall(part)
            if end:
                wire.shutdown(socket.SHUT_WR)
            while chunk := wire.recv(65_536):
                found += chunk
        except ConnectionError:
            pass
    head, _, text = found.decode(errors="replace").partition("\r\n\r\n")
    return (int(head.split()[1]) if head else 0), text
