"""Work that was done and work that is open: who put how much into which activity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

__all__ = ["DONE", "ITEMS", "Done", "Measured", "WorkItems"]

Measured = Literal["hours", "cases"]

# work that was done, one row per person, activity and period
DONE = pa.schema(
    [
        ("person", pa.string()),  # the performer's id as events and tickets tell it
        ("activity", pa.string()),  # `process.activity`, or the name of work outside processes
        ("period", pa.string()),  # a label, as 2026-07
        ("amount", pa.float64()),  # hours, or cases where no effort is known
        ("items", pa.int64()),  # tickets or events it rests on
    ]
)
# items of work, one row each
ITEMS = pa.schema(
    [
        ("item", pa.string()),
        ("performer", pa.string()),  # null: nobody has it yet
        ("activity", pa.string()),
        ("effort", pa.float64()),  # hours; null: not known
        ("opened", pa.timestamp("us", "UTC")),
        ("closed", pa.timestamp("us", "UTC")),  # null: open
        ("due", pa.timestamp("us", "UTC")),
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """Work that was done.

    Parameters
    ----------
    table : pa.Table
        Columns as in `DONE`.
    measured : str
        What `amount` counts: hours from tickets, or cases from event logs.
    unmatched : tuple of (str, int)
        Performers whom the table of people does not know, with how many items each, most first; all of them.
    unnamed : int
        Items without a performer.
    words : str
        What a reader should know about coverage.
    """

    table: pa.Table = field(repr=False)
    measured: Measured
    unmatched: tuple[tuple[str, int], ...] = ()
    unnamed: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class WorkItems:
    """Items of work, open and closed.

    Parameters
    ----------
    table : pa.Table
        Columns as in `ITEMS`.
    words : str
        What a reader should know.
    """

    table: pa.Table = field(repr=False)
    words: str = ""
