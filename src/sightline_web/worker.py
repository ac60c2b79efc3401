"""A process that does what is due, and serves nothing."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from pathlib import Path

from sightline_web import engine
from sightline_web.asgi import make_application
from sightline_web.engine import EnvironmentFaultError

__all__ = ["work"]


def work(workspace_root: Path, *, once: bool) -> int:
    """Do what is due and follow live events until interrupted, or do what is due once; returns 1 where a job failed.

    Parameters
    ----------
    workspace_root : Path
        The folder that holds `sightline.yml`.
    once : bool
        Do what is due now and stop.

    Raises
    ------
    EnvironmentFaultError
        If the records cannot be reached.
    """
    make_application(engine.records_folder(workspace_root))
    from django.utils import timezone  # noqa: PLC0415 -- Django is set up first

    from sightline_web import store  # noqa: PLC0415 -- the same
    from sightline_web.live.beside import beside  # noqa: PLC0415 -- the same
    from sightline_web.schedule import runner  # noqa: PLC0415 -- the same

    if not once:
        with suppress(KeyboardInterrupt), beside(workspace_root):
            runner.run_for_ever(threading.Event(), clock=timezone.now, say=_say)
        return 0
    try:
        done = runner.run_due(timezone.now())
    except store.StoreError as error:
        raise EnvironmentFaultError(error.fault.cause, fix=error.fault.fix) from error
    for each in done:
        _say(f"{each.name}: {each.said or 'done'}")
    if not done:
        _say("Nothing is due.")
    return int(any(each.failed for each in done))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
