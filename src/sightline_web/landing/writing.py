"""The one thread of a process that lands events: what waits is landed together, and how much may wait is bounded.

One commit for many requests is what makes single events fast; a queue that is full says "come again" at once.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sightline_web.landed import Batch, BusyError, Landed, LandError, Refusal
from sightline_web.landing.answers import Turned

__all__ = ["Writer"]

TOGETHER = 64  # requests of one commit
EVENTS_TOGETHER = 20_000
MOST_WAITING = 1_024  # requests
MOST_EVENTS_WAITING = 200_000
FULL = Refusal(None, "", "More is coming in than can be kept.", "Send it again after the time in Retry-After.")

log = logging.getLogger(__name__)
Settle = tuple["asyncio.Future[Landed]", Landed | LandError]


@dataclass(slots=True)
class _Waiting:
    batch: Batch
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Landed]


class Writer:
    """Lands batches in the order in which they came.

    Parameters
    ----------
    land : callable
        Lands several batches in one transaction.
    most, most_events : int
        How many requests and events may wait.
    """

    def __init__(
        self,
        land: Callable[[Sequence[Batch]], list[Landed]],
        *,
        most: int = MOST_WAITING,
        most_events: int = MOST_EVENTS_WAITING,
    ) -> None:
        self._land, self._most, self._most_events = land, most, most_events
        self._queue: deque[_Waiting] = deque()
        self._events = 0
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._over = False

    async def land(self, batch: Batch) -> Landed:
        """Land a batch; when this returns, it is on the disk.

        Raises
        ------
        Turned
            If too much waits already (429).
        LandError
            If it cannot be kept.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(batch, loop, loop.create_future())
        with self._news:
            full = len(self._queue) >= self._most or (self._queue and self._events + batch.events > self._most_events)
            if full:
                raise Turned(429, FULL, retry_seconds=1)
            if self._over:
                raise BusyError("The server is stopping.", "Send it again in a moment.")
            self._queue.append(waiting)
            self._events += batch.events
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sightline-landing", daemon=True)
                self._thread.start()
            self._news.notify()
        return await waiting.done

    def close(self) -> None:
        """Land what waits, and end the thread."""
        with self._news:
            self._over = True
            self._news.notify()
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(10)

    def _run(self) -> None:
        while group := self._next():
            found: Sequence[Landed | LandError]
            try:
                found = self._land([each.batch for each in group])
            except LandError as error:
                found = [error] * len(group)
            except Exception:  # whatever it is, those who wait must hear of it
                log.exception("live events could not be landed")
                found = [BusyError("The events could not be kept.", "Send them again in a moment.")] * len(group)
            settled: dict[asyncio.AbstractEventLoop, list[Settle]] = {}
            for each, outcome in zip(group, found, strict=True):
                settled.setdefault(each.loop, []).append((each.done, outcome))
            for loop, outcomes in settled.items():
                if not loop.is_closed():
                    loop.call_soon_threadsafe(_settle, outcomes)

    def _next(self) -> list[_Waiting]:
        """Return what is landed next, together; nothing once it is over."""
        with self._news:
            while not self._queue and not self._over:
                self._news.wait()
            group: list[_Waiting] = []
            events = 0
            while self._queue and len(group) < TOGETHER and events < EVENTS_TOGETHER:
                group.append(self._queue.popleft())
                events += group[-1].batch.events
            self._events -= events
            return group


def _settle(outcomes: Sequence[Settle]) -> None:
    for done, outcome in outcomes:
        if done.done():  # whoever waited has gone
            continue
        if isinstance(outcome, LandError):
            done.set_exception(outcome)
        else:
            done.set_result(outcome)
