"""Circular reporting: who leads, by way of others, those who lead them, on one and the same day.

A circle holds on a day only if each of its steps does, so two people who led each other one after the other make none.
All days are asked at once, in halves: where whoever leads whom on any of some days makes no circle, no one of these
days has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sightline.records.people import Assignment

__all__ = ["circles"]

MOST = 20
Led = Mapping[str, frozenset[str]]


def circles(assignments: Iterable[Assignment], *, most: int = MOST) -> tuple[tuple[str, ...], ...]:
    """Return the circles of reporting, each once, from the person with the least id on: `(a, b)` where b leads a.

    Parameters
    ----------
    assignments : iterable of Assignment
        Who leads whom from when to when.
    most : int
        How many are looked for, at most.
    """
    steps = [one for one in assignments if one.manager is not None]
    steps = _within(steps, _in_circles(_led(steps)))
    days = sorted({one.since or date.min for one in steps})  # a circle begins with the last of its steps
    found: dict[tuple[str, ...], None] = {}
    todo = [(steps, days)] if days else []
    while todo and len(found) < most:
        here, span = todo.pop()
        met = [one for one in here if one.meets(span[0], span[-1])]
        led = _in_circles(_led(met))
        if not led:
            continue
        if len(span) == 1:
            found.update(dict.fromkeys(_walked(led)))
            continue
        half, met = len(span) // 2, _within(met, led)
        todo += [(met, span[half:]), (met, span[:half])]
    return tuple(sorted(found)[:most])


def _led(steps: Iterable[Assignment]) -> Led:
    by: dict[str, set[str]] = {}
    for one in steps:
        by.setdefault(one.person, set()).add(str(one.manager))
    return {person: frozenset(managers) for person, managers in by.items()}


def _within(steps: Sequence[Assignment], led: Led) -> list[Assignment]:
    return [one for one in steps if one.manager in led.get(one.person, ())]


def _in_circles(led: Led) -> Led:
    """Return the steps without those that lead nowhere: what is left holds a circle, or is empty."""
    open_, under = {person: set(managers) for person, managers in led.items()}, dict[str, set[str]]()
    for person, managers in led.items():
        for manager in managers:
            under.setdefault(manager, set()).add(person)
    tops = [manager for manager in under if manager not in open_]
    while tops:
        top = tops.pop()
        for person in under.get(top, ()):
            left = open_.get(person)
            if left is not None:
                left.discard(top)
                if not left:
                    del open_[person]
                    tops.append(person)
    return {person: frozenset(managers) for person, managers in open_.items()}


def _walked(led: Led) -> list[tuple[str, ...]]:
    """Return the circles that a walk upwards from each person ends in; each person is left by one step only."""
    found, seen = [], set[str]()
    for start in sorted(led):
        way: dict[str, int] = {}
        here = start
        while here not in seen and here not in way:
            way[here] = len(way)
            here = min(led[here])
        if here in way:
            ring = list(way)[way[here] :]
            least = ring.index(min(ring))
            found.append((*ring[least:], *ring[:least]))
        seen |= way.keys()
    return found
