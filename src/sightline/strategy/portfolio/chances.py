"""The chance of belonging: in how many draws a set chosen with foresight of that draw would hold each initiative.

A single most likely set is rare, so the chance is told of each initiative. For small backlogs each draw's set is sought
whole; for large ones initiatives may be done in parts, of which few are, and a part counts as one. On a metric whose
room is used up, periods in which the same initiatives act are taken together.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from sightline.strategy.portfolio.problem import Problem
from sightline.strategy.portfolio.stakes import Stakes

__all__ = ["chances"]

Floats = NDArray[np.float64]
_SMALL = 300  # variables up to which each draw's set is sought whole
_SLACK = 1e-7
_THREADS = 2


def chances(stakes: Stakes, problem: Problem, draws: Sequence[int] | None = None) -> Floats:
    """Return the chance of each candidate to be in the best set of a draw.

    Parameters
    ----------
    stakes : Stakes
        What sets bring, draw by draw.
    problem : Problem
        The limits; some set must keep to them.
    draws : sequence of int, optional
        Which draws to look at; all where left out.

    Returns
    -------
    array, candidates
        NaN where no draw could be solved.
    """
    asked = range(stakes.draws) if draws is None else draws
    parts = [_Ends(stakes, metric) for metric in stakes.limited]
    whole = problem.size <= _SMALL
    alone = np.stack([stakes.alone(one.id) for one in problem.candidates])

    def one(draw: int) -> Floats | None:
        found = _in_set(stakes, problem, parts, draw, whole=whole)
        return None if found is None else _earned(problem, found, alone[:, draw] == 0)

    with ThreadPoolExecutor(_THREADS) as pool:
        found = [row for row in pool.map(one, asked) if row is not None]
    return np.mean(found, axis=0) if found else np.full(len(problem.candidates), np.nan)


@dataclass(frozen=True, eq=False)
class _Ends:
    """A metric whose room may be used up, its periods gathered by which initiatives act in them."""

    stakes: Stakes = field(repr=False)
    metric: str

    @cached_property
    def drawn(self) -> Floats:
        """What each mover changes: movers x draws."""
        return self.stakes.drawn(self.metric)

    @cached_property
    def groups(self) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """The variables of the movers (-1 for none), and the periods in which they are those."""
        kinds, which = np.unique(self.stakes.acting(self.metric), axis=1, return_inverse=True)
        found = [(kinds[:, at], np.flatnonzero(which.ravel() == at)) for at in range(kinds.shape[1])]
        return [(movers, periods) for movers, periods in found if (movers >= 0).any()]

    @cached_property
    def _gathered(self) -> list[tuple[Floats, Floats, Floats]]:
        """The pull of each group, and its room down and up, weighted by the pulls in it: arrays over draws."""
        pull = self.stakes.pulls[self.metric]
        low, high = self.stakes.rooms[self.metric]
        found = []
        for _, periods in self.groups:
            size = np.abs(pull[:, periods])
            weight = size / np.maximum(size.sum(axis=1, keepdims=True), 1e-300)
            with np.errstate(invalid="ignore"):  # an end that is infinite, in a period without a pull
                down, up = (np.where(weight > 0, weight * one[:, periods], 0.0).sum(axis=1) for one in (low, high))
            found.append((pull[:, periods].sum(axis=1), down, up))
        return found

    def terms(self, draw: int) -> list[tuple[NDArray[np.int64], Floats, float, float, float]]:
        """Return for each group: variables, changes, pull, and the ends of the level (down and up)."""
        found = []
        for (movers, _), (pull, low, high) in zip(self.groups, self._gathered, strict=True):
            if pull[draw]:
                acts = movers >= 0
                found.append((movers[acts], self.drawn[acts, draw], pull[draw], low[draw], high[draw]))
        return found


def _in_set(stakes: Stakes, problem: Problem, parts: Sequence[_Ends], draw: int, *, whole: bool) -> Floats | None:
    """Return what part of each candidate is in the best set of one draw."""
    gain = stakes.open_steps[:, :, draw].ravel().copy()
    held: list[tuple[NDArray[np.int64], Floats, float, float]] = []  # variables, slopes, base, top
    for part in parts:
        for which, change, pull, low, high in part.terms(draw):
            slope, base, top = _risen(change, pull, low, high)
            if np.isinf(top):
                np.add.at(gain, which, slope)
            else:
                held.append((which, slope, base, top))
    rows, most = problem.held()
    low_, high_ = problem.bounds()
    more = len(held)
    if more:
        rows = vstack([hstack([rows, csr_array((rows.shape[0], more))]), _rows(held, problem.size)])
        most = np.append(most, [base for _, _, base, _ in held])
        low_, high_ = np.append(low_, np.full(more, -np.inf)), np.append(high_, [top for *_, top in held])
    found = milp(
        -np.append(gain, np.ones(more)),
        constraints=LinearConstraint(rows, -np.inf, most),
        bounds=Bounds(low_, high_),
        integrality=np.append(np.full(problem.size, float(whole)), np.zeros(more)),
        options={"mip_rel_gap": 1e-4},
    )
    if found.x is None:
        return None
    last: Floats = found.x[: problem.size].reshape(-1, problem.periods)[:, -1]
    return np.clip(last, 0.0, 1.0)


def _earned(problem: Problem, found: Floats, idle: NDArray[np.bool_]) -> Floats:
    """Return a set without what brings nothing in this draw, unless it must be done or something in the set needs it.

    Solvers are indifferent to such members, and would count them by chance.
    """
    place = {one.id: at for at, one in enumerate(problem.candidates)}
    free = idle.copy()
    for kind, name, *_ in problem.fixed:
        free[place[name]] &= kind != "must"
    kept = np.where(free, 0.0, found)
    changed = True
    while changed:
        changed = False
        for at, one in enumerate(problem.candidates):
            for other in (place[name] for name in one.needs if name in place):
                if kept[at] > kept[other] and kept[other] < found[other]:
                    kept[other] = min(kept[at], found[other])
                    changed = True
    return kept


def _risen(change: Floats, pull: float, low: float, high: float) -> tuple[Floats, float, float]:
    """Return the slope, base and top of the concave value of a level; a top of infinity where no end is in reach."""
    sign = 1.0 if pull > 0 else -1.0
    size, helped = abs(pull), sign * change
    top, bottom = (high, low) if pull > 0 else (-low, -high)
    most, least = float(np.maximum(helped, 0).sum()), float(np.minimum(helped, 0).sum())
    if least >= bottom - _SLACK:
        return size * helped, 0.0, np.inf if most <= top + _SLACK else size * top
    top = min(top, most)
    steep = (top - bottom) / (top - least)
    return size * steep * helped, size * (top - steep * top), size * top


def _rows(held: Sequence[tuple[NDArray[np.int64], Floats, float, float]], size: int) -> csr_array:
    """Return the rows `value - slopes @ begun <= base`."""
    found = np.zeros((len(held), size))
    for row, (which, slope, _, _) in enumerate(held):
        np.add.at(found[row], which, -slope)
    return csr_array(hstack([csr_array(found), csr_array(np.eye(len(held)))]))
