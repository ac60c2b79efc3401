"""Live events as the app follows them: what came since a row, what it changed, and keeping files in order.

The follower judges each case as its events come, by the same queries as a reading; what a violation costs comes from
the newest reading. It hands out all that deviates now of each rule and segment that changed, so that offering the same
again changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.errors import SightlineError
from sightline_web.engine.faults import EnvironmentFaultError, fault_of
from sightline_web.snapshot import Fault

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Follower", "LogNews", "News", "alone", "behind", "live_logs", "maintain"]

LOCK = "live.lock"
MERGED_AT_ONCE = 1  # days; the next ones wait for the next turn
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class LogNews:
    """What came in of one log: how many events, and when the newest of them happened."""

    log: str
    events: int
    newest_at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What came in since a row: up to which one, how many rows still wait, and of which logs."""

    row: int
    behind: int
    logs: tuple[LogNews, ...]
    table: pa.Table = field(repr=False)  # the events, for the judge

    @property
    def events(self) -> int:
        """How many events came."""
        return sum(each.events for each in self.logs)


def live_logs(root: Path) -> tuple[str, ...]:
    """Return the sources of a workspace's model that are live; none where the model does not load."""
    from sightline.workspace import Workspace  # noqa: PLC0415 -- pydantic, a quarter of a second

    try:
        workspace = Workspace.find(root)
        if not any("live:" in text for text in workspace.texts().values()):
            return ()
        loaded = workspace.load()
    except SightlineError:
        return ()
    sources = loaded.model.sources if loaded.model is not None else {}
    return tuple(sorted(name for name, each in sources.items() if each.live))


def behind(root: Path, row: int) -> int:
    """Return how many rows have landed after one; opens nothing where nothing ever did."""
    from sightline.facts.live.store import has_store, open_store  # noqa: PLC0415 -- Arrow, with the events
    from sightline.workspace import Workspace  # noqa: PLC0415 -- pydantic, a quarter of a second

    state = Workspace.find(root).state
    if not has_store(state):
        return 0
    store = open_store(state)
    try:
        return max(store.last() - row, 0)
    finally:
        store.close()


@contextmanager
def alone(state: Path) -> Iterator[bool]:
    """Hold the right to follow the events of a workspace; False where another process has it."""
    from sightline.facts import locks  # noqa: PLC0415 -- with the facts, half a second

    state.mkdir(parents=True, exist_ok=True)
    with (state / LOCK).open("ab") as handle:
        yield not locks.KNOWN or locks.is_free(handle)


class Follower:
    """Follows the live events of a workspace.

    Parameters
    ----------
    state : Path
        The workspace's own folder.
    """

    def __init__(self, state: Path) -> None:
        from sightline.facts.live.store import open_store  # noqa: PLC0415 -- Arrow, with the events

        self._state = state
        self._store = open_store(state)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def last(self) -> int:
        """Return the highest row that has ever landed."""
        return self._store.last()

    def news(self, row: int, *, most: int, judged: int | None = None) -> News:
        """Return what came after a row, and where cases have been judged less far, the events from there on."""
        from sightline.facts.live.rows import FOLLOWED  # noqa: PLC0415 -- Arrow, with the events
        from sightline.facts.live.store import ForgottenError  # noqa: PLC0415 -- likewise

        try:
            events = self._store.since(row if judged is None else min(row, judged), most=most)
        except ForgottenError:  # sealed long ago: a reading knows them
            return News(self._store.last(), 0, (), FOLLOWED.empty_table())
        if not events.num_rows:
            return News(row, 0, (), events)
        last = int(events.column("row")[-1].as_py())
        waiting = max(self._store.last() - last, 0)
        return News(max(row, last), waiting, tuple(_by_log(events, row)), events)


def _by_log(events: pa.Table, row: int) -> Iterator[LogNews]:
    """Yield what came of each log behind a row."""
    import pyarrow.compute as pc  # noqa: PLC0415 -- Arrow, with the events

    new = events.filter(pc.greater(events.column("row"), row))
    grouped = new.select(["log", "time"]).group_by("log").aggregate([("time", "max"), ("time", "count")])
    for each in sorted(grouped.to_pylist(), key=lambda row: str(row["log"])):
        yield LogNews(each["log"], each["time_count"], each["time_max"])


def maintain(state: Path, *, most: int) -> Fault | None:
    """Seal what waits, and put small files of a day together; returns what stands in the way."""
    from sightline.facts.live import generations, merging, sealing  # noqa: PLC0415 -- Arrow, with the events

    now_us = time.time_ns() // 1_000
    try:
        sealing.seal(state, now_us=now_us, most=most)
        merging.merge(state, now_us=now_us)
        merging.sweep(state, now_us=now_us)
        generations.tend(state, now_us=now_us)
    except EnvironmentFaultError as error:
        return fault_of(error)
    return None
