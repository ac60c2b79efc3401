"""Who listens in this process: one thread looks for changes, while anybody listens, and wakes those whom they concern.

The server closes the hub before it waits for its connections to end; streams would otherwise keep it from stopping.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sightline_web.stream.looking import Mark

__all__ = ["LOOK_SECONDS", "MOST_STREAMS", "Hub", "current"]

LOOK_SECONDS = 0.25
MOST_STREAMS = 12  # of one account in one process: a person with many windows, no more


@dataclass(eq=False, slots=True)
class _Listener:
    """One stream; `news` is written by the thread that looks and read by the loop that sends."""

    account: int
    topics: frozenset[str]
    loop: asyncio.AbstractEventLoop
    woken: asyncio.Event
    greeted: bool = False
    over: bool = False
    news: dict[str, Mark] = field(default_factory=dict)

    def wake(self) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits
            self.loop.call_soon_threadsafe(self.woken.set)


class Hub:
    """The streams of one process.

    Parameters
    ----------
    looks : callable
        Makes what returns how each topic stands; asked in a thread of its own.
    every : float
        Seconds between two looks.
    """

    def __init__(self, looks: Callable[[], Callable[[], Mapping[str, Mark]]], *, every: float = LOOK_SECONDS) -> None:
        self._looks = looks
        self._every = every
        self._lock = threading.Lock()
        self._listeners: list[_Listener] = []
        self._thread: threading.Thread | None = None
        self._hurry = threading.Event()
        self._closed = False

    def full(self, account: int) -> bool:
        """Return whether an account has as many streams as it may have."""
        with self._lock:
            return sum(each.account == account for each in self._listeners) >= MOST_STREAMS

    def open(self) -> None:
        """Let streams begin, also after an earlier server of this process has closed the hub."""
        self._closed = False

    def close(self) -> None:
        """End all streams and begin no more; takes no lock, because a signal may have interrupted whoever holds it."""
        self._closed = True
        for each in list(self._listeners):
            each.over = True
            each.wake()

    async def listen(
        self, account: int, topics: frozenset[str], *, patience: float
    ) -> AsyncIterator[tuple[bool, Mapping[str, Mark]]]:
        """Yield what has changed, and nothing after `patience` seconds without a change, until the hub is closed.

        The first answer says how all topics stand now (its flag is true).
        """
        with self._listening(account, topics) as listener:
            first = True
            while not self._closed:
                with suppress(TimeoutError):
                    await asyncio.wait_for(listener.woken.wait(), patience)
                listener.woken.clear()
                if listener.over:
                    return
                with self._lock:
                    news, listener.news = listener.news, {}
                if first and not listener.greeted:
                    continue
                yield first, news
                first = False

    @contextmanager
    def _listening(self, account: int, topics: frozenset[str]) -> Iterator[_Listener]:
        listener = _Listener(account, topics, asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._listeners.append(listener)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sightline-stream", daemon=True)
                self._thread.start()
        self._hurry.set()
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.remove(listener)
            self._hurry.set()

    def _run(self) -> None:
        """Look, and wake those whom a change concerns, until nobody listens any more."""
        look, seen = self._looks(), None
        while True:
            marks = look()
            with self._lock:
                if not self._listeners:
                    self._thread = None
                    return
                changed = {name: mark for name, mark in marks.items() if seen is None or seen.get(name) != mark}
                for each in self._listeners:
                    self._tell(each, changed if each.greeted else marks)
            seen = marks
            self._hurry.wait(self._every)
            self._hurry.clear()

    @staticmethod
    def _tell(listener: _Listener, marks: Mapping[str, Mark]) -> None:
        news = {name: mark for name, mark in marks.items() if name in listener.topics}
        if news or not listener.greeted:
            listener.greeted = True
            listener.news |= news
            listener.wake()


def _look() -> Callable[[], Mapping[str, Mark]]:
    from sightline_web.stream.looking import Look  # noqa: PLC0415 -- models come after Django is set up

    return Look()


@lru_cache(maxsize=1)
def current() -> Hub:
    """Return the hub of this process."""
    return Hub(_look)
