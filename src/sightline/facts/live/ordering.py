"""The right to put files in order: one process at a time seals, merges, gathers keys, expires or erases."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sightline.errors import EnvironmentFaultError
from sightline.facts import locks
from sightline.facts.live.schema import FILE, opened

__all__ = ["Point", "keeping", "nothing", "ordering", "still"]

LOCK = "landing.lock"
PATIENCE_SECONDS = 60.0
Point = Callable[[str], None]


def nothing(_point: str) -> None:
    """Do nothing at a point where tests let a process die."""


@contextmanager
def keeping(state: Path) -> Iterator[bool]:
    """Hold the right to seal and merge, for as long as the block lasts; False where another process has it."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / LOCK).open("ab") as handle:
        yield not locks.KNOWN or locks.is_free(handle)


@contextmanager
def ordering(state: Path) -> Iterator[sqlite3.Connection | None]:
    """Give a connection with the right to seal and merge; None where nothing ever landed, or another has the right."""
    with keeping(state) as mine:
        if not mine or not (state / FILE).is_file():
            yield None
            return
        with opened(state / FILE) as connection:  # the landing alone clears up its log: decision 0024
            yield connection


@contextmanager
def still(state: Path, *, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold that right, and wait for it while another has it.

    Raises
    ------
    EnvironmentFaultError
        If the other does not end.
    """
    until = time.monotonic() + patience_seconds
    with ExitStack() as held:
        while not held.enter_context(keeping(state)):
            held.pop_all().close()
            if time.monotonic() > until:
                raise EnvironmentFaultError(
                    "the files of live events are being written all the time.",
                    place=str(state / FILE),
                    fix="Try again in a minute.",
                )
            time.sleep(0.05)
        yield
