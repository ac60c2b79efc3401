"""What an hour of everybody is worth: the linear program over a part of the pairs, priced out against all of them.

Where many may do an item only its best pairs enter; a pair that the prices show to be missing is added, and the program
is solved again. The bound is no word of the solver's: for any prices, the best of each item after prices plus what all
free hours cost is never less than any solution, and that sum is taken here over all pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array

from sightline.roles.allotting.problem import STEPS, TOLERANCE, Floats, Ints, Problem

__all__ = ["Prices", "priced"]

ENTER = 12  # pairs of an item that enter the first program
ROUNDS = 8
CLOSE = 1e-4
_WHOLE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """The answer of the linear program.

    Parameters
    ----------
    hour : array, persons
        What one more hour of each would bring.
    item : array, items
        What one more of each would bring.
    bound : float
        No solution is worth more.
    chosen : array, items
        The pair of each item that the program hands to one person alone; -1 where it splits it or leaves it.
    """

    hour: Floats
    item: Floats
    bound: float
    chosen: Ints


def priced(problem: Problem) -> Prices:
    """Return the prices, a bound, and the items that go to one person alone."""
    inside = _best_pairs(problem)
    for _ in range(ROUNDS):
        pairs = np.flatnonzero(inside)
        share, item, hour, reached = _program(problem, pairs)
        bound = upper_bound(problem, hour)
        gain = problem.worth - problem.hours[problem.item] * hour[problem.person] - item[problem.item]
        missing = (gain > TOLERANCE * max(bound, 1.0)) & ~inside
        if not missing.any() or bound - reached <= CLOSE * bound:
            break
        inside |= missing
    chosen = np.full(problem.items, -1, dtype=np.int64)
    alone = pairs[share > 1 - _WHOLE]
    chosen[problem.item[alone]] = alone
    return Prices(hour, item, bound, chosen)


def upper_bound(problem: Problem, hour: Floats) -> float:
    """Return the bound that prices give: Lagrange's, with everybody's hours relaxed; `hour` is not negative."""
    best = np.zeros(problem.items)
    np.maximum.at(best, problem.item, problem.worth - problem.hours[problem.item] * hour[problem.person])
    idle = np.maximum(hour[:, None] - problem.slopes, 0.0) * problem.widths
    return float(best.sum() + idle.sum())


def _best_pairs(problem: Problem) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    order = np.lexsort((problem.person, -problem.worth, problem.item))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - problem.first[problem.item[order]]
    # of equal pairs not always the same persons: each item begins at another place
    turn = (problem.person + problem.item * 7) % max(problem.persons, 1)
    return np.asarray((place < ENTER) | (turn < ENTER))


def _program(problem: Problem, pairs: Ints) -> tuple[Floats, Floats, Floats, float]:
    """Return shares of pairs, prices of items and of hours, and the value reached."""
    n, m, x = problem.items, problem.persons, len(pairs)
    item, person = problem.item[pairs], problem.person[pairs]
    once = csr_array((np.ones(x), (item, np.arange(x))), shape=(n, x))
    takes = csr_array((problem.hours[item], (person, np.arange(x))), shape=(m, x))
    steps = np.arange(m * STEPS)
    room = csr_array((-np.ones(m * STEPS), (steps // STEPS, steps)), shape=(m, m * STEPS))
    answer = linprog(
        np.concatenate([-problem.worth[pairs], np.tile(problem.slopes, m)]),
        A_ub=block_array([[once, None], [takes, room]], format="csr"),
        b_ub=np.concatenate([np.ones(n), np.zeros(m)]),
        bounds=np.column_stack([
            np.zeros(x + m * STEPS), np.concatenate([np.ones(x), problem.widths.ravel()]),
        ]),
        method="highs-ds",
    )  # fmt: skip
    if answer.status != 0:  # never seen: the program always has the solution of nothing, and is bounded by its shares
        raise ArithmeticError(answer.message)
    dual = np.maximum(-answer.ineqlin.marginals, 0.0)
    return answer.x[:x], dual[:n], dual[n:], -float(answer.fun)
