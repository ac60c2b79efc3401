"""Standard output kept clean of what a solver prints by itself.

HiGHS is written in C++ and prints past Python's `sys.stdout`; standard output belongs to the answer alone.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["kept_from_stdout"]

_turn = threading.Lock()
_kept: list[int] = []  # the one descriptor of the real output, while at least one thread is inside
_inside = 0


@contextmanager
def kept_from_stdout() -> Iterator[None]:
    """Throw away what is written to standard output meanwhile; several threads may be inside at once."""
    global _inside  # noqa: PLW0603 -- the descriptor belongs to the whole process
    with _turn:
        _inside += 1
        if _inside == 1:
            _begin()
    try:
        yield
    finally:
        with _turn:
            _inside -= 1
            if _inside == 0:
                _end()


def _begin() -> None:
    with suppress(OSError, AttributeError, ValueError):
        sys.stdout.flush()
    try:
        _kept.append(os.dup(1))
    except OSError:  # no such stream
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _end() -> None:
    if not _kept:
        return
    with suppress(OSError, AttributeError):  # what C still holds back would come out later, into the answer
        ctypes.CDLL(None).fflush(None)
    real = _kept.pop()
    os.dup2(real, 1)
    os.close(real)
