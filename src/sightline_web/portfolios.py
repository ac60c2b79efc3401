"""A portfolio as the pages see it: the backlog with its worths, the best set, what that hangs on, other rankings.

Frozen view records, the mirrors of the library's, in plain Python. Worths are positive for the better; a number that
cannot be said is None. `unit` is `points` (100 are all goals won), or that of the one goal that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sightline_web.mirroring import mirrored, number

__all__ = [
    "POINTS", "BestSet", "Candidate", "Comparison", "Difference", "GoalWorth", "HangsOn", "Lesson", "Limits", "Merger",
    "Portfolio", "Price", "SetMove", "Sway", "hangs_on_of", "portfolio_of",
]  # fmt: skip

POINTS = "points"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is asked: amounts in the workspace's currency, people by role and period, of whom the last number holds on.

    `costs` are counted in place of what is declared; `discount` counts of each promise what earlier ones kept.
    """

    budget: float | None = None
    capacity: tuple[tuple[str, tuple[float, ...]], ...] = ()
    must: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    goal: str | None = None
    periods: int | None = None
    costs: tuple[tuple[str, float], ...] = ()
    discount: bool = False


@dataclass(frozen=True, slots=True)
class GoalWorth:
    """What one candidate alone does for one goal, in goal units, and the chance of the goal without and with it."""

    goal: str
    unit: str
    worth: float | None
    low: float | None
    high: float | None
    before: float | None
    after: float | None
    per_cost: float | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sway:
    """What a worth hangs on: `kind` is `effect` (`about`: driver > on) or `change`; its share of the variance."""

    about: str
    kind: str
    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An initiative of the backlog, or an operational fix (`origin`), with where it stands."""

    id: str
    title: str
    origin: str
    kind: str | None
    asked_by: str | None
    asked_on: date | None
    age_days: int | None
    rank: int | None
    cost: float | None
    changes: tuple[tuple[str, float, float, float], ...]
    effort: tuple[tuple[str, float], ...]
    takes: int
    needs: tuple[str, ...]
    excludes: tuple[str, ...]
    must: str
    must_by: date | None
    points: float
    low: float
    high: float
    per_cost: float | None
    in_best_set: bool
    start: str | None
    delay: float
    goal: str | None
    sighted: bool
    notes: tuple[str, ...]
    words: str
    unsighted: str = ""  # that nothing leads from it to a goal, in words
    worths: tuple[GoalWorth, ...] = ()
    sways: tuple[Sway, ...] = ()


@dataclass(frozen=True, slots=True)
class SetMove:
    """What a set does for one goal, all of it together."""

    goal: str
    unit: str
    change: float | None
    low: float | None
    high: float | None
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class BestSet:
    """The set that brings most; `starts` by the number of the period, in the order of beginning."""

    starts: Mapping[str, int]
    points: float
    low: float
    high: float
    gap: float
    cost: float
    used: Mapping[str, float]
    moves: tuple[SetMove, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Price:
    """What one step more of a limit is worth; `step`: of a budget; `solved`: the set was sought again with it."""

    limit: str
    kind: str
    more: str
    points: float
    solved: bool
    words: str
    step: float | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What it would be worth to know one thing before deciding; `changes`: the chance that it changes the set."""

    about: str
    kind: str
    points: float
    changes: float
    words: str


@dataclass(frozen=True, slots=True)
class HangsOn:
    """What the best set hangs on: dearest limit first, and what to learn first."""

    prices: tuple[Price, ...] = ()
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """An initiative about which a ranking and the best set differ."""

    initiative: str
    place: int | None
    ranked: bool
    best: bool
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a ranking would bring under the same limits, and how much more the best set brings."""

    name: str
    starts: Mapping[str, int]
    points: float
    low: float
    high: float
    less: float
    less_low: float
    less_high: float
    cost: float
    differences: tuple[Difference, ...]
    unknown: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Merger:
    """Candidates that move the same metrics the same way."""

    candidates: tuple[str, ...]
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The backlog, worth most for what it costs first, and the best set; without one, limits that cannot all hold."""

    unit: str
    limits: Limits
    periods: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    best: BestSet | None
    conflict: tuple[str, ...] = ()
    relaxations: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    mergers: tuple[Merger, ...] = ()
    words: tuple[str, ...] = ()
    must: Mapping[str, str] = field(default_factory=dict)  # what has to be done, and why

    def find(self, name: str) -> Candidate | None:
        """Return a candidate; None for one that is not there."""
        return next((each for each in self.candidates if each.id == name), None)


def portfolio_of(found: Any, limits: Limits) -> Portfolio:
    """Return the library's portfolio as the pages see it."""
    worths: dict[str, list[GoalWorth]] = {}
    for one in found.worths:
        worths.setdefault(one.initiative, []).append(mirrored(GoalWorth, one))
    sways: dict[str, list[Sway]] = {}
    for one in found.sways:
        sways.setdefault(one.initiative, []).append(mirrored(Sway, one))
    conflict = found.conflict
    return Portfolio(
        found.unit, limits, tuple(found.periods),
        tuple(_candidate(one, worths.get(one.candidate.id, ()), sways.get(one.candidate.id, ()))
              for one in found.standings),
        None if found.best is None else _best(found.best),
        () if conflict is None else tuple(conflict.limits), () if conflict is None else tuple(conflict.relaxations),
        tuple(map(_comparison, found.comparisons)),
        tuple(Merger(tuple(one.initiatives), tuple(one.metrics)) for one in found.mergers),
        tuple(found.words), dict(found.limits.must),
    )  # fmt: skip


def hangs_on_of(prices: Iterable[Any], lessons: Iterable[Any]) -> HangsOn:
    """Return what the best set hangs on, as the pages see it."""
    return HangsOn(tuple(mirrored(Price, one) for one in prices), tuple(mirrored(Lesson, one) for one in lessons))


def _candidate(one: Any, worths: Iterable[GoalWorth], sways: Iterable[Sway]) -> Candidate:
    """Return what was declared of a candidate and where it stands, in one record."""
    asked = one.candidate
    return mirrored(
        Candidate, one, id=asked.id, title=asked.title, origin=asked.origin, kind=asked.kind, asked_by=asked.asked_by,
        asked_on=asked.asked_on, rank=asked.rank, cost=number(asked.cost),
        changes=tuple((metric, *map(float, by)) for metric, by in asked.changes.items()),
        effort=tuple((role, float(weeks)) for role, weeks in asked.effort.items()), takes=int(asked.takes),
        needs=tuple(asked.needs), excludes=tuple(asked.excludes), must=asked.must, must_by=asked.must_by,
        worths=tuple(worths), sways=tuple(sways),
    )  # fmt: skip


def _best(best: Any) -> BestSet:
    moves = tuple(mirrored(SetMove, one) for one in best.moves)
    used = {role: float(one) for role, one in best.used.items()}
    return mirrored(BestSet, best, cost=float(best.cost), used=used, moves=moves)


def _comparison(one: Any) -> Comparison:
    differences = tuple(mirrored(Difference, each) for each in one.differences)
    return mirrored(Comparison, one, cost=float(one.cost), differences=differences)
