"""What keeps live events: one store for each workspace, safe for several processes at once.

An event that has been acknowledged is on the disk. It waits in the landing until it is sealed into a file of its log
and day; a reader takes the files and what still waits in one moment, and so sees each event once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from sightline.errors import SourceError
from sightline.facts.live.rows import EventRow, MemberKind, Receipt

__all__ = ["DAY_US", "GRACE_US", "EventStore", "ForgottenError", "Segment", "View"]

DAY_US = 86_400 * 1_000_000
GRACE_US = 3_600 * 1_000_000  # queries and backups that read a file which was replaced end within it


class ForgottenError(SourceError):
    """The events after a row are no longer kept one by one: read the whole log, then follow from its end."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One sealed file; it never changes.

    Parameters
    ----------
    path : Path
        Parquet, in the columns of a laid-out log.
    day : date
        The day, in UTC, on which its events happened.
    rows, bytes : int
        How many events, and the size of the file.
    oldest_us, newest_us : int
        The moments of its first and last event.
    sha256 : str
        Of the file.
    """

    path: Path
    day: date
    rows: int
    bytes: int
    oldest_us: int
    newest_us: int
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One log at one moment.

    Parameters
    ----------
    version : int
        Rises with every change of the log: what was computed from a version can be computed again.
    segments : tuple of Segment
        Its files.
    tail : pa.Table
        What is not sealed yet, in the same columns.
    last : int
        The highest row number that is in it.
    """

    version: int
    segments: tuple[Segment, ...]
    tail: pa.Table = field(repr=False)
    last: int

    @property
    def rows(self) -> int:
        """How many events there are."""
        return sum(one.rows for one in self.segments) + int(self.tail.num_rows)


class EventStore(Protocol):
    """Keeps live events; every method may be called from any thread."""

    @property
    def folder(self) -> Path:
        """Return the folder of sealed files."""
        ...

    def land(self, batches: Sequence[Sequence[EventRow]], *, received_us: int) -> list[Receipt]:
        """Keep batches in one transaction; when this returns, they are on the disk.

        Raises
        ------
        EnvironmentFaultError
            If there is no space, or the store cannot be written: then none of them is kept.
        """
        ...

    def last(self) -> int:
        """Return the highest row number ever given."""
        ...

    def since(self, row: int, *, most: int) -> pa.Table:
        """Return events after a row in the order in which they came, of the columns of `FOLLOWED`.

        Raises
        ------
        ForgottenError
            If some of them are kept in files alone.
        """
        ...

    def view(self, log: str) -> View:
        """Return a log as it is now."""
        ...

    def versions(self) -> Mapping[str, int]:
        """Return the version of each log that has events: cheap, for whoever watches."""
        ...

    def kinds(self, log: str) -> Mapping[str, MemberKind]:
        """Return what each further column of a log holds."""
        ...

    def register(self, log: str, kinds: Mapping[str, MemberKind]) -> None:
        """Say what further columns hold before any event does: those of the log's files."""
        ...

    def close(self) -> None:
        """Let go of what is held."""
        ...
