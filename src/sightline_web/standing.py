"""How deviations stand, and how many things wait for somebody: told by whoever keeps it, asked by any page.

Surfaces import none of one another; the one that keeps exceptions offers what others show of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sightline_web.deviations import Deviation
from sightline_web.policy.actor import Actor

__all__ = ["Stand", "offer", "states", "waiting"]


@dataclass(frozen=True, slots=True)
class Stand:
    """The exception that a deviation belongs to: its state, and its page."""

    state: str
    href: str


States = Callable[[Actor, Iterable[Deviation]], Mapping[str, Stand]]
Waiting = Callable[[Actor], int]
_offered: list[tuple[States, Waiting]] = []


def offer(*, states: States, waiting: Waiting) -> None:
    """Take over telling how deviations stand, and how much waits."""
    _offered[:] = [(states, waiting)]


def states(by: Actor, deviations: Iterable[Deviation]) -> Mapping[str, Stand]:
    """Return the exceptions that deviations belong to, by the deviation's id; of the others none."""
    return _offered[0][0](by, deviations) if _offered else {}


def waiting(by: Actor) -> int:
    """Return how many exceptions wait for an actor."""
    return _offered[0][1](by) if _offered else 0
