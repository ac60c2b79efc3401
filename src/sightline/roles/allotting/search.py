"""A better solution: moves of whole items, worse ones accepted less and less (simulated annealing), compiled.

An item goes to somebody who may do it; where there is no room, items of that person make place, and go to somebody else
or nowhere. Importing this module imports numba, and the first call ever compiles (kept on disk afterwards).

Reference: Kirkpatrick, Gelatt and Vecchi (1983), Optimization by simulated annealing, Science 220.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from sightline.roles.allotting.problem import TOLERANCE, Ints, Problem

__all__ = ["improved", "rounded"]

FEWEST = 200_000
HOT, COLD = 0.4, 0.004  # of the mean worth of a pair
_STILL = 0.95  # of the moves, after which no worse solution is taken
_compiled = njit(cache=True, nogil=True)


def rounded(problem: Problem, start: Ints, hour: np.ndarray[Any, np.dtype[np.float64]]) -> Ints:
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
    _anneal(
        rng, moves, HOT * mean, COLD * mean, chosen, problem.hours, problem.room, problem.widths, problem.slopes,
        problem.first, problem.item, problem.person, problem.worth,
    )  # fmt: skip
    better = problem.value(chosen) > problem.value(start) and problem.fits(chosen)
    return chosen if better else start


@_compiled
def _cost(load: float, widths: Any, slopes: Any) -> float:
    total, rest = 0.0, load
    for step in range(len(slopes)):
        part = min(rest, widths[step])
        total += part * slopes[step]
        rest -= part
        if rest <= 0.0:
            break
    return total


@_compiled
def _pair(first: Any, person: Any, item: int, who: int) -> int:
    """Return the pair of an item and a person, or -1 where they do not go together."""
    low, high = first[item], first[item + 1]
    while low < high:
        middle = (low + high) // 2
        if person[middle] < who:
            low = middle + 1
        else:
            high = middle
    return low if low < first[item + 1] and person[low] == who else -1


@_compiled
def _put(item: int, who: int, held: Any, many: Any, place: Any) -> None:
    held[who, many[who]] = item
    place[item] = many[who]
    many[who] += 1


@_compiled
def _take(item: int, who: int, held: Any, many: Any, place: Any) -> None:
    many[who] -= 1
    last = held[who, many[who]]
    held[who, place[item]] = last
    place[last] = place[item]


@_compiled
def _anneal(
    rng: Any, moves: int, hot: float, cold: float, chosen: Any, hours: Any, room: Any, widths: Any, slopes: Any,
    first: Any, item_of: Any, person: Any, worth: Any,
) -> None:  # fmt: skip
    n, m = len(hours), len(room)
    load = np.zeros(m)
    many, place = np.zeros(m, np.int64), np.zeros(n, np.int64)
    most = np.zeros(m, np.int64)
    for pair in range(len(person)):
        most[person[pair]] += 1
    held = np.zeros((m, most.max()), np.int64)
    for item in range(n):
        if chosen[item] >= 0:
            who = person[chosen[item]]
            load[who] += hours[item]
            _put(item, who, held, many, place)
    cooling = math.log(cold / hot)
    for move in range(moves):
        heat = hot * math.exp(cooling * move / moves) if move < moves * _STILL else 0.0  # the end takes no worse one
        pair = int(rng.random() * len(person))
        item, to = item_of[pair], person[pair]
        old = chosen[item]
        if old == pair:
            continue
        source = person[old] if old >= 0 else -1
        gain = worth[pair] - (worth[old] if old >= 0 else 0.0)
        out, out_pair, then = -1, -1, -1
        new = load[to] + hours[item]
        if new > room[to] + 1e-9:  # one of theirs makes place
            if many[to] == 0:
                continue
            out = held[to, int(rng.random() * many[to])]
            new -= hours[out]
            if new > room[to] + 1e-9:
                continue
            gain -= worth[chosen[out]]
            if source >= 0 and load[source] - hours[item] + hours[out] <= room[source] + 1e-9:
                out_pair = _pair(first, person, out, source)
            if out_pair < 0:
                other = first[out] + int(rng.random() * (first[out + 1] - first[out]))
                there = person[other]
                if there not in (to, source) and load[there] + hours[out] <= room[there] + 1e-9:
                    out_pair = other
            if out_pair >= 0:
                then = person[out_pair]
                gain += worth[out_pair]
        gain -= _cost(new, widths[to], slopes) - _cost(load[to], widths[to], slopes)
        if source >= 0:
            less = load[source] - hours[item] + (hours[out] if then == source else 0.0)
            gain -= _cost(less, widths[source], slopes) - _cost(load[source], widths[source], slopes)
        if then >= 0 and then != source:
            gain -= _cost(load[then] + hours[out], widths[then], slopes) - _cost(load[then], widths[then], slopes)
        if gain < 0.0 and (heat == 0.0 or rng.random() >= math.exp(gain / heat)):
            continue
        if source >= 0:
            _take(item, source, held, many, place)
            load[source] -= hours[item]
        if out >= 0:
            _take(out, to, held, many, place)
            load[to] -= hours[out]
            chosen[out] = out_pair
            if then >= 0:
                _put(out, then, held, many, place)
                load[then] += hours[out]
        _put(item, to, held, many, place)
        load[to] += hours[item]
        chosen[item] = pair
