"""Where `ingest` puts events: the store of the workspace, or a server by way of the sender."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sightline.errors import EnvironmentFaultError
from sightline.exchange.sender import EventSender
from sightline.facts.live.admission import Admission, Catalog, RefusedError
from sightline.facts.live.cloudevents import row_of
from sightline.facts.live.rows import EventRow, MemberKind
from sightline.facts.live.store import EventStore, open_store
from sightline.model.model import Model
from sightline.workspace import Workspace

__all__ = ["LISTED", "Item", "Outcome", "ServerTarget", "StoreTarget", "Target"]

LISTED = 10_000  # refusals; the others are counted
UNDER_WAY = 60_000  # events of which a server may still say that it refuses them
CONFLICT = RefusedError(
    "id",
    "An event of this source and id is known, with other content.",
    "Give it an id of its own; to correct one, name it in supersedes.",
)
Item = tuple[int, bytes | RefusedError]


@dataclass(slots=True)
class Outcome:
    """What became of the events."""

    into: str
    read: int = 0
    accepted: int = 0
    duplicates: int = 0
    conflicts: int = 0
    refused: int = 0
    listed: list[dict[str, object]] = field(default_factory=list)

    def refuse(self, place: int, why: Mapping[str, object]) -> None:
        """List an event that is not landed."""
        if len(self.listed) < LISTED:
            self.listed.append({"place": place, **{key: str(why[key]) for key in ("field", "reason", "fix")}})


class Target(Protocol):
    """Where events go."""

    def take(self, batch: list[Item], told: Outcome) -> None:
        """Land events."""
        ...

    def end(self, told: Outcome) -> None:
        """Wait until all are landed."""
        ...

    def kinds(self, log: str) -> Mapping[str, str]:
        """Return what columns of a log hold already."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class StoreTarget:
    """The store of the workspace."""

    def __init__(self, workspace: Workspace, model: Model | None, *, all_or_none: bool) -> None:
        workspace.state.mkdir(parents=True, exist_ok=True)
        self._catalog = Catalog.of(model if model is not None else workspace.model())
        self._store: EventStore = open_store(workspace.state)
        self._whole = all_or_none
        self._kept: list[tuple[int, EventRow]] = []
        self._kinds: dict[str, dict[str, MemberKind]] = {}

    def kinds(self, log: str) -> Mapping[str, MemberKind]:
        """Return what columns of a log hold already."""
        if log not in self._kinds:
            self._kinds[log] = dict(self._store.kinds(log))
        return self._kinds[log]

    def take(self, batch: list[Item], told: Outcome) -> None:
        """Land events, or keep them until all are read."""
        admission = Admission(self._catalog, time.time_ns() // 1_000, self.kinds)
        rows: list[tuple[int, EventRow]] = []
        for place, raw in batch:
            try:
                if isinstance(raw, RefusedError):
                    raise raw
                rows.append((place, row_of(raw, admission)))
            except RefusedError as error:
                told.refused += 1
                told.refuse(place, vars(error))
        for log, added in admission.added.items():
            self._kinds[log] = {**self.kinds(log), **added}
            if not self._whole:
                self._store.register(log, added)
        if self._whole:
            self._kept += rows
        else:
            self._land(rows, told)

    def end(self, told: Outcome) -> None:
        """Land what was kept, unless something was refused."""
        if self._whole and not told.refused:
            for log, kinds in self._kinds.items():
                self._store.register(log, kinds)
            self._land(self._kept, told)

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def _land(self, rows: list[tuple[int, EventRow]], told: Outcome) -> None:
        if not rows:
            return
        (receipt,) = self._store.land([[row for _place, row in rows]], received_us=time.time_ns() // 1_000)
        told.accepted += receipt.new
        told.duplicates += receipt.duplicates
        told.conflicts += len(receipt.conflicts)
        for at in receipt.conflicts:
            told.refuse(rows[at][0], vars(CONFLICT))


class ServerTarget:
    """A server, by way of the sender."""

    def __init__(self, url: str, token_file: Path | None, *, all_or_none: bool) -> None:
        token = token_file.read_text(encoding="utf-8").strip() if token_file is not None else ""
        self._refusals: list[tuple[int, Mapping[str, object]]] = []
        self._places: dict[tuple[object, object], int] = {}
        self._early = 0
        self._sender = EventSender(url, token=token, all_or_none=all_or_none, on_refused=self._refused)

    def kinds(self, log: str) -> Mapping[str, str]:  # noqa: ARG002 -- the server alone knows
        """Return nothing."""
        return {}

    def take(self, batch: list[Item], told: Outcome) -> None:
        """Give events to the sender."""
        for place, raw in batch:
            event = raw if isinstance(raw, RefusedError) else _loaded(raw)
            if isinstance(event, RefusedError):
                self._early += 1
                told.refuse(place, vars(event))
                continue
            if len(self._places) >= UNDER_WAY:
                self._places.pop(next(iter(self._places)))
            self._places[(event.get("source"), event["id"])] = place
            self._sender.send(event)
        self._tell(told)

    def end(self, told: Outcome) -> None:
        """Wait until all is acknowledged."""
        self._sender.flush()
        self._tell(told)

    def close(self) -> None:
        """Stop the sender; what it could not send was told before."""
        with suppress(EnvironmentFaultError):
            self._sender.close(timeout=0)

    def _refused(self, event: Mapping[str, Any], why: Mapping[str, Any]) -> None:
        self._refusals.append((self._places.get((event.get("source"), event.get("id")), 0), why))

    def _tell(self, told: Outcome) -> None:
        sent = self._sender.sent
        told.accepted, told.duplicates = sent.accepted, sent.duplicates
        told.conflicts, told.refused = sent.conflicts, sent.refused + self._early
        while self._refusals:
            told.refuse(*self._refusals.pop(0))


def _loaded(raw: bytes) -> dict[str, Any] | RefusedError:
    """Return an event that has an id: one that the sender made up would double it when it is sent again."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return RefusedError("", "The event is no JSON.", "Check how it is written.")
    if not isinstance(found, dict):
        return RefusedError("", "This is no event: it is not an object.", 'Write {"specversion": "1.0", ...}.')
    if not isinstance(found.get("id"), str) or not isinstance(found.get("source", ""), str):
        return RefusedError("id", "This is missing, or not a text.", "Give each event an id of its own.")
    return found
