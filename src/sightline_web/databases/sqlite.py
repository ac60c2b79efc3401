"""SQLite: `records.sqlite3` in the workspace's own folder, in WAL mode, opened anew by each request.

Every transaction that writes takes the lock at its start, so two of them wait for each other; only the last connection
that closes moves the log into the file, so no checkpoint runs beside a write. A read never makes the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import OperationalError

from sightline_web.databases import PATIENCE_SECONDS, UPGRADE_SECONDS

__all__ = ["FILE", "LOCK", "SQLite"]

FILE = "records.sqlite3"
LOCK = "records.lock"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0", "foreign_keys=ON", "secure_delete=ON")
FIXES = (  # what SQLite says, and what to do
    ("locked", "Another process is writing to it; try again in a moment."),
    ("full", "Make room on its disk, then save again."),
    ("no such", "Save something, or start Sightline again: both bring the tables up to date."),
    ("not a database", "Put a copy from before in its place, or move it away to begin anew."),
    ("malformed", "Put a copy from before in its place, or move it away to begin anew."),
)
_WHOLE: set[frozenset[tuple[str, str]]] = set()  # of this version, whichever the file: none or one
WRITABLE = "See that the folder is there and that whoever runs Sightline may write to it, then save again."


class SQLite:
    """The file in one folder; None: nowhere, and nothing can be kept."""

    newer = "Start that version, or move the file away to begin anew."

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self._folder / FILE) if self._folder else FILE

    def settings(self) -> dict[str, Any]:
        """Return Django's settings; `mode=rw` opens a file and never makes one."""
        name = "" if self._folder is None else f"{(self._folder.absolute() / FILE).as_uri()}?mode=rw"
        options = {
            "timeout": PATIENCE_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": ";".join(f"PRAGMA {each}" for each in PRAGMAS),
        }
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}

    def upgrading(self) -> dict[str, Any]:
        """Return the same."""
        return self.settings()

    def make(self) -> None:
        """Make the folder and the file."""
        if self._folder is not None:
            self._folder.mkdir(exist_ok=True)
            (self._folder / FILE).touch(mode=0o600)

    def ready(self) -> bool:
        """Return whether just the upgrades have been applied to the file after which nothing was left to do.

        It is asked each time, since another file may have been put there, or a newer version have upgraded it.
        """
        return bool(_WHOLE) and self._applied() in _WHOLE

    def done(self, *, ready: bool) -> None:
        """Remember which upgrades these are, or forget them."""
        _WHOLE.clear()
        if ready and (applied := self._applied()):
            _WHOLE.add(applied)

    def _applied(self) -> frozenset[tuple[str, str]]:
        """Return the upgrades that the file says were applied; none where it cannot be asked."""
        if self._folder is None:
            return frozenset()
        try:
            with closing(sqlite3.connect(self.settings()["NAME"], uri=True, timeout=PATIENCE_SECONDS)) as file:
                return frozenset(file.execute("SELECT app, name FROM django_migrations"))
        except sqlite3.Error:
            return frozenset()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock of a second file."""
        if self._folder is None:
            yield
            return
        try:
            lock = sqlite3.connect(self._folder / LOCK, timeout=UPGRADE_SECONDS, isolation_level=None)
            with closing(lock):
                lock.execute("BEGIN EXCLUSIVE")
                yield
        except sqlite3.Error as error:
            raise OperationalError(str(error)) from error

    def behind(self) -> bool:
        """Return False: a file knows no rights but the system's."""
        return False

    def protect(self) -> None:
        """Do nothing."""

    def fix(self, error: BaseException) -> str | None:
        """Return what to do about what SQLite, or the system, says."""
        said = str(error).casefold()
        return next((fix for word, fix in FIXES if word in said), WRITABLE)
