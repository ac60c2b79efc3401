"""Agreed work against actual work as the pages see it: distances with what chance gives, where they come from.

Frozen view records, the mirrors of the library's, in plain Python: a number that cannot be said is None, and no
distance is without its noise. A person's row is in `persons` alone, and only of those who were asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sightline_web.ahead import Span
from sightline_web.mirroring import mirrored, plain

__all__ = ["Aligned", "Alignments", "Cause", "Move", "OverTime", "Share", "Unseen", "alignments_of"]


@dataclass(frozen=True, slots=True)
class Cause:
    """What one cause adds to a distance, with its 90 % interval: `demand`, `assignment`, `own`, `goals`, `residual`."""

    cause: str
    value: float
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class Share:
    """One activity in agreed and in actual work; `path`: whether a line of sight leads from it to a goal."""

    activity: str
    agreed: float
    actual: float
    demanded: float | None
    amount: float
    path: bool


@dataclass(frozen=True, slots=True)
class Aligned:
    """How far the work of a role, a unit or a person is from what was agreed, or was done before.

    `distance` with its 90 % interval is the share of work that would have to move; `noise` what chance alone gives,
    `excess` what is beyond, `p` how often chance gives as much, corrected for how many were looked at.
    """

    kind: str
    name: str
    title: str
    role: str | None
    against: str
    state: str
    items: int | None = None
    amount: float | None = None
    people: int | None = None
    distance: float | None = None
    low: float | None = None
    high: float | None = None
    noise: float | None = None
    noise_high: float | None = None
    excess: float | None = None
    p: float | None = None
    parts: tuple[Cause, ...] = ()
    activities: tuple[Share, ...] = ()
    unseen: float | None = None
    words: str = ""

    def part(self, cause: str) -> float | None:
        """Return what a cause adds; None where that is not told."""
        return next((each.value for each in self.parts if each.cause == cause), None)


@dataclass(frozen=True, slots=True)
class OverTime:
    """The distance of a role or unit in one period, with what chance gives; None below twenty items."""

    kind: str
    name: str
    period: str
    items: int
    distance: float | None
    noise: float | None
    p: float | None
    drifted: bool


@dataclass(frozen=True, slots=True)
class Unseen:
    """Work that no line of sight joins to a goal, and which roles did it."""

    activity: str
    amount: float
    share: float
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Work that would pass from one role or outside performer to another; `outside` says which of them is outside."""

    activity: str
    giver: str
    taker: str
    amount: float
    outside: tuple[str, ...]
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Alignments:
    """All that was found; roles, units and persons each in the order of their ids."""

    since: str
    until: str
    baseline: tuple[str, ...]
    measured: str
    periods: tuple[Span, ...]
    roles: tuple[Aligned, ...]
    units: tuple[Aligned, ...]
    persons: tuple[Aligned, ...]
    points: tuple[OverTime, ...]
    unseen: tuple[Unseen, ...]
    moves: tuple[Move, ...]
    restored: tuple[tuple[str, float, float], ...]
    words: tuple[str, ...]


def alignments_of(found: Any, periods: Iterable[Any]) -> Alignments:
    """Return the library's answer as the pages see it."""
    every = [_aligned(each) for each in found.every]
    roles, units, persons = (tuple(each for each in every if each.kind == kind) for kind in ("role", "unit", "person"))
    return mirrored(
        Alignments, found, periods=tuple(mirrored(Span, each) for each in periods), roles=roles, units=units,
        persons=persons, points=tuple(mirrored(OverTime, each, p=plain(each.p_adjusted)) for each in found.points),
        unseen=tuple(mirrored(Unseen, each) for each in found.unseen),
        moves=tuple(mirrored(Move, each) for each in found.moves),
    )  # fmt: skip


def _aligned(one: Any) -> Aligned:
    return mirrored(
        Aligned, one, p=plain(one.p_adjusted), parts=tuple(mirrored(Cause, each) for each in one.parts),
        activities=tuple(mirrored(Share, each) for each in one.activities),
    )  # fmt: skip
