"""Whether files are still those that were read: each by its name, its size and when it was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

__all__ = ["state_of"]


def state_of(files: Iterable[Path]) -> str:
    """Return what differs once one of the files is new, gone or written anew; `files` in an order of their own."""
    digest = hashlib.sha256()
    for file in files:
        with suppress(OSError):
            stat = file.stat()
            digest.update(f"{file}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
