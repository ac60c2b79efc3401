"""Opening the store of a workspace."""

from __future__ import annotations

from pathlib import Path

from sightline.facts.live.protocol import EventStore, ForgottenError, Segment, View
from sightline.facts.live.rows import EventRow, Receipt
from sightline.facts.live.schema import FILE
from sightline.facts.live.sqlite_store import SqliteStore

__all__ = ["EventRow", "EventStore", "ForgottenError", "Receipt", "Segment", "View", "has_store", "open_store"]


def open_store(state: Path) -> EventStore:
    """Return the store in a workspace's own folder; it is made where there is none.

    Raises
    ------
    EnvironmentFaultError
        If it cannot be opened.
    """
    return SqliteStore(state)


def has_store(state: Path) -> bool:
    """Return whether a workspace has ever kept a live event."""
    return (state / FILE).is_file()
