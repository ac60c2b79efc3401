"""The fixed frame of Halden Parts: its months, regions, segments and random streams.

Everything in the example hangs on one grid of 36 months and four regions. Times are whole local minutes
since the first of November 2023; `hours.py` turns them into instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]

MONTHS = 36
FIRST_YEAR, FIRST_MONTH = 2023, 11
ORIGIN = date(FIRST_YEAR, FIRST_MONTH, 1)
REGIONS = ("North", "South", "East", "West")
NORTH, SOUTH, EAST, WEST = range(4)
SEGMENTS = ("Industry", "Marine", "Energy", "Public")
CATEGORIES = ("Bearings", "Drives", "Hydraulics", "Electrical")
SLOW_FROM = 30  # 2026-05
DAY = 1440  # minutes

DEFAULT_SEED = 711
DEFAULT_CASES = 22_000


class Progress(Protocol):
    """What a caller hands in to see how far the work is."""

    def start(self, label: str, total: int) -> None:
        """Begin a stretch of `total` steps."""

    def advance(self, n: int) -> None:
        """Report `n` more steps as done."""

    def finish(self) -> None:
        """End the stretch."""


def month_start(index: int) -> date:
    """Return the first day of month `index`; 0 is November 2023."""
    years, month = divmod(FIRST_MONTH - 1 + index, 12)
    return date(FIRST_YEAR + years, month + 1, 1)


def month_end(index: int) -> date:
    """Return the last day of month `index`."""
    return month_start(index + 1) - timedelta(days=1)


def month_label(index: int) -> str:
    """Return the label of month `index`, as in `2026-05`."""
    return f"{month_start(index):%Y-%m}"


# Local minute at which each month starts; six months more than are told, for payments still to come.
MONTH_MINUTES: Ints = np.array([(month_start(i) - ORIGIN).days * DAY for i in range(MONTHS + 7)], dtype=np.int64)
END = int(MONTH_MINUTES[MONTHS])


def month_of(minutes: Ints) -> Ints:
    """Return the month index of each local minute; the data's end and later count on from 36."""
    return np.searchsorted(MONTH_MINUTES, minutes, side="right").astype(np.int64) - 1


def calendar_month() -> Ints:
    """Return the calendar month, 1 to 12, of each of the 36 months."""
    return (np.arange(MONTHS) + FIRST_MONTH - 1) % 12 + 1


@dataclass(frozen=True, slots=True)
class Streams:
    """Independent random streams by name, all grown from one seed: a table added later disturbs none before it."""

    seed: int

    def of(self, name: str) -> np.random.Generator:
        """Return the generator of one table or latent series, always the same for the same seed and name."""
        key = [int.from_bytes(name[i : i + 4].encode().ljust(4, b"\0"), "little") for i in range(0, len(name), 4)]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=tuple(key))))
