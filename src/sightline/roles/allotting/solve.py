"""The order of the steps: prices, a first solution, a search near them, and a tighter bound where a gap is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.roles.allotting.knapsacks import tightened
from sightline.roles.allotting.prices import Prices, priced
from sightline.roles.allotting.problem import Ints, Problem
from sightline.roles.allotting.search import improved, rounded

__all__ = ["AIM", "Solution", "solved"]

AIM = 0.003  # the gap at which nothing more is tried
NEAR = 0.1  # a pair that loses more than this share of its worth at the prices is not tried, where there are many
FEW = 3_000  # pairs of which all are tried
MOVES = (4_000, 20_000)  # of each item: a quick search, then a long one
FEWEST, MOST = (200_000, 4_000_000), (8_000_000, 24_000_000)


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Who gets what, and the proof how good it is.

    Parameters
    ----------
    chosen : array, items
        The pair of each item; -1 where nobody gets it.
    value, bound : float
        What it is worth, and what no solution can pass.
    """

    chosen: Ints
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How far under the best possible it is at most, as a share; 0 where there is nothing to gain."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0


def solved(problem: Problem, rng: np.random.Generator) -> Solution:
    """Return who should get what.

    Parameters
    ----------
    problem : Problem
        Its pairs are in the order of items, then persons, and fit into the free hours of the person one by one.
    rng : Generator
        Draws the moves of the search.
    """
    if not len(problem.item):
        return Solution(np.full(problem.items, -1, dtype=np.int64), 0.0, 0.0)
    prices = priced(problem)
    best = Solution(chosen := rounded(problem, prices.chosen, prices.hour), problem.value(chosen), prices.bound)
    kept = _near(problem, prices, best.chosen)
    for per_item, fewest, most in zip(MOVES, FEWEST, MOST, strict=True):
        moves = int(np.clip(per_item * problem.items, fewest, most))
        found = _searched(problem, kept, best.chosen, rng, moves)
        best = max(best, Solution(found, problem.value(found), best.bound), key=lambda one: one.value)
        if best.gap <= AIM:
            return best
    if best.gap > AIM:
        bound = tightened(problem, prices.item, best.bound, best.value, aim=AIM)
        best = Solution(best.chosen, best.value, bound)
    return best


def _near(problem: Problem, prices: Prices, chosen: Ints) -> Ints:
    """Return the pairs that are worth trying: near the best of their item at the prices, and those chosen already."""
    if len(problem.item) <= FEW:
        return np.arange(len(problem.item))
    gain = problem.worth - problem.hours[problem.item] * prices.hour[problem.person]
    best = np.zeros(problem.items)
    np.maximum.at(best, problem.item, gain)
    near = gain >= best[problem.item] - NEAR * problem.worth
    near[chosen[chosen >= 0]] = True
    return np.flatnonzero(near)


def _searched(problem: Problem, kept: Ints, start: Ints, rng: np.random.Generator, moves: int) -> Ints:
    part = Problem(
        problem.hours, problem.capacity, problem.room, problem.item[kept], problem.person[kept], problem.worth[kept],
        problem.price,
    )  # fmt: skip
    place = np.full(len(problem.item), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    found = improved(part, np.where(start >= 0, place[start], -1), rng, moves=moves)
    return np.where(found >= 0, kept[found], -1)
