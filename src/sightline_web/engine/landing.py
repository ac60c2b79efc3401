"""Live events on their way in: bodies are read by what the model lets come in, and landed in the workspace's store."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sightline_web.engine.attempts import Watch
from sightline_web.landed import Batch, BusyError, FullError, Landed, Refusal, UnreadableError

if TYPE_CHECKING:
    from sightline.facts.live.admission import Catalog
    from sightline.facts.live.rows import MemberKind
    from sightline.facts.live.store import EventStore

__all__ = ["LARGEST_BODY", "Gate"]

LARGEST_BODY = 8 * 1_024 * 1_024
LOOK_SECONDS = 1.0  # between two looks whether the model has changed
KINDS_SECONDS = 5.0  # for which the columns of a log are taken as they were; other processes may add some
MICRO = 1_000_000


class Gate:
    """Reads and lands events of one workspace; every method may be called from any thread.

    Parameters
    ----------
    root : Path
        The folder of the workspace.
    """

    def __init__(self, root: Path) -> None:
        from sightline.workspace import Workspace  # noqa: PLC0415 -- pydantic, a quarter of a second

        self._workspace = Workspace(root.resolve())
        self._watch = Watch(self._workspace)
        self._opening = threading.Lock()
        self._store: EventStore | None = None
        self._catalog: Catalog | None = None
        self._seen, self._looked, self._loading = "", 0.0, False
        self._kinds: dict[str, tuple[float, dict[str, MemberKind]]] = {}

    @property
    def ready(self) -> bool:
        """Whether a body can be read at once; the first one waits for the model."""
        return self._catalog is not None and self._store is not None

    def prepare(self) -> None:
        """Read the model and open the store.

        Raises
        ------
        BusyError
            If the model does not load, or the store cannot be opened.
        """
        self._known()
        self._opened()

    def read(self, body: bytes, *, content_type: str, headers: Mapping[str, str]) -> Batch:
        """Return the events of a body.

        Raises
        ------
        UnreadableError
            If it is of another type, no JSON, or too large.
        BusyError
            If the model does not load, or the store cannot be opened.
        """
        from sightline.facts.live.admission import Admission  # noqa: PLC0415 -- with the facts, half a second
        from sightline.facts.live.cloudevents import BodyError, media_type, parse  # noqa: PLC0415 -- likewise

        admission = Admission(self._known(), time.time_ns() // 1_000, self._kinds_of)
        try:
            kind = media_type(content_type, headers)
            found = parse(body, kind, admission, headers=headers)
        except BodyError as error:
            raise UnreadableError(error.kind, error.cause, error.fix) from None
        refused = [Refusal(each.index, each.field, each.reason, each.fix) for each in found.refused]
        return Batch(found.rows, found.places, refused, admission.added)

    def land(self, batches: Sequence[Batch], *, received: datetime) -> list[Landed]:
        """Land batches in one transaction; when this returns, they are on the disk.

        Raises
        ------
        FullError, BusyError
            If they cannot be kept: then none of them is.
        """
        from sightline.errors import EnvironmentFaultError  # noqa: PLC0415 -- with the library
        from sightline.facts.live.schema import FullError as NoSpaceError  # noqa: PLC0415 -- likewise

        store = self._opened()
        try:
            for log, kinds in ((log, kinds) for batch in batches for log, kinds in batch.added.items()):
                store.register(log, kinds)
                self._kinds.pop(log, None)
            receipts = store.land([batch.rows for batch in batches], received_us=int(received.timestamp() * MICRO))
        except NoSpaceError as error:
            raise FullError(_sentence(error.cause), error.fix) from error
        except EnvironmentFaultError as error:
            raise BusyError(_sentence(error.cause), error.fix) from error
        return [
            Landed(receipt.new, receipt.duplicates, tuple(batch.places[each] for each in receipt.conflicts))
            for batch, receipt in zip(batches, receipts, strict=True)
        ]

    def close(self) -> None:
        """Let go of the store."""
        with self._opening:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _opened(self) -> EventStore:
        if self._store is None:
            from sightline.errors import EnvironmentFaultError  # noqa: PLC0415 -- with the library
            from sightline.facts.live.store import open_store  # noqa: PLC0415 -- Arrow, a fifth of a second

            with self._opening:
                if self._store is None:
                    try:
                        self._workspace.state.mkdir(parents=True, exist_ok=True)
                        self._store = open_store(self._workspace.state)
                    except (EnvironmentFaultError, OSError) as error:
                        raise BusyError(f"Live events cannot be kept: {error}", "Tell who runs Sightline.") from error
        return self._store

    def _kinds_of(self, log: str) -> Mapping[str, MemberKind]:
        now = time.monotonic()
        until, kinds = self._kinds.get(log, (0.0, {}))
        if now >= until:
            kinds = dict(self._opened().kinds(log))
            self._kinds[log] = now + KINDS_SECONDS, kinds
        return kinds

    def _known(self) -> Catalog:
        """Return what may come in: a changed model is read beside, and one that does not load changes nothing."""
        found, now = self._catalog, time.monotonic()
        if found is None:
            with self._opening:
                self._load()
            found = self._catalog
        elif now >= self._looked + LOOK_SECONDS and not self._loading:
            self._looked = now
            if self._watch.model() != self._seen:
                self._loading = True
                threading.Thread(target=self._load, name="sightline-landing-model", daemon=True).start()
        if found is None:
            raise BusyError("The model does not load, so nobody can say what may come in.", "See /model.")
        return found

    def _load(self) -> None:
        from sightline.facts.live.admission import Catalog  # noqa: PLC0415 -- with the facts, half a second

        try:
            seen = self._watch.model()
            loaded = self._workspace.load()
            if loaded.model is not None:
                self._catalog = Catalog.of(loaded.model)
            self._seen, self._looked = seen, time.monotonic()
        finally:
            self._loading = False


def _sentence(cause: str) -> str:
    return cause[:1].upper() + cause[1:]
