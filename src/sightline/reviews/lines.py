"""The lines of a review pack: goals, processes, controls, deviations, roles, initiatives, and what people add.

Plain frozen data. Values are in the metric's unit, None means no data and never zero, days are half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = [
    "AlignedLine",
    "BacklogLine",
    "Band",
    "ControlLine",
    "Decision",
    "DeviationLine",
    "Due",
    "GoalLine",
    "Move",
    "Note",
    "Override",
    "Part",
    "ProcessLine",
    "PromiseLine",
    "RoleLine",
    "SightLine",
    "Signature",
    "Span",
    "Weight",
    "Withheld",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A period, `start` <= day < `end`; `so_far` where it is under way at the moment of the reading."""

    label: str
    start: date
    end: date
    so_far: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """What a forecast says of one period ahead: quantiles at 5, 25, 50, 75 and 95 %."""

    label: str
    levels: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a change, with its 90 % interval; `grade` is None where it is arithmetic alone."""

    words: str
    contribution: float
    low: float
    high: float
    share: float | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class SightLine:
    """What moves a goal: how much of what is to go `step` brings, with its 90 % interval."""

    origin: str
    title: str
    kind: str
    step: str
    share_of_gap: float
    low: float | None
    high: float | None
    grade: str | None
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal in the period, where it is heading, and why its metric changed.

    `value` and `previous` belong to the reviewed period and the one before; `status`, forecast and probability are
    those of the reading.
    """

    goal: str
    statement: str
    metric: str
    title: str
    unit: str
    better: str
    target: float
    by: date
    status: str
    reason: str
    owner: str | None = None
    perspective: str | None = None
    value: float | None = None
    previous: float | None = None
    expected: float | None = None
    baseline: float | None = None
    forecast: float | None = None
    low: float | None = None
    high: float | None = None
    probability: float | None = None
    words: str = ""
    history: tuple[tuple[str, float | None], ...] = ()
    fan: tuple[Band, ...] = ()
    why: str = ""
    change: float | None = None
    residual: float | None = None
    parts: tuple[Part, ...] = ()
    sight: tuple[SightLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """One figure of a process in the period and in the one before."""

    process: str
    title: str
    metric: str
    figure: str
    unit: str
    better: str
    value: float | None
    previous: float | None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class ControlLine:
    """A control over the periods under review: `fail` where it failed in any of them."""

    control: str
    title: str
    requirement: str
    outcome: str
    owner: str | None = None
    failed: tuple[str, ...] = ()
    failing_since: str | None = None
    overdue: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class DeviationLine:
    """A deviation that is open now, with what it costs the goal that it costs most (90 % interval)."""

    deviation: str
    kind: str
    sentence: str
    owner: str | None = None
    goal: str | None = None
    unit: str = ""
    price: float | None = None
    low: float | None = None
    high: float | None = None
    price_share: float | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """One goal of a role; the weight is None where the data cannot settle it (80 % range)."""

    metric: str
    title: str
    weight: float | None
    low: float | None
    high: float | None
    state: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """What a role can do for the goals, heaviest first; `agreed` where its goals were frozen for the period."""

    role: str
    title: str
    goals: tuple[Weight, ...]
    agreed: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class AlignedLine:
    """How far the work of a role or unit is from what was agreed, beside what chance alone gives."""

    kind: str
    name: str
    title: str
    since: str
    until: str
    state: str
    distance: float | None = None
    low: float | None = None
    high: float | None = None
    noise: float | None = None
    excess: float | None = None
    items: int | None = None
    words: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BacklogLine:
    """An initiative, what it brings alone in points (90 % interval), and whether the best set holds it."""

    initiative: str
    title: str
    points: float
    low: float
    high: float
    cost: float | None = None
    in_best_set: bool = False
    decided: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """What the best set does for a goal: in its unit with a 90 % interval, and its probability before and after."""

    goal: str
    unit: str
    change: float | None
    low: float | None
    high: float | None
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """What an initiative promised, and what came of it (90 % interval)."""

    initiative: str
    title: str
    metric: str
    unit: str
    promised: float
    came: float | None
    low: float | None
    high: float | None
    outcome: str
    grade: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that this review should decide."""

    kind: str
    about: str
    title: str
    words: str
    owner: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody writes beside a part of the pack: `about` is `goal:ID`, `operations`, `roles`, `backlog` or ``."""

    about: str
    text: str
    by: str
    at: date


@dataclass(frozen=True, slots=True)
class Override:
    """A status that a person set in place of the computed one, with the reason; both are shown."""

    goal: str
    status: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, who does it until when, and what came of it.

    `came` is what the owner says; `moved` is measured: what became of the goal since, in words.
    """

    title: str
    owner: str
    due: date | None
    state: str
    about: str = ""
    decided_on: date | None = None
    decided_in: str = ""
    came: str = ""
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who prepared, owns or signed the pack, by duty and account, and when."""

    part: str
    who: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """A part that could not be made, and what would help."""

    part: str
    cause: str
    fix: str = ""
