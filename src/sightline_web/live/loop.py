"""What the live process does, over and over: hand on what came, offer what a new reading says, keep files in order.

How far events are handed on stands in the records, in the transaction of what they led to: a process that dies in
between begins again at the last row that counts, and offers the same again, which changes nothing.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connections, transaction
from django.utils import timezone

from sightline_web import store
from sightline_web.deviations import Deviation
from sightline_web.engine.judging import Judge
from sightline_web.engine.live import Follower, News, maintain
from sightline_web.exceptions import services as exceptions
from sightline_web.keeper import Keeper
from sightline_web.live import clock, services, silence
from sightline_web.live.deviating import Deviating
from sightline_web.live.queries import freshness
from sightline_web.live.services import Came
from sightline_web.snapshot import Fault, Snapshot
from sightline_web.stream.services import touch

__all__ = ["EVERY_SECONDS", "Loop"]

EVERY_SECONDS = 0.3
BEAT_SECONDS = 5.0
TOUCH_SECONDS = 3.0
KEEP_SECONDS = 5.0  # between two looks at files
MOST = 5_000  # events at a time: half a second's work
SLICE = 10_000  # events sealed at a time
CLOSE_SECONDS = 0.3  # files that are half written are written anew
log = logging.getLogger(__name__)


class Loop:
    """The work of the live process.

    Parameters
    ----------
    state : Path
        The workspace's own folder.
    kept : Keeper
        Keeps the reading that says what deviations cost.
    logs : tuple of str
        The live logs.
    """

    def __init__(self, state: Path, kept: Keeper, logs: tuple[str, ...]) -> None:
        self._state = state
        self._kept = kept
        self._logs = logs
        self._follower = Follower(state)
        self._row = 0
        self._offered: Snapshot | None = None
        self._judge: Judge | None = None
        self._deviating = Deviating()
        self._due: dict[str, Deviation] = {}  # what has changed and is not offered yet
        self._model = ""
        self._beat_at = self._kept_at = self._touched_at = float("-inf")
        self._freshness: dict[str, str] = {}
        self._keeping = threading.Thread()
        self._fault: Fault | None = None

    def begin(self) -> None:
        """Take up where an earlier process stopped."""
        with store.writing(), transaction.atomic():
            self._row = services.begun(pid=os.getpid(), at=timezone.now())
            services.declared(self._logs)
            touch("freshness")

    def outdated(self) -> bool:
        """Return whether the model has changed since the first reading: what is live, or a rule, may be another."""
        latest = self._kept.state().snapshot
        if latest is None:
            return False
        self._model = self._model or latest.head.hash
        return latest.head.hash != self._model

    def close(self) -> None:
        """Let go of everything."""
        if self._keeping.is_alive():
            self._keeping.join(CLOSE_SECONDS)
        self._follower.close()
        if self._judge is not None:
            self._judge.close()
        connections.close_all()

    def step(self) -> bool:
        """Do what there is to do; returns whether more waits."""
        snapshot = self._kept.state().snapshot
        if snapshot is not None and snapshot is not self._offered and snapshot.ready("deviations"):
            self._offer_all(snapshot)
        news = self._follower.news(self._row, most=MOST, judged=self._judge.row if self._judge else None)
        if self._judge is not None:
            now = self._moment(news)
            changed = self._deviating.take(self._judge.take(news.table, now), now)
            self._due |= {each.deviation: each for each in changed}
        if news.row > self._row or self._due:
            self._hand_on(news)
        self._now_and_then(news.behind)
        return bool(news.behind)

    def _moment(self, news: News | None = None) -> datetime:
        """Return the moment in the data: now; in a replay, that of the newest event."""
        if not clock.replayed():
            return timezone.now()
        newest = [each.newest_at for each in news.logs] if news else []
        return max([*newest, clock.now()] if self._row else newest or [clock.now()])

    def _hand_on(self, news: News) -> None:
        """Write down what came, with all that it led to."""
        at = self._moment(news)
        with store.writing(), transaction.atomic():
            if self._due:
                exceptions.offer(self._due.values(), complete=False, at=at, snapshot=self._offered)
                touch("deviations")
            services.noted([Came(each.log, each.events, each.newest_at) for each in news.logs], at=at)
            services.handed_on(news.row, behind=news.behind, at=timezone.now(), looked_at=at)
            self._touch_freshness()
        self._row, self._due = news.row, {}

    def _touch_freshness(self) -> None:
        """Let pages say anew how fresh all is; a steady stream makes them do so every few seconds."""
        now = time.monotonic()
        if now - self._touched_at >= TOUCH_SECONDS:
            touch("freshness")
            self._touched_at = now

    def _offer_all(self, snapshot: Snapshot) -> None:
        """Offer all that deviates by a new reading, and what is silent; what is not among it has gone."""
        at = snapshot.head.as_of
        until = min(at, self._moment())  # a reading of whole days ends with the day
        if self._judge is None:
            self._judge = Judge(snapshot, until)
        self._deviating.renew(snapshot.deviations(), snapshot.processes, until)
        with store.writing(), transaction.atomic():
            found = [*self._deviating.all(), *silence.deviations(snapshot, freshness(), self._moment())]
            exceptions.offer(found, complete=True, at=at, snapshot=snapshot)
            services.offered(as_of=at)
            touch("reading", "deviations")
        self._offered = snapshot

    def _now_and_then(self, behind: int) -> None:
        now = time.monotonic()
        if now - self._kept_at >= KEEP_SECONDS and not self._keeping.is_alive():
            self._kept_at = now
            self._keeping = threading.Thread(target=self._keep, name="sightline-files", daemon=True)
            self._keeping.start()
        if now - self._beat_at >= BEAT_SECONDS:
            fault = self._fault
            self._tell(behind, f"{fault.cause} {fault.fix or ''}".strip() if fault is not None else "")

    def _keep(self) -> None:
        """Keep files in order, beside the judging, which would wait for the disk."""
        self._fault = maintain(self._state, most=SLICE)

    def _tell(self, behind: int, fault: str) -> None:
        """Say that the process is there; and pages, where a log has become late or silent meanwhile."""
        states = {each.log: each.state for each in freshness()}
        with store.writing(), transaction.atomic():
            services.beat(at=timezone.now(), behind=behind, fault=fault)
            if states != self._freshness:
                touch("freshness")
        self._freshness = dict(states)
        self._beat_at = time.monotonic()
        if fault:
            log.error("live events: %s", fault)


def pausing(step: Callable[[], bool]) -> Callable[[], float]:
    """Return what does a step and says how many seconds to wait: as long as it took at least, so that half is idle."""

    def paused() -> float:
        began = time.monotonic()
        more = step()
        took = time.monotonic() - began
        return took if more else max(EVERY_SECONDS - took, took)

    return paused
