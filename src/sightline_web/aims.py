"""Goals of roles as the pages see them: what each role can do for the goals, weighed, with the path in words.

Frozen view records, the mirrors of the library's, in plain Python: a number that cannot be said is None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sightline_web.mirroring import mirrored

__all__ = ["Aim", "RoleAims", "aims_of"]


@dataclass(frozen=True, slots=True)
class Aim:
    """One metric of a role; `weight` with its 80 % range, None where the data cannot say."""

    metric: str
    title: str
    goal: str
    unit: str
    weight: float | None
    low: float | None
    high: float | None
    state: str
    n: int
    grade: str | None
    support: str
    baseline: float | None
    target: float | None
    counter: str | None
    words: str


@dataclass(frozen=True, slots=True)
class RoleAims:
    """The goals of one role, heaviest first; `more` are those that are not to be agreed upon."""

    role: str
    title: str
    goals: tuple[Aim, ...]
    more: tuple[Aim, ...]
    activities: tuple[tuple[str, float], ...]
    words: str


def aims_of(found: Iterable[Any]) -> tuple[RoleAims, ...]:
    """Return the library's goals of roles as the pages see them."""
    return tuple(mirrored(RoleAims, each, goals=_aims(each.goals), more=_aims(each.more)) for each in found)


def _aims(found: Iterable[Any]) -> tuple[Aim, ...]:
    return tuple(mirrored(Aim, each) for each in found)
