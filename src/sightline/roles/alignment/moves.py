"""Which work would pass to whom, so that the roles that drifted are as agreed again: a transport problem.

Hours of an activity pass from one role or outside performer to another who can do it: who has done it, or whose role
performs it. What was to be done is still done. Nobody gets more hours than now, an outside performer not more than in
its busiest period; a role that did not drift does not become worse than chance allows. First the distance is made as
small as it can be, then the moves.

Reference: F. L. Hitchcock (1941), The distribution of a product from several sources, J. Math. Phys. 20.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

__all__ = ["Shift", "Station", "shifts"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_FIRST = 50.0  # what an hour off the agreement counts against an hour moved
_STEADY = 1.25  # an hour of a role that did not drift counts a little more than one from outside
_SMALL = 0.005  # of all hours of the role that drifted: less is no suggestion


@dataclass(frozen=True, slots=True, eq=False)
class Station:
    """A role or an outside performer.

    Parameters
    ----------
    name : str
        Its id.
    hours : array (activities,)
        Per period, now.
    can : array of bool (activities,)
        What it can do.
    most : float
        Hours per period that it can have.
    goal : array (activities,), optional
        The agreed split; None outside.
    drifted : bool
        Whether it is to be as agreed again.
    slack : float
        Of a role that did not drift: the distance that it may have afterwards.
    """

    name: str
    hours: Floats
    can: Bools
    most: float
    goal: Floats | None
    drifted: bool
    slack: float = 0.0


@dataclass(frozen=True, slots=True)
class Shift:
    """So many hours of an activity per period from one station to another; places in the lists handed in."""

    activity: int
    giver: int
    taker: int
    hours: float


def shifts(stations: Sequence[Station]) -> tuple[tuple[Shift, ...], Floats]:
    """Return the smallest moves that bring roles that drifted as near to what was agreed as possible.

    Returns
    -------
    shifts : tuple of Shift
        By activity, giver and taker; none where nothing helps.
    hours : array (stations, activities)
        What each would do then.
    """
    hours = np.stack([one.hours for one in stations])
    ways = _ways(stations, hours)
    if not ways:
        return (), hours
    moved = _solved(stations, hours, ways)
    found, after = [], hours.copy()
    for (activity, giver, taker), much in zip(ways, moved.tolist(), strict=True):
        whole = min(float(hours[at].sum()) for at in (giver, taker) if stations[at].drifted)
        if much < max(_SMALL * whole, 1e-6):
            continue
        after[giver, activity] -= much
        after[taker, activity] += much
        found.append(Shift(activity, giver, taker, much))
    return tuple(found), after


def _ways(stations: Sequence[Station], hours: Floats) -> list[tuple[int, int, int]]:
    """Return who can give what to whom; one of the two drifted."""
    can = np.stack([one.can for one in stations])
    drifted = np.array([one.drifted for one in stations])
    activity, giver, taker = np.nonzero((hours > 0).T[:, :, None] & can.T[:, None, :])
    kept = (giver != taker) & (drifted[giver] | drifted[taker])
    return list(zip(activity[kept].tolist(), giver[kept].tolist(), taker[kept].tolist(), strict=True))


def _solved(stations: Sequence[Station], hours: Floats, ways: Sequence[tuple[int, int, int]]) -> Floats:
    """Return the hours of each way. Variables: ways, then over and under the agreement, by role and activity."""
    met = {at for way in ways for at in way[1:]}
    bound = [at for at, one in enumerate(stations) if one.goal is not None and at in met]
    many, kinds = len(ways), hours.shape[1]
    off = many + np.arange(len(bound) * kinds * 2).reshape(len(bound), kinds, 2)
    steady = np.array([one.goal is not None and not one.drifted for one in stations])
    cost = np.concatenate([
        [_STEADY if steady[giver] or steady[taker] else 1.0 for _, giver, taker in ways],
        np.repeat([_FIRST / 2 if stations[at].drifted else 0.0 for at in bound], kinds * 2),
    ])  # fmt: skip
    equal = _Rows(len(cost))
    passing: dict[tuple[int, int], dict[int, float]] = {}
    for number, (kind, giver, taker) in enumerate(ways):
        passing.setdefault((giver, kind), {})[number] = -1.0
        passing.setdefault((taker, kind), {})[number] = 1.0
    for place, at in enumerate(bound):
        goal = stations[at].goal
        for kind in range(kinds):
            aim = 0.0 if goal is None else float(goal[kind] * hours[at].sum())
            over, under = (int(one) for one in off[place, kind])
            equal.add({**passing.get((at, kind), {}), over: -1.0, under: 1.0}, aim - float(hours[at, kind]))
    most = _limits(stations, hours, ways, bound, off, len(cost))
    found = linprog(
        cost, A_ub=most.matrix, b_ub=most.right, A_eq=equal.matrix, b_eq=equal.right, bounds=(0, None), method="highs"
    )
    return np.asarray(found.x[:many]) if found.success else np.zeros(many)


def _limits(
    stations: Sequence[Station],
    hours: Floats,
    ways: Sequence[tuple[int, int, int]],
    bound: Sequence[int],
    off: NDArray[np.int64],
    width: int,
) -> _Rows:
    """Return that nobody gives what is not there or gets too much, and that who was as agreed stays so."""
    rows = _Rows(width)
    given: dict[tuple[int, int], dict[int, float]] = {}
    balance: dict[int, dict[int, float]] = {}
    for number, (activity, giver, taker) in enumerate(ways):
        given.setdefault((giver, activity), {})[number] = 1.0
        balance.setdefault(giver, {})[number] = -1.0
        balance.setdefault(taker, {})[number] = 1.0
    for (giver, activity), those in given.items():
        rows.add(those, float(hours[giver, activity]))
    for at, those in balance.items():
        rows.add(those, max(stations[at].most - float(hours[at].sum()), 0.0))
    for place, at in enumerate(bound):
        if not stations[at].drifted:
            rows.add(dict.fromkeys(off[place].ravel().tolist(), 0.5), stations[at].slack * float(hours[at].sum()))
    return rows


class _Rows:
    """Rows of a sparse matrix, and the right side."""

    def __init__(self, width: int) -> None:
        self.right: list[float] = []
        self._width = width
        self._at: tuple[list[int], list[int], list[float]] = ([], [], [])

    def add(self, entries: dict[int, float], right: float) -> None:
        """Add a row."""
        row, column, value = self._at
        row += [len(self.right)] * len(entries)
        column += list(entries)
        value += list(entries.values())
        self.right.append(right)

    @property
    def matrix(self) -> coo_matrix | None:
        """All rows; None where there are none."""
        row, column, value = self._at
        return coo_matrix((value, (row, column)), shape=(len(self.right), self._width)).tocsr() if self.right else None
