"""What a reader is asked for, and what it hands back.

A reader turns one file into Arrow record batches. Each batch carries the columns of the file plus `ROW`, the
place of each record in the file. A column whose values are still text says in its field's metadata what its
values are meant to be (see `kinds.py`); any other column is already typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from sightline.facts.progress import Progress, Silent
from sightline.facts.rejects import RejectLog
from sightline.model.declarations import Source

__all__ = ["ROW", "Beside", "Notes", "Reader", "Request", "no_rows", "own_name"]

ROW = "sightline:row"


class Notes:
    """Remarks on a source that are no faults: each is kept once, in order."""

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}

    def add(self, text: str) -> None:
        """Keep a remark of one sentence."""
        self._texts[text] = None

    def all(self) -> tuple[str, ...]:
        """Return the remarks in the order in which they were made."""
        return tuple(self._texts)


class Beside:
    """Tables that a source holds beside its records, such as the links between objects; files add to each other."""

    def __init__(self) -> None:
        self._tables: dict[str, list[pa.Table]] = {}

    def put(self, name: str, table: pa.Table) -> None:
        """Keep rows of the table called `name`, whose columns are the same each time."""
        self._tables.setdefault(name, []).append(table)

    def all(self) -> dict[str, pa.Table]:
        """Return the tables by name."""
        return {name: pa.concat_tables(tables) for name, tables in self._tables.items()}


@dataclass(frozen=True, slots=True)
class Request:
    """One file of one source, to be read."""

    source_id: str
    source: Source
    file: Path
    rejects: RejectLog
    notes: Notes = field(default_factory=Notes)
    progress: Progress = field(default_factory=Silent)
    about: dict[str, object] = field(default_factory=dict)  # what the file says of itself, as JSON values
    beside: Beside = field(default_factory=Beside)
    timezone: str = "UTC"  # of times without an offset

    @property
    def place(self) -> str:
        """Return how messages call the file."""
        return self.file.name


class Reader(Protocol):
    """Reads one file of one format."""

    def __call__(self, request: Request) -> Iterator[pa.RecordBatch]:
        """Yield the records of the file in their order; raise `SourceError` where the file is broken."""


def own_name(name: str) -> str:
    """Return a name of a source's column that cannot be taken for one of Sightline's own."""
    return name.replace("sightline:", "sightline_", 1) if name.startswith("sightline:") else name


def no_rows(schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch that only tells which columns there are."""
    return pa.record_batch([pa.nulls(0, kind) for kind in schema.types], schema=schema)
