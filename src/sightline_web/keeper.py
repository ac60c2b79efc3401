"""The current reading of one workspace, renewed when its files change and never in a visitor's way.

A reading is made in a thread of its own. Until the first is there, pages say so; when a file of the model
or of the data changes, the last good reading stays in use until the new one is ready. A model that no
longer loads leaves the last good reading in place, with the fault beside it. Once a reading is served, the same
thread has it estimate what takes long (`foresight.py`).

Live events change the data all the time. For them a reading is renewed now and then, and the new one is served only
when it has estimated all that takes long, so that nothing on a page goes away in between.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sightline_web.snapshot import Fault, Finding, ModelFile, Snapshot, failed

__all__ = ["Keeper", "Outcome", "State", "current", "install", "installed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt to read a workspace gave: a snapshot, or findings, or a fault.

    `seen` is the fingerprint of what was read, where the attempt itself found out what to watch; `moved` is the same of
    live events. `recalled` says that this is an earlier reading taken up again, which is to be renewed at once.
    """

    snapshot: Snapshot | None = None
    findings: tuple[Finding, ...] = ()
    files: tuple[ModelFile, ...] = ()
    fault: Fault | None = None
    seen: str | None = None
    moved: str | None = None
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What there is to show now.

    `snapshot` is the last good reading; `latest` is the last attempt, which may have failed; `refreshing`
    is true while a newer one is being made; `doing` says what that is about; `estimating` is true while a reading
    that is served estimates what takes long; `renewing` is true while a newer one is being made because of live events,
    which is no news to anybody.
    """

    snapshot: Snapshot | None
    latest: Outcome | None
    refreshing: bool
    doing: str
    estimating: bool = False
    renewing: bool = False


REST_SECONDS = 60.0
REST_TIMES = 10.0


class _StoppedError(Exception):
    """The process is going; nobody waits for this reading any more."""


class Keeper:
    """Keeps the reading of one workspace up to date.

    Parameters
    ----------
    attempt : callable
        Makes one reading; is given a function to report what it is doing. Must not raise for faults of the
        model or the data, but answer with an `Outcome` that tells them.
    fingerprint : callable
        A text that changes when a file of the model or the data does; cheap, called by a visitor's request.
    every : float
        Seconds between two looks at the fingerprint.
    moving : callable, optional
        A text that changes with every live event; cheap, too.
    rest : float
        Seconds at least between two readings that live events cause.
    times : float
        The same in times as long as the last one took; the longer of the two counts.
    """

    def __init__(
        self,
        attempt: Callable[[Callable[[str], None]], Outcome],
        fingerprint: Callable[[], str],
        *,
        every: float = 1.0,
        moving: Callable[[], str] = lambda: "",
        rest: float = REST_SECONDS,
        times: float = REST_TIMES,
    ) -> None:
        self._attempt = attempt
        self._fingerprint = fingerprint
        self._every = every
        self._moving = moving
        self._rest, self._times = rest, times
        self._moved: str | None = None
        self._renew_at = float("-inf")
        self._renews = False
        self._renewing: Snapshot | None = None
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: str | None = None
        self._looked_at = float("-inf")
        self._snapshot: Snapshot | None = None
        self._latest: Outcome | None = None
        self._doing = ""
        self._closing = False
        self._estimating: dict[threading.Thread, Snapshot] = {}
        self._then: list[Callable[[Snapshot], None]] = []

    def afterwards(self, then: Callable[[Snapshot], None]) -> None:
        """Have `then`, too, called with every reading once all of it is estimated, in the thread that made it."""
        self._then.append(then)

    def state(self, *, wait: float = 0.0) -> State:
        """Return what there is to show, after at most `wait` seconds for a first answer."""
        self._look()
        if wait and self._latest is None:
            self._done.wait(wait)
        with self._lock:
            busy = self._thread is not None
            renewing = busy and self._renews
            return State(
                self._snapshot, self._latest, busy and not renewing, self._doing, bool(self._estimating), renewing
            )

    def settle(self, seconds: float = 60.0) -> State:
        """Wait until no reading is being made and nothing estimated; for tests and benchmarks."""
        until = time.monotonic() + seconds
        while ((state := self.state()).refreshing or state.estimating or state.renewing) and time.monotonic() < until:
            self._done.wait(0.05)
            time.sleep(0.005)
        return state

    def close(self, seconds: float = 8.0) -> None:
        """Stop: a reading that is being made ends at its next report, an estimate at its next question.

        A process that goes while a library is being loaded, or a query runs, in another thread would crash.
        """
        with self._lock:
            self._closing = True
            running = [*self._estimating, *([self._thread] if self._thread is not None else [])]
            for snapshot in (*self._estimating.values(), *([self._renewing] if self._renewing is not None else [])):
                snapshot.stop()
        until = time.monotonic() + seconds
        for thread in running:
            thread.join(max(until - time.monotonic(), 0.0))

    def _look(self) -> None:
        with self._lock:
            if self._closing:
                return
            now = time.monotonic()
            if self._thread is not None or now - self._looked_at < self._every:
                return
            self._looked_at = now
            seen = self._fingerprint()
            renews = seen == self._seen
            if renews and (now < self._renew_at or self._moving() == self._moved):
                return
            self._seen, self._renews = seen, renews
            self._moved = self._moving()
            self._done.clear()
            self._thread = threading.Thread(target=self._run, name="sightline-reading", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        began = time.monotonic()
        try:
            outcome = self._attempt(self._report)
            if self._renews:
                self._estimate_first(outcome)
        except Exception as error:  # noqa: BLE001 -- a bug in a reading must not leave visitors waiting for ever
            outcome = Outcome(fault=failed(error))
        with self._lock:
            self._latest = outcome
            self._seen = outcome.seen or self._seen
            self._moved = self._moved if outcome.moved is None else outcome.moved
            ended = time.monotonic()
            self._renew_at = (
                ended if outcome.recalled else max(began + self._rest, ended + self._times * (ended - began))
            )
            if outcome.snapshot is not None:
                self._snapshot = outcome.snapshot
                for older in self._estimating.values():
                    older.stop()
                if not self._closing:
                    self._estimating[threading.current_thread()] = outcome.snapshot
            self._thread = None
            self._doing = ""
        self._done.set()
        self._estimate()

    def _estimate_first(self, outcome: Outcome) -> None:
        """Have a renewed reading estimate what takes long before anybody sees it."""
        with self._lock:
            if self._closing or self._snapshot is None or outcome.snapshot is None:
                return
            self._renewing = outcome.snapshot
        try:
            outcome.snapshot.estimate()
        finally:
            with self._lock:
                self._renewing = None

    def _estimate(self) -> None:
        """Have the reading that this thread made estimate what takes long."""
        this = threading.current_thread()
        snapshot = self._estimating.get(this)
        if snapshot is None:
            return
        try:
            snapshot.estimate()
            for then in self._then if not self._closing and snapshot is self._snapshot else ():
                then(snapshot)
        finally:
            with self._lock:
                del self._estimating[this]

    def _report(self, doing: str) -> None:
        if self._closing:
            raise _StoppedError
        self._doing = doing


_installed: list[Keeper] = []


def install(keeper: Keeper) -> None:
    """Make `keeper` the one that this process serves."""
    _installed[:] = [keeper]


def installed() -> Keeper | None:
    """Return the keeper that this process serves, or None before there is one."""
    return _installed[0] if _installed else None


def current() -> Keeper:
    """Return the keeper that this process serves."""
    return _installed[0]
