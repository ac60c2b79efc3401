"""What lies ahead, as the pages see it: effects, lines of sight, outlooks, explained changes, scenarios.

Frozen view records, the mirrors of the library's, in plain Python: a number that cannot be said is None, never NaN;
draws stay in the library. Sizes are in the unit of what is moved; low and high bound a 90 % interval. `Foreseen` is
the part of a `Snapshot` that answers them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sightline_web.aims import RoleAims

__all__ = [
    "FAN",
    "ORIGINS",
    "Backtest",
    "Calibration",
    "CalibrationBin",
    "Effect",
    "Foreseen",
    "GoalShift",
    "Lever",
    "Line",
    "Link",
    "Method",
    "Origin",
    "Outlook",
    "Panel",
    "Part",
    "Place",
    "Shift",
    "SightPath",
    "Span",
    "Suggestion",
    "WhatIf",
    "Why",
]

FAN = (5, 25, 50, 75, 95)  # the quantiles of a fan, in percent
ORIGINS = ("metric", "activity", "rule", "role", "initiative")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is declared."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Panel:
    """An effect within one segment, where several segments were fitted together."""

    by: str
    segments: int
    per_unit: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """How `driver` moves `on`: `exact` by a formula, `estimated` from data, or `assumed` by declaration."""

    driver: str
    on: str
    kind: str
    lag: int | None
    per_unit: float | None  # units of `on` per unit of `driver`, sustained; None where the data cannot say
    low: float | None
    high: float | None
    probability: float | None  # that there is an effect at all
    support: str  # "supported", "suggested", "cannot_say"
    grade: str | None  # kind of evidence; None for an exact effect
    skill: float | None = None
    skill_p: float | None = None
    n: int = 0
    periods: int = 0
    series: int = 0
    window: tuple[int, int] = (0, 0)
    sign: str | None = None
    two_sided: float | None = None
    expired: bool = False
    panel: Panel | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An effect that nobody declared and that the data suggest: a question, no estimate."""

    driver: str
    on: str
    lag: int
    p: float
    q: float
    tried: int
    n: int


@dataclass(frozen=True, slots=True)
class Origin:
    """A thing that may move goals: a metric, an activity, a rule, a role or an initiative."""

    id: str
    kind: str  # one of ORIGINS
    title: str
    place: Place | None = None  # where it is declared
    delivered: bool = False  # an initiative that is there already, and in no backlog


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of a path; the first driver may be any origin."""

    driver: str
    on: str
    kind: str
    lag: int | None
    per_unit: float | None
    low: float | None
    high: float | None
    support: str
    grade: str | None


@dataclass(frozen=True, slots=True)
class SightPath:
    """One way from an origin to a goal's metric."""

    nodes: tuple[str, ...]
    links: tuple[Link, ...]
    per_unit: float | None
    lag: int


