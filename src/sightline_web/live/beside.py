"""A live process beside whatever serves or works on a workspace: begun, begun again when it dies, and ended."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sightline_web.engine.live import live_logs
from sightline_web.live.process import NOTHING_LIVE

__all__ = ["beside"]

LOOK_SECONDS = 0.2
AGAIN_SECONDS = (0.0, 0.5, 2.0, 10.0)  # before it is begun again, the more often it died at once
WELL_SECONDS = 20.0  # it did not die at once
LATER_SECONDS = 15.0  # between two looks whether a log is live
STOP_SECONDS = 0.8


@contextmanager
def beside(root: Path) -> Iterator[None]:
    """Have the live events of a workspace followed for as long as the block lasts, by a process of their own."""
    stop = threading.Event()
    thread = threading.Thread(target=_watch, args=(root, stop), name="sightline-live", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOP_SECONDS + 2)


def _watch(root: Path, stop: threading.Event) -> None:
    died = 0
    while not stop.is_set():
        if not live_logs(root):
            stop.wait(LATER_SECONDS)
            continue
        began = time.monotonic()
        code = _run(root, stop)
        if code == NOTHING_LIVE or time.monotonic() - began > WELL_SECONDS:
            died = 0
        if not stop.is_set():
            stop.wait(AGAIN_SECONDS[min(died, len(AGAIN_SECONDS) - 1)])
            died += 1


def _run(root: Path, stop: threading.Event) -> int:
    """Run a live process to its end; returns its code."""
    command = [sys.executable, "-m", "sightline_web.live.process", str(root)]
    apart = sys.platform != "win32"  # Ctrl-C in the terminal is for the parent, which ends this one
    child = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=apart)  # noqa: S603 -- our own module
    try:
        while child.poll() is None and not stop.wait(LOOK_SECONDS):
            pass
    finally:
        if child.stdin is not None:
            with suppress(OSError):
                child.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
        if child.poll() is None:
            child.kill()
            child.wait()
    return child.returncode
