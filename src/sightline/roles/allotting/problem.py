"""What is handed out, to whom it may go, what it is worth there, and what an uneven load costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["EDGES", "STEPS", "TOLERANCE", "Floats", "Ints", "Problem"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EDGES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # shares of a person's hours; a load costs more from step to step
STEPS = len(EDGES) - 1
TOLERANCE = 1e-9  # hours; what adding up loses


@dataclass(frozen=True, eq=False)
class Problem:
    """Items, persons and the pairs of both that are allowed, in the order of items and persons.

    Parameters
    ----------
    hours : array, items
        How long each takes; more than 0.
    capacity, room : array, persons
        Hours until the horizon, and how many of them are free.
    item, person : array, pairs
        Places of those who go together; no pair twice.
    worth : array, pairs
        Of the whole item in that person's hands; more than 0.
    price : float
        The worth that an hour costs which fills somebody's last free time; the first hours cost next to nothing, so
        that of two solutions of equal worth the even one wins. 0: an uneven load costs nothing.
    """

    hours: Floats
    capacity: Floats
    room: Floats
    item: Ints
    person: Ints
    worth: Floats
    price: float = 0.0

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.hours)

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return len(self.room)

    @cached_property
    def first(self) -> Ints:
        """Where the pairs of each item begin; one more at the end."""
        return np.searchsorted(self.item, np.arange(self.items + 1)).astype(np.int64)

    @cached_property
    def widths(self) -> Floats:
        """Free hours of each person in each step of load, persons x steps."""
        edges = np.array(EDGES)
        used = np.maximum(self.capacity - self.room, 0.0)[:, None]
        upper, lower = edges[1:] * self.capacity[:, None], np.maximum(edges[:-1] * self.capacity[:, None], used)
        return np.maximum(upper - lower, 0.0)

    @cached_property
    def slopes(self) -> Floats:
        """What an hour costs in each step of load."""
        return np.asarray(self.price * (np.array(EDGES[1:]) + np.array(EDGES[:-1])) / 2)

    def uneven(self, load: Floats) -> Floats:
        """Return what new hours of each person cost by being where they are."""
        before = np.cumsum(self.widths, axis=1) - self.widths
        return np.asarray((np.clip(load[:, None] - before, 0.0, self.widths) * self.slopes).sum(axis=1))

    def load(self, chosen: Ints) -> Floats:
        """Return the new hours of each person; `chosen` holds the pair of each item, -1 for none."""
        pairs = chosen[chosen >= 0]
        added = np.bincount(self.person[pairs], self.hours[self.item[pairs]], self.persons)
        return np.asarray(added, dtype=np.float64)

    def value(self, chosen: Ints) -> float:
        """Return the worth of what is handed out, less what an uneven load costs."""
        return float(self.worth[chosen[chosen >= 0]].sum() - self.uneven(self.load(chosen)).sum())

    def fits(self, chosen: Ints) -> bool:
        """Whether nobody has more hours than are free."""
        return bool(np.all(self.load(chosen) <= self.room + TOLERANCE * (1 + self.items)))