@dataclass(frozen=True, slots=True)
class Line:
    """The line of sight from an origin to a goal: the total effect of a sustained unit change, along all paths."""

    goal: str
    origin: str
    kind: str  # of the origin: one of ORIGINS
    title: str
    unit: str  # what one unit of the origin is: a unit, or words such as "as declared"
    per_unit: float | None  # in goal units
    low: float | None
    high: float | None
    share_of_gap: float | None
    probability: float
    support: str
    arrives: int | None  # delay of the strongest path, in periods
    paths: tuple[SightPath, ...] = ()
    more: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A period: `start` is its first day, `end` the day after its last."""

    label: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Backtest:
    """How a method did on the past: `mase` against the `naive_mase` of seasonal naive; `coverage` of 90 %."""

    origins: int
    horizon: int
    mase: float | None
    naive_mase: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Method:
    """How one measured metric was forecast."""

    metric: str
    method: str
    n: int = 0
    backtest: Backtest | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a goal is heading: `fan` gives for each level of `FAN` one value per period."""

    goal: str
    metric: str
    unit: str
    target: float
    by: date
    better: str
    periods: tuple[Span, ...]
    fan: Mapping[int, tuple[float | None, ...]]
    forecast: float | None
    low: float | None
    high: float | None
    probability: float | None
    methods: tuple[Method, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Back-tested probabilities between `low` and `high`: what was said on average, and how often it came."""

    low: float
    high: float
    count: int
    said: float | None
    came: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How probabilities did on the past of this workspace."""

    brier: float | None
    base: float | None
    bins: tuple[CalibrationBin, ...]
    series: int
    forecasts: int
    coverage: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a change, in the unit of the explained metric."""

    metric: str
    dimension: str | None
    segment: str | None
    part: str  # "value", "rate", "mix", "entered", "left", "effect", "residual"
    contribution: float
    low: float | None
    high: float | None
    share: float | None
    moved: float | None = None
    lag: int = 0
    via: tuple[str, ...] = ()
    support: str | None = None
    grade: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a metric changed between two periods: the contributions and the residual add up to `total`."""

    metric: str
    unit: str
    since: str  # labels of the two periods
    until: str
    before: float
    after: float
    total: float
    residual: float
    parts: tuple[Part, ...]
    sentence: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A sustained change of one metric: `how` is "add", "factor" or "set"; `text` is as it was written."""

    metric: str
    how: str
    amount: float
    text: str


@dataclass(frozen=True, slots=True)
class GoalShift:
    """What one goal would do under a scenario."""

    goal: str
    unit: str
    before: Outlook
    after: Outlook
    change: float | None
    low: float | None
    high: float | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What all goals would do under one set of changes."""

    shifts: tuple[Shift, ...]
    goals: tuple[GoalShift, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Lever:
    """What it would take of one metric alone to reach a goal with the wanted probability."""

    goal: str
    metric: str
    unit: str
    needed: float | None
    low: float | None
    high: float | None
    now: float | None
    reach: float
    probability: float
    best: float | None
    words: str = field(default="")


class Foreseen(Protocol):
    """The part of a snapshot that looks ahead. How it comes to its answers stands in `foresight.py`.

    Every question but `ready` and `origins` raises `UnderWayError` while its answer is being estimated,
    `UnanswerableError` where the library gave a fault instead, and `NotDeclaredError` for a name that is not there.
    """

    @property
    def origins(self) -> Mapping[str, Origin]:
        """Everything that may move goals, by id: metrics, activities, rules, roles, initiatives."""

    def ready(self, question: str) -> bool:
        """Whether a question, named as the method that asks it, is answered without waiting for estimates."""

    def estimate(self) -> None:
        """Answer what takes long, one question after the other; for the keeper, in the thread that made it."""

    def stop(self) -> None:
        """Have `estimate` end at its next question: nobody will ask any more."""

    def effects(self) -> tuple[Effect, ...]:
        """Return all effects: declared ones, then the exact ones of formulas."""

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return the effects that nobody declared and that the data suggest."""

    def sight(self, goal: str | None = None, origin: str | None = None, paths: int = 5) -> tuple[Line, ...]:
        """Return lines of sight, to one goal or all, from one origin or all, with at most so many paths each."""

    def outlooks(self) -> Mapping[str, Outlook]:
        """Return the outlook of each goal, by its id."""

    def calibration(self) -> Calibration:
        """Return how probabilities did on the past of this workspace."""

    def why(self, metric: str, since: str | None = None, until: str | None = None, by: str | None = None) -> Why:
        """Return why a metric changed between two periods; by default over the newest year."""

    def shift(self, text: str) -> Shift:
        """Return a change such as `on_time_share=+2pp` as it is read; nothing is estimated for it."""

    def whatif(self, shifts: Sequence[str]) -> WhatIf:
        """Return what the goals would do under changes such as `on_time_share=+2pp`."""

    def role_goals(self) -> tuple[RoleAims, ...]:
        """Return what each role can do for the goals, in the order of the model."""

    def levers(self, goal: str, probability: float = 0.8) -> tuple[Lever, ...]:
        """Return what it would take of each metric alone to reach a goal."""
