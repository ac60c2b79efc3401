"""Goals and metrics: where they stand, what is likely, why they changed, and how each number was made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict, Field

from sightline_web.api.operations import Operation, Read
from sightline_web.api.shapes import Answer, Id, Letters, Paging, Shape
from sightline_web.strategy import pages as explained
from sightline_web.strategy import views as strategy
from sightline_web.strategy.asked import GRAINS

__all__ = ["OPERATIONS"]

Status = Literal["reached", "on course", "behind", "missed", "no data"]
Better = Literal["higher", "lower"]
Grain = Literal["day", "week", "month", "quarter", "year"]
PERIOD = r"^(FY)?\d{4}(-(\d{2}|Q[1-4]|W\d{2}|\d{2}-\d{2}))?$"
Period = Field(None, max_length=20, pattern=PERIOD, description="A period, as 2026-07, 2026-Q3, 2026-W31 or 2026.")
assert set(Grain.__args__) == set(GRAINS)  # type: ignore[attr-defined]  # noqa: S101 -- two lists of one thing


class Goal(Shape):
    """One goal: where it stands, and what is likely by its date; null while that is being estimated."""

    goal: str
    statement: str
    metric: str
    unit: str
    period: str | None
    value: float | None
    target: float
    by: date
    forecast: float | None
    low: float | None
    high: float | None
    probability: float | None
    outlook: str
    expected: float | None
    baseline: float | None
    gap: float | None
    share_done: float | None
    status: Status
    reason: str
    owner: str | None
    fresh_at: datetime | None


class Goals(Answer):
    """All goals."""

    rows: list[Goal]
    sentence: str


class Step(Shape):
    """One period on the way to a goal: what came, or what is likely where `value` is null."""

    goal: str
    period: str
    value: float | None
    expected: float | None
    ahead: float | None
    partial: bool
    low: float | None
    q25: float | None
    median: float | None
    q75: float | None
    high: float | None


class Method(Shape):
    """How one metric was forecast, and how well that did on its past."""

    metric: str
    method: str
    n: int
    mase: float | None
    naive_mase: float | None
    coverage: float | None
    origins: int
    horizon: int
    words: str


class Mover(Shape):
    """One metric that moves another, directly or over steps."""

    metric: str
    title: str
    on: str
    relation: Literal["formula", "cumulative", "effect"]
    lag: list[int] | None
    sign: str | None
    declared: str | None
    steps: int
    kind: str | None
    per_unit: float | None
    low: float | None
    high: float | None
    support: str | None
    unit: str
    better: Better
    period: str | None
    value: float | None
    change_in_a_year: float | None
    initiatives: list[str]


class Share(Shape):
    """A role that is accountable for a metric, or performs activities behind it."""

    role: str
    title: str
    accountable: float | None
    performs: dict[str, float]
    declared: str | None


class Change(Shape):
    """What an initiative is declared to do to a metric: least, likeliest and most."""

    initiative: str
    title: str
    low: float
    likely: float
    high: float
    cost: float
    takes: int
    asked_by: str | None
    needs: list[str]
    declared: str | None


class GoalAnswer(Answer):
    """One goal, its way so far and ahead, and what moves it."""

    rows: list[Step]
    goal: Goal
    sentence: str
    methods: list[Method]
    driven_by: list[str]
    moved_by: list[Mover]
    moved_by_more: int
    roles: list[Share]
    initiatives: list[Change]


class Lever(Shape):
    """What one metric alone would have to do for a goal to be reached with a probability."""

    goal: str
    metric: str
    unit: str
    needed: float | None
    low: float | None
    high: float | None
    now: float | None
    reach: float | None
    probability: float
    best: float | None
    words: str


class Levers(Answer):
    """What it would take to reach a goal, of each metric alone."""

    rows: list[Lever]
    goal: str
    probability: float
    sentence: str
    estimating: bool


class LeversAsked(Paging):
    """How sure it should be."""

    chance: Literal["0.5", "0.8", "0.9"] = Field("0.8", description="The probability to reach the goal with.")


class Bin(Shape):
    """Forecasts whose probability lay between `low` and `high`: what was said, and what came."""

    low: float
    high: float
    count: int
    said: float | None
    came: float | None


class Calibration(Answer):
    """How probabilities did on the past of this workspace."""

    rows: list[Bin]
    sentence: str
    brier: float | None
    base: float | None
    series: int
    forecasts: int
    coverage: float | None
    words: str


class Metric(Shape):
    """One metric: its latest whole period."""

    metric: str
    title: str
    unit: str
    better: Better
    indicator: Literal["lag", "lead"] | None
    kind: str
    owner: str | None
    period: str | None
    value: float | None
    change_in_a_year: float | None
    fresh_at: datetime | None


class Metrics(Answer):
    """All metrics that fit."""

    rows: list[Metric]


class MetricsAsked(Paging):
    """Which metrics are wanted."""

    q: Letters | None = Field(None, description="Words that title, id, owner or description must hold.")
    kind: Literal["lag", "lead", "other", "process"] | None = Field(
        None, description="The kind of indicator; `process` are those that processes yield."
    )


class Value(Shape):
    """One period of a metric; by a dimension, with a key of its name: the segment, null where a row names none."""

    model_config = ConfigDict(extra="allow")

    metric: str
    period: str
    value: float | None
    n: int | None
    numerator: float | None
    denominator: float | None
    start: date
    end: date
    partial: bool


class MetricAnswer(Answer):
    """One metric with its values."""

    rows: list[Value]
    metric: str
    unit: str
    better: Better
    sentence: str
    moves: list[str]
    moved_by: list[str]
    roles: list[Share]
    initiatives: list[Change]


class ValuesAsked(Paging):
    """Which values are wanted."""

    by: Id | None = Field(None, description="A dimension of the metric; without it the whole.")
    grain: Grain | None = Field(None, description="Periods of which length; without it, the workspace's own.")
    since: str | None = Period
    until: str | None = Period


class Part(Shape):
    """One part of a change; parts and residual sum to the total."""

    metric: str
    dimension: str | None
    segment: str | None
    part: str
    contribution: float | None
    low: float | None
    high: float | None
    share: float | None
    moved: float | None
    lag: int | None
    via: list[str]
    support: str | None
    grade: str | None
    words: str


class Unsaid(Shape):
    """Why something cannot be said, and what would help."""

    cause: str
    fix: str


class Why(Answer):
    """What changed a metric between two periods; without rows where nothing can be said, then `fault` says why."""

    rows: list[Part]
    metric: str
    unit: str
    from_: str | None = Field(alias="from")
    to: str | None
    sentence: str | None = None
    before: float | None = None
    after: float | None = None
    total: float | None = None
    residual: float | None = None
    words: str | None = None
    fault: Unsaid | None = None


class WhyAsked(Paging):
    """Between which periods; a year apart where left out."""

    from_: str | None = Field(
        None, alias="from", max_length=20, pattern=PERIOD, description="The earlier period, as 2025-07."
    )
    to: str | None = Field(None, max_length=20, pattern=PERIOD, description="The later period, as 2026-07.")
    by: Id | None = Field(None, description="A dimension to cut the change by.")


class Input(Shape):
    """A source behind a computation."""

    metric: str
    source: str
    rows: int | None
    rejects: int
    fresh_at: datetime | None
    files: list[str]


class Computed(Answer):
    """How a metric was computed."""

    rows: list[Input]
    metric: str
    kind: str
    definition: dict[str, str]
    declared: str | None
    inputs: list[str]
    sql: list[str]
    scans: dict[str, int]
    run_at: datetime | None
    seconds: float | None
    computed_from: str


OPERATIONS: tuple[Operation, ...] = (
    Read("goals", strategy.goals, "goals", "All goals", Goals,
         "Status against target and path; forecast, 90 % interval and probability as soon as they are estimated."),
    Read("goals/{goal}", strategy.goal, "goal", "One goal", GoalAnswer,
         "The rows are its way: the periods that were, and those ahead with quantiles of the forecast."),
    Read("goals/{goal}/levers", explained.levers, "levers", "What a goal would take", Levers,
         "Of each metric alone, all else as forecast.", query=LeversAsked),
    Read("calibration", explained.calibration, "calibration", "How probabilities did", Calibration,
         "Back-tests on the past of this workspace."),
    Read("metrics", strategy.metrics, "metrics", "All metrics", Metrics, query=MetricsAsked),
    Read("metrics/{metric}", strategy.metric, "metric", "Values of a metric", MetricAnswer,
         "Numerator and denominator stand beside a ratio; `value` is null where there are no data, and never 0 for it.",
         query=ValuesAsked),
    Read("metrics/{metric}/why", explained.why, "why", "What changed a metric", Why,
         "An exact decomposition over formulas, mix and rate; what effects explain is estimated, and what nothing "
         "explains is the residual.", query=WhyAsked),
    Read("metrics/{metric}/computed", strategy.computed, "computed", "How a metric was computed", Computed,
         "Its definition, its queries, and the sources behind it."),
)  # fmt: skip
