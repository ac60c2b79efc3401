"""Solutions: a first one by prices, and better ones by moves of whole items."""

from __future__ import annotations

import numpy as np

from sightline.roles.allotting.annealing import Pairs, anneal, hands
from sightline.roles.allotting.problem import TOLERANCE, Floats, Ints, Problem

__all__ = ["improved", "rounded"]

HOT, COLD = 0.4, 0.004  # of the mean worth of a pair


def rounded(problem: Problem, start: Ints, hour: Floats) -> Ints:
    """Return a first solution: `start`, and what it leaves to whoever has room and gains most after prices.

    Parameters
    ----------
    problem : Problem
        What is handed out.
    start : array, items
        The pair of each item, or -1; fits.
    hour : array, persons
        The price of an hour of each.
    """
    chosen, room = start.copy(), problem.room - problem.load(start)
    per_hour = np.zeros(problem.items)
    np.maximum.at(per_hour, problem.item, problem.worth / problem.hours[problem.item])
    gain = problem.worth - problem.hours[problem.item] * hour[problem.person]
    for item in np.argsort(-per_hour, kind="stable"):
        if chosen[item] >= 0:
            continue
        pairs = np.arange(problem.first[item], problem.first[item + 1])
        pairs = pairs[problem.hours[item] <= room[problem.person[pairs]] + TOLERANCE]
        if len(pairs):
            best = pairs[np.argmax(gain[pairs])]
            chosen[item] = best
            room[problem.person[best]] -= problem.hours[item]
    return chosen


def improved(problem: Problem, start: Ints, rng: np.random.Generator, *, moves: int) -> Ints:
    """Return a solution that is worth at least as much as `start`.

    Parameters
    ----------
    problem : Problem
        What is handed out.
    start : array, items
        The pair of each item, or -1; fits.
    rng : Generator
        Draws the moves.
    moves : int
        How many are tried.
    """
    if not len(problem.item):
        return start
    mean = float(problem.worth.mean())
    chosen = start.copy()
    pairs = Pairs(problem.first, problem.item, problem.person, problem.worth, problem.hours)
    state = hands(pairs, chosen, problem.room, problem.widths, problem.slopes)
    anneal(rng, moves, HOT * mean, COLD * mean, pairs, state)
    better = problem.value(chosen) > problem.value(start) and problem.fits(chosen)
    return chosen if better else start
