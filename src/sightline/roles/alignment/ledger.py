"""The work of roles, of roles within units, and of persons within roles: before and now, by activity.

Sums over cells, made once. Periods before the first that is looked at say how work was split before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sightline.roles.alignment.spreads import Spread, batching, spread_of
from sightline.roles.alignment.worked import OUTSIDE, Worked

__all__ = ["Ledger", "Side"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Work of one subject: arrays (periods, activities)."""

    amounts: Floats
    items: Floats


class Ledger:
    """All sums.

    Parameters
    ----------
    work : Worked
        The cells.
    before : int
        How many of its periods come before the first that is looked at.
    extra : iterable of str
        Activities that are agreed and that nobody may have done.
    """

    def __init__(self, work: Worked, before: int, extra: frozenset[str] = frozenset()) -> None:
        self.work, self.before = work, before
        self.activities = tuple(sorted({*work.activities, *extra}))
        place = {name: number for number, name in enumerate(self.activities)}
        self.activity: Ints = np.array([place[name] for name in work.activities], dtype=np.int64)[work.activity]
        self.many, self.length = len(self.activities), len(work.periods)
        self.spread: Spread = spread_of(self.activity, work.amount, work.items, self.many)
        self.everything = self._side(np.ones(len(work.amount), dtype=bool))

    def _side(self, where: NDArray[np.bool_]) -> Side:
        keys = ((self.work.period, self.length), (self.activity, self.many))
        return Side(self.work.sums(self.work.amount, keys, where), self.work.sums(self.work.items, keys, where))

    def role(self, number: int) -> Side:
        """Return the work of a role."""
        return Side(self._by_role[0][number], self._by_role[1][number])

    def post(self, role: int, unit: int) -> Side:
        """Return the work of a role within a unit."""
        return self._side((self.work.role == role) & (self.work.unit == unit))

    @cached_property
    def _by_role(self) -> tuple[Floats, Floats]:
        inside = self.work.role != OUTSIDE
        keys = (
            (self.work.role, len(self.work.roles)), (self.work.period, self.length), (self.activity, self.many),
        )  # fmt: skip
        return self.work.sums(self.work.amount, keys, inside), self.work.sums(self.work.items, keys, inside)

    def roles_within(self, unit: int) -> list[int]:
        """Return the roles whose work in a unit counts now."""
        here = (self.work.unit == unit) & (self.work.period >= self.before) & (self.work.role != OUTSIDE)
        return [int(one) for one in np.unique(self.work.role[here])]

    def split(self, shares: Mapping[str, float]) -> Floats | None:
        """Return an agreed split as shares of its sum; None where it says nothing."""
        found = np.array([max(float(shares.get(name, 0.0)), 0.0) for name in self.activities])
        return np.asarray(found / found.sum()) if found.sum() > 0 else None

    def batches(self, items: Floats) -> float:
        """Return how much items of one period go together, of subjects (subjects, periods, activities).

        Looks at the periods before; at all where fewer than three of them are.
        """
        enough = 3
        quiet = items[:, : self.before] if self.before >= enough else items
        return batching(quiet[:, :-1].reshape(-1, self.many), quiet[:, 1:].reshape(-1, self.many))

    def within(self, role: int) -> tuple[Ints, Floats, Floats]:
        """Return the performers of a role, and their amounts and items (performers, periods, activities)."""
        cells = self._cells_of(role)
        who, place = np.unique(self.work.performer[cells], return_inverse=True)
        shape = (len(who), self.length, self.many)
        at = np.ravel_multi_index((place.reshape(-1), self.work.period[cells], self.activity[cells]), shape)
        size = int(np.prod(shape))
        amounts = np.bincount(at, self.work.amount[cells], size).reshape(shape).astype(np.float64)
        items = np.bincount(at, self.work.items[cells], size).reshape(shape).astype(np.float64)
        return who, amounts, items

    @cached_property
    def _order(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.work.role, kind="stable")
        edges = np.searchsorted(self.work.role[order], np.arange(len(self.work.roles) + 1))
        return order, edges

    def _cells_of(self, role: int) -> Ints:
        order, edges = self._order
        return order[edges[role] : edges[role + 1]]

    def people_now(self, role: int | None = None, unit: int | None = None) -> dict[str, float]:
        """Return who works now for a role or in a unit, with the amount of each."""
        here = (self.work.period >= self.before) & (self.work.role != OUTSIDE)
        if role is not None:
            here &= self.work.role == role
        if unit is not None:
            here &= self.work.unit == unit
        totals = np.bincount(self.work.performer[here], self.work.amount[here], len(self.work.performers))
        return {self.work.performers[at]: float(totals[at]) for at in np.flatnonzero(totals).tolist()}
