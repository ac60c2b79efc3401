"""A mark that a process is at work in a folder; the system takes it back when the process ends, however it ends."""

from __future__ import annotations

import sys
from typing import BinaryIO

__all__ = ["KNOWN", "hold", "is_free", "let_go"]

KNOWN = sys.platform != "win32"  # where locks are not known, leftovers are told by their age

if sys.platform != "win32":
    import fcntl

    def hold(file: BinaryIO) -> None:
        """Hold the mark until the file is closed."""
        fcntl.flock(file, fcntl.LOCK_EX)

    def let_go(file: BinaryIO) -> None:
        """Hold it no longer."""
        fcntl.flock(file, fcntl.LOCK_UN)

    def is_free(file: BinaryIO) -> bool:
        """Return whether nobody holds the mark; take it if so."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

else:

    def hold(file: BinaryIO) -> None:
        """Do nothing: this system has no such locks."""

    def let_go(file: BinaryIO) -> None:
        """Do nothing."""

    def is_free(file: BinaryIO) -> bool:  # noqa: ARG001 -- the other system's shape
        """Return False: nothing is known."""
        return False
