"""Goals of roles as the pages see them: what each role can do for the goals, weighed, with the path in words.

Frozen view records, the mirrors of the library's, in plain Python: a number that cannot be said is None.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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
    return tuple(
        RoleAims(
            each.role, each.title, tuple(_aim(one) for one in each.goals), tuple(_aim(one) for one in each.more),
            tuple((name, float(share)) for name, share in each.activities), each.words,
        )
        for each in found
    )  # fmt: skip


def _aim(one: Any) -> Aim:
    return Aim(
        one.metric, one.title, one.goal, one.unit, _number(one.weight), _number(one.low), _number(one.high), one.state,
        int(one.n), one.grade, one.support, _number(one.baseline), _number(one.target), one.counter, one.words,
    )  # fmt: skip


def _number(value: Any) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
