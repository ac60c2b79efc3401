"""Looking for what has changed: a few microseconds where nothing has, and no connection that is kept for it.

A file of SQLite is looked at from outside: an open connection would stop its log from being moved into it. Two writes
may carry the same time of the system's clock, so what has changed is looked at once more the next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from sightline_web import store
from sightline_web.stream.models import Topic

__all__ = ["Look", "Mark"]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a topic stands: how often it was changed, and when last, in milliseconds of the epoch."""

    version: int
    at: int


class Look:
    """Looks at the table of topics whenever it may have changed."""

    def __init__(self) -> None:
        self._stamp: object = None
        self._again = True
        self._marks: Mapping[str, Mark] = {}

    def __call__(self) -> Mapping[str, Mark]:
        """Return how each topic stands; as it stood before where the records cannot be read."""
        stamp = _stamp()
        changed = stamp is None or stamp != self._stamp
        if changed or self._again:
            self._stamp, self._again = stamp, changed
            try:
                self._marks = _marks()
            except store.StoreError:
                self._again = True
        return self._marks


def _stamp() -> object:
    """Return what differs after every write to a file of records; None where there is no such file."""
    folder = store.folder()
    if folder is None or connection.vendor != "sqlite":
        return None
    return tuple(_of(folder / name) for name in (store.FILE, f"{store.FILE}-wal"))


def _of(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _marks() -> Mapping[str, Mark]:
    with store.reading():
        try:
            found = Topic.objects.values_list("name", "version", "changed_at")
            return {name: Mark(version, int(at.timestamp() * 1000)) for name, version, at in found}
        finally:
            connection.close()
