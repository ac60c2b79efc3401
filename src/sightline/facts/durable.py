"""Files that are on the disk when we say so: written beside their place, synced, and put there in one step."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["digest_of", "placed", "synced"]


@contextmanager
def placed(path: Path, *, folders: int, beside: Path | None = None) -> Iterator[Path]:
    """Give a file to write; when the block ends well it is `path`, whole and on the disk, else it is gone.

    Parameters
    ----------
    path : Path
        The place; its folder is there.
    folders : int
        How many of the folders above it may be new, so that their names are to be on the disk, too.
    beside : Path, optional
        The file to write, in the same folder; a hidden one of this process where left out.
    """
    part = beside or path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield part
        synced(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    for folder in path.parents[:folders] if os.name == "posix" else ():
        synced(folder)


def synced(path: Path) -> None:
    """Have the disk keep what was written to a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of what a file holds, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
