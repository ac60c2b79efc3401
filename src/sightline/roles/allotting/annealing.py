"""Moves of whole items, worse ones accepted less and less (simulated annealing), compiled.

An item goes to somebody who may do it; where there is no room, an item of that person makes place, and goes to who had
the first one, to somebody else, or to nobody. Importing this module imports numba, and the first call ever compiles
(some seconds, kept on disk afterwards).

Reference: Kirkpatrick, Gelatt and Vecchi (1983), Optimization by simulated annealing, Science 220.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from sightline.roles.allotting.problem import TOLERANCE, Floats, Ints

__all__ = ["Hands", "Pairs", "anneal", "hands"]

_STILL = 0.95  # of the moves, after which no worse solution is taken
_compiled = njit(cache=True, nogil=True)


class Pairs(NamedTuple):
    """Who may get what; see `Problem` for each."""

    first: Ints
    item: Ints
    person: Ints
    worth: Floats
    hours: Floats


class Hands(NamedTuple):
    """Who has what, while it changes.

    Parameters
    ----------
    chosen : array, items
        The pair of each item; -1 for nobody.
    load, room : array, persons
        New hours, and how many there is room for.
    widths, slopes : arrays
        As in `Problem`.
    held : array, persons x the most items of one
        The items of each person, in no order.
    many : array, persons
        How many of them.
    place : array, items
        Where each stands among them.
    """

    chosen: Ints
    load: Floats
    room: Floats
    widths: Floats
    slopes: Floats
    held: Ints
    many: Ints
    place: Ints


def hands(pairs: Pairs, chosen: Ints, room: Floats, widths: Floats, slopes: Floats) -> Hands:
    """Return who has what in a solution; `chosen` is written to afterwards."""
    persons = len(room)
    most = int(np.bincount(pairs.person, minlength=persons).max(initial=1))
    found = Hands(
        chosen, np.zeros(persons), room, widths, slopes, np.zeros((persons, most), np.int64),
        np.zeros(persons, np.int64), np.zeros(len(chosen), np.int64),
    )  # fmt: skip
    _fill(pairs, found)
    return found


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _fill(pairs: Pairs, now: Hands) -> None:
    for item in range(len(now.chosen)):
        if now.chosen[item] >= 0:
            who = pairs.person[now.chosen[item]]
            _put(item, who, now.held, now.many, now.place)
            now.load[who] += pairs.hours[item]


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _put(item: int, who: int, held: Ints, many: Ints, place: Ints) -> None:
    held[who, many[who]] = item
    place[item] = many[who]
    many[who] += 1


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _take(item: int, who: int, held: Ints, many: Ints, place: Ints) -> None:
    many[who] -= 1
    last = held[who, many[who]]
    held[who, place[item]] = last
    place[last] = place[item]


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _dearer(load: float, more: float, widths: Floats, slopes: Floats) -> float:
    """Return what it costs that a load changes by `more`."""
    total, before, after = 0.0, load, load + more
    for step in range(len(slopes)):
        width = widths[step]
        total += (min(max(after, 0.0), width) - min(max(before, 0.0), width)) * slopes[step]
        before -= width
        after -= width
    return total


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _pair_of(first: Ints, person: Ints, item: int, who: int) -> int:
    """Return the pair of an item and a person, or -1 where they do not go together."""
    low, high = first[item], first[item + 1]
    while low < high:
        middle = (low + high) // 2
        if person[middle] < who:
            low = middle + 1
        else:
            high = middle
    return low if low < first[item + 1] and person[low] == who else -1


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def anneal(  # noqa: C901, PLR0912, PLR0915 -- one compiled loop: handing its arrays on costs more than a move does
    rng: Any, moves: int, hot: float, cold: float, pairs: Pairs, now: Hands
) -> None:
    """Try moves, and leave the last solution in `now`.

    Parameters
    ----------
    rng : Generator
        Draws the moves.
    moves : int
        How many.
    hot, cold : float
        What a move may cost at the beginning and at the end, about, to be taken nevertheless.
    pairs, now
        Who may get what, and who has what.
    """
    first, item_of, person, worth, hours = pairs
    chosen, load, room, widths, slopes, held, many, place = now
    cooling = math.log(cold / hot)
    for move in range(moves):
        pair = int(rng.random() * len(person))
        item, to = item_of[pair], person[pair]
        old = chosen[item]
        if old == pair:
            continue
        source, length = (person[old] if old >= 0 else -1), hours[item]
        out, way, then, back = -1, -1, -1, 0.0  # what makes place, the pair and the person it goes to, its hours
        gain = worth[pair] - (worth[old] if old >= 0 else 0.0)
        if load[to] + length > room[to] + TOLERANCE:
            if many[to] == 0:
                continue
            out = held[to, int(rng.random() * many[to])]
            back = hours[out]
            if load[to] + length - back > room[to] + TOLERANCE:
                continue
            gain -= worth[chosen[out]]
            if source >= 0 and load[source] - length + back <= room[source] + TOLERANCE:
                way = _pair_of(first, person, out, source)
            if way < 0:
                other = first[out] + int(rng.random() * (first[out + 1] - first[out]))
                there = person[other]
                if there not in (to, source) and load[there] + back <= room[there] + TOLERANCE:
                    way = other
            if way >= 0:
                then = person[way]
                gain += worth[way]
        gain -= _dearer(load[to], length - back, widths[to], slopes)
        if source >= 0:
            gain -= _dearer(load[source], (back if then == source else 0.0) - length, widths[source], slopes)
        if then >= 0 and then != source:
            gain -= _dearer(load[then], back, widths[then], slopes)
        heat = hot * math.exp(cooling * move / moves) if move < moves * _STILL else 0.0
        if gain < 0.0 and (heat == 0.0 or rng.random() >= math.exp(gain / heat)):
            continue
        if source >= 0:
            _take(item, source, held, many, place)
            load[source] -= length
        if out >= 0:
            _take(out, to, held, many, place)
            load[to] -= back
            chosen[out] = way
        if then >= 0:
            _put(out, then, held, many, place)
            load[then] += back
        _put(item, to, held, many, place)
        load[to] += length
        chosen[item] = pair
