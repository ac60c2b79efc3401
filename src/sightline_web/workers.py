"""Several processes that serve one workspace through one socket.

The first process serves nothing: it starts the others, replaces one that dies or hangs, and keeps the schedule.
Each of the others keeps a reading of its own, so memory grows with their number.
"""

from __future__ import annotations

import atexit
import os
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from uvicorn.supervisors.multiprocess import Multiprocess

from sightline_web import engine, keeper
from sightline_web.asgi import App, make_application

__all__ = ["FACTORY", "Workers", "application"]

FACTORY = "sightline_web.workers:application"


def application() -> App:
    """Return the application of one of the processes, on the workspace that the environment names."""
    root = Path(os.environ["SIGHTLINE_WORKSPACE"])
    kept = engine.open_workspace(root)
    keeper.install(kept)
    atexit.register(kept.close)
    kept.state()  # begin to read now, not at the first request
    return make_application(engine.records_folder(root))


class Workers(Multiprocess):
    """The processes of a configuration; says once that the first of them answers."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], *, started: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self._say_started = started

    def init_processes(self) -> None:
        """Start them, and wait for the first."""
        super().init_processes()
        first = self.processes[0]
        while not self.should_exit.is_set() and first.process.is_alive():
            if first.is_ready(timeout=0.2):
                self._say_started()
                return
            self.should_exit.wait(0.1)
            self.handle_signals()
