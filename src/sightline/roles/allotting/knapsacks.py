"""A tighter bound for few items each: everybody fills their hours with whole items, at prices of items.

Here the rule that an item is done once is relaxed, and each person's choice is solved exactly as a knapsack whose costs
rise with the load; prices move by subgradients. Any prices give a bound.

Reference: Fisher (1981), The Lagrangian relaxation method for solving integer programming problems, Management Science
27(1), section 4.
"""

from __future__ import annotations

import numpy as np

from sightline.roles.allotting.problem import TOLERANCE, Floats, Ints, Problem

__all__ = ["tightened"]

TICKS = (1.0, 0.5, 0.25, 0.1, 0.05, 0.01)
MOST_TICKS = 2_000  # of one person; a coarser tick rounds items down, and the bound still holds
ROUNDS = 60
EFFORT = 3e5  # knapsack steps of one item in all rounds together
_PATIENCE = 4  # rounds without a better bound, after which steps are halved


def tightened(problem: Problem, price: Floats, bound: float, reached: float, *, aim: float) -> float:
    """Return a bound that is at most `bound`.

    Parameters
    ----------
    problem : Problem
        What is handed out.
    price : array, items
        Where the prices of items begin.
    bound, reached : float
        A bound, and the value of a solution.
    aim : float
        The gap, as a share of the bound, that is small enough.
    """
    tick = _tick(problem)
    pairs_of = [np.flatnonzero(problem.person == who) for who in range(problem.persons)]
    price, best, scale, tired = price.copy(), bound, 1.0, 0
    rounds = int(min(ROUNDS, EFFORT / max(len(problem.item), 1)))
    for _ in range(rounds):
        total, times = float(price.sum()), np.zeros(problem.items)
        for who, pairs in enumerate(pairs_of):
            gain, taken = _knapsack(problem, who, pairs, price, tick)
            total += gain
            times[problem.item[taken]] += 1
        tired = 0 if total < best else tired + 1
        best = min(best, total)
        slope = np.where((price <= 0) & (times < 1), 0.0, 1.0 - times)
        if best - reached <= aim * best or not slope.any():
            break
        if tired >= _PATIENCE:
            scale, tired = scale / 2, 0
        price = np.maximum(price - scale * (total - reached) / float(slope @ slope) * slope, 0.0)
    return max(best, reached)


def _tick(problem: Problem) -> float:
    longest = float(problem.room.max(initial=0.0))
    for tick in TICKS:
        whole = problem.hours / tick
        if longest / tick <= MOST_TICKS and np.all(np.abs(whole - np.round(whole)) < TOLERANCE / tick):
            return tick
    return max(longest / MOST_TICKS, TICKS[-1])


def _knapsack(problem: Problem, who: int, pairs: Ints, price: Floats, tick: float) -> tuple[float, Ints]:
    """Return what one person gains at these prices, and the pairs that are taken."""
    gain = problem.worth[pairs] - price[problem.item[pairs]]
    pairs, gain = pairs[gain > 0], gain[gain > 0]
    size = np.floor(problem.hours[problem.item[pairs]] / tick + TOLERANCE).astype(np.int64)
    most = int(problem.room[who] / tick + TOLERANCE)
    best = np.full(most + 1, -np.inf)
    best[0] = 0.0
    took = np.zeros((len(pairs), most + 1), dtype=bool)
    for at, (need, worth) in enumerate(zip(size.tolist(), gain.tolist(), strict=True)):
        if need <= most:
            with_it = best[: most + 1 - need] + worth
            took[at, need:] = with_it > best[need:]
            best[need:] = np.maximum(best[need:], with_it)
    cost = _costs(problem, who, np.arange(most + 1, dtype=np.float64) * tick)
    place = int(np.argmax(best - cost))
    top, taken = float(best[place] - cost[place]), []
    for at in range(len(pairs) - 1, -1, -1):
        if took[at, place]:
            taken.append(pairs[at])
            place -= int(size[at])
    return top, np.array(taken, dtype=np.int64)


def _costs(problem: Problem, who: int, load: Floats) -> Floats:
    widths = problem.widths[who]
    before = np.cumsum(widths) - widths
    return np.asarray((np.clip(load[:, None] - before, 0.0, widths) * problem.slopes).sum(axis=1))
