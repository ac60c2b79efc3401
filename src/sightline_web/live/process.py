"""The live process itself: one for each workspace, a child of whatever serves or works there.

It ends when it is told to, or when its parent is gone: the parent holds the other end of its standard input.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sightline_web import engine, keeper
from sightline_web.asgi import make_application
from sightline_web.engine.live import alone, live_logs

__all__ = ["NOTHING_LIVE", "main", "run"]

NOTHING_LIVE = 3  # the code with which it ends where no log is live: whoever began it need not begin it again soon
ANEW = 4  # the model has changed: it is to begin anew at once
WAIT_SECONDS = 1.0
AFTER_A_FAULT_SECONDS = 2.0
LAST_ASKED = "deviations"  # nobody looks at what this process reads; it needs no more
HURRIED = {"rest": 1.0, "times": 1.0}
log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Follow the events of the workspace that the first argument names, until told to stop."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _number, _frame: stop.set())
    threading.Thread(target=_end_with_parent, args=(stop,), daemon=True).start()
    return run(Path(arguments[0]), stop)


def _end_with_parent(stop: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    stop.set()


def run(root: Path, stop: threading.Event) -> int:
    """Follow the live events of a workspace, where no other process does; returns the code to end with."""
    logs = live_logs(root)
    if not logs:
        return NOTHING_LIVE
    state = engine.records_folder(root)
    make_application(state)
    while not stop.is_set():
        with alone(state) as mine:
            if mine:
                return _follow(root, state, logs, stop)
        stop.wait(WAIT_SECONDS)
    return 0


def _follow(root: Path, state: Path, logs: tuple[str, ...], stop: threading.Event) -> int:
    from sightline_web import store  # noqa: PLC0415 -- Django is set up first
    from sightline_web.live import clock  # noqa: PLC0415 -- the same
    from sightline_web.live.loop import Loop, pausing  # noqa: PLC0415 -- the same

    hurry = clock.replayed()  # days go by in seconds
    kept = engine.open_workspace(root, until=LAST_ASKED, **(HURRIED if hurry else {}))
    keeper.install(kept)
    loop = Loop(state, kept, logs)
    step, begun, told = pausing(loop.step), False, ""
    try:
        while not stop.is_set():
            try:
                if not begun:
                    loop.begin()
                    begun = True
                pause, told = step(), ""
            except store.StoreError as error:  # the records are away: they come back
                pause, told = AFTER_A_FAULT_SECONDS, _say(f"{error.fault.cause} {error.fault.fix or ''}", told)
            except engine.EnvironmentFaultError as error:  # the events are
                pause, told = AFTER_A_FAULT_SECONDS, _say(str(error), told)
            if loop.outdated():
                return ANEW
            stop.wait(pause)
    finally:
        loop.close()
        kept.close(0.5)
    return 0


def _say(text: str, told: str) -> str:
    """Write a fault into the log once."""
    if text != told:
        log.error("the live process waits: %s", text.strip())
    return text


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # a reading that is being made in a thread would hold the process, or crash it
