"""What the operating model needs of people, as the pages see it: coverage, needs, ways ahead, how long people stay.

Frozen view records, the mirrors of the library's. All but `Development` are about groups, without anybody's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sightline_web.mirroring import mirrored

__all__ = [
    "Coverage", "Covered", "Curve", "CurvePoint", "Development", "Gap", "Lesson", "Need", "Step", "Way", "coverage_of",
    "curve_of", "development_of", "way_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Covered:
    """Who keeps one activity going, in numbers; `exposure`: `nobody`, `one`, `covered` or `unknown`."""

    activity: str
    title: str
    roles: tuple[str, ...]
    holders: int
    doers: int | None
    ready: int | None
    half: int | None
    outside: float | None
    exposure: str
    words: str


@dataclass(frozen=True, slots=True)
class Need:
    """One capability that a role needs, and how many of its holders have it; None where fewer than five hold it."""

    role: str
    capability: str
    needed: int
    holders: int
    known: int | None
    enough: int | None
    short: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where one departure would hurt, and what roles lack."""

    activities: tuple[Covered, ...]
    needs: tuple[Need, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learnt for one step: from which level, None where nobody knows it, to which."""

    capability: str
    start: int | None
    to: int


@dataclass(frozen=True, slots=True)
class Step:
    """One role on a way."""

    role: str
    learn: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The shortest way from one role to another."""

    start: str
    to: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """One capability that a role needs, beside what one person has; None where no level is noted down."""

    capability: str
    needed: int
    has: int | None


@dataclass(frozen=True, slots=True)
class Development:
    """What one person may want to look at: gaps by role, and where these roles lead."""

    person: str
    gaps: tuple[tuple[str, tuple[Gap, ...]], ...]
    ways: tuple[Way, ...]
    words: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The share of people who are still there after so many months, with its 90 % interval, of how many watched."""

    months: int
    share: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True, slots=True)
class Curve:
    """How long people stay in a role or unit; without points where the data cannot say. `scale`: `stay` or `watch`."""

    by: str
    group: str
    scale: str
    people: int
    left: int | None
    points: tuple[CurvePoint, ...]
    median_months: int | None
    words: str


def coverage_of(found: Any) -> Coverage:
    """Return the library's coverage as the pages see it."""
    activities = tuple(mirrored(Covered, each) for each in found.activities)
    return Coverage(activities, tuple(mirrored(Need, each) for each in found.needs), found.words)


def way_of(found: Any) -> Way:
    """Return one way from role to role."""
    steps = tuple(Step(each.role, tuple(mirrored(Lesson, one) for one in each.learn)) for each in found.steps)
    return Way(found.start, found.to, steps)


def development_of(found: Any) -> Development:
    """Return what one person may want to look at."""
    gaps = tuple((role, tuple(mirrored(Gap, each) for each in those)) for role, those in found.gaps)
    return Development(found.person, gaps, tuple(way_of(each) for each in found.careers), found.words)


def curve_of(found: Any) -> Curve:
    """Return one curve of stays."""
    return mirrored(Curve, found, points=tuple(mirrored(CurvePoint, each) for each in found.points))
