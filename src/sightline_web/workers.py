"""Several processes that serve one workspace through one socket.

The first process serves nothing: it starts the others, replaces one that dies or hangs, and keeps the schedule.
Each of the others keeps a reading of its own, so memory grows with their number.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from types import FrameType

import uvicorn
from uvicorn.supervisors.multiprocess import Multiprocess

from sightline_web import engine, keeper
from sightline_web.asgi import App, make_application
from sightline_web.heap import Heap
from sightline_web.stream import hub

__all__ = ["FACTORY", "Workers", "application"]

FACTORY = "sightline_web.workers:application"


def application() -> App:
    """Return the application of one of the processes, on the workspace that the environment names."""
    root = Path(os.environ["SIGHTLINE_WORKSPACE"])
    kept = engine.open_workspace(root)
    keeper.install(kept)
    atexit.register(kept.close)
    kept.state()  # begin to read now, not at the first request
    _end_streams_first()
    made = make_application(engine.records_folder(root))
    from sightline_web.exceptions.following import follow  # noqa: PLC0415 -- Django is set up first

    follow(kept, root)
    Heap().watch(kept)
    return made


def _end_streams_first() -> None:
    """Have the signals that end this process end its streams before the server waits for its connections."""
    for each in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(each)

        def handle(number: int, frame: FrameType | None, before: object = before) -> None:
            hub.current().close()
            if callable(before):
                before(number, frame)

        signal.signal(each, handle)


class Workers(Multiprocess):
    """The processes of a configuration; says once that the first of them answers."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], *, started: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self._say_started = started

    def init_processes(self) -> None:
        """Start them, and wait for the first."""
        with _deaf():
            super().init_processes()
        first = self.processes[0]
        while not self.should_exit.is_set() and first.process.is_alive():
            if first.is_ready(timeout=0.2):
                self._say_started()
                return
            self.should_exit.wait(0.1)
            self.handle_signals()

    def keep_subprocess_alive(self) -> None:
        """Replace those that died or hang."""
        with _deaf():
            super().keep_subprocess_alive()


@contextmanager
def _deaf() -> Iterator[None]:
    """Have processes that are started meanwhile not hear Ctrl-C, which reaches this one too: this one ends them.

    One that is just loading its libraries would otherwise end with a traceback. What comes meanwhile is heard later.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # whose start would end the deafness
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
