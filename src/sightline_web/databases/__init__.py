"""The kinds of database that can hold the records: a file in the workspace, or PostgreSQL for a team.

What differs between them stands here and nowhere else: how Django reaches one, how one process at a time brings its
tables up to date, and what its faults mean. `store.py` knows the rest.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

__all__ = ["PATIENCE_SECONDS", "UPGRADE_SECONDS", "Database"]

PATIENCE_SECONDS = 5  # how long a write waits for another one
UPGRADE_SECONDS = 60  # how long a start waits for another process that brings the tables up to date


class Database(Protocol):
    """One place for records."""

    @property
    def name(self) -> str:
        """What faults call it; never holds a password."""

    @property
    def newer(self) -> str:
        """What to do where a newer version has written to it."""

    def settings(self) -> dict[str, Any]:
        """Return how Django reaches it to serve."""

    def upgrading(self) -> dict[str, Any]:
        """Return how Django reaches it to bring its tables up to date."""

    def make(self) -> None:
        """Make it where it can be made by us; raises OSError."""

    def ready(self) -> bool:
        """Return whether this process has seen its tables up to date, and need not look again."""

    def done(self, *, ready: bool) -> None:
        """Remember that its tables are up to date, or that one was missed."""

    def alone(self) -> AbstractContextManager[None]:
        """Hold a lock on upgrades that is taken back when the process ends, however it ends."""

    def behind(self) -> bool:
        """Return whether its tables, though of this version, are open to others than this version says."""

    def protect(self) -> None:
        """Open its tables to whom this version says."""

    def fix(self, error: BaseException) -> str | None:
        """Return what to do about a fault, or None where nothing particular is known."""
