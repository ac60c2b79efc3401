"""Deviations as the pages see them: what they cost, the charts that find them, causes, predictions.

Frozen view records, the mirrors of the library's, in plain Python; None where nothing can be said. Prices are in the
unit of the goal, positive for a loss; low and high bound a 90 % interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sightline_web.ahead import Span

__all__ = ["Baseline", "Cause", "Chart", "Deviation", "Prediction", "PredictionSkill", "Signal"]

Segment = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a chart is judged by: the periods it was taken from, and who decided that, when and why."""

    since: str
    until: str
    n: int
    provisional: bool
    decided_by: str | None = None
    decided_on: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A chart that spoke: by which rule, when, since when the shift is estimated to be, and how large it is."""

    rule: str
    period: str
    since: str
    size: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """One metric, in one segment, over periods against its own baseline; CUSUMs are in standard deviations."""

    metric: str
    segment: Segment
    kind: str  # "values", "rate" or "counts"
    periods: tuple[Span, ...]
    values: tuple[float | None, ...]
    centre: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    cusum_up: tuple[float | None, ...]
    cusum_down: tuple[float | None, ...]
    baseline: Baseline
    signals: tuple[Signal, ...]  # newest first
    false_alarms: float | None
    words: str = ""
    grain: str = "month"  # the size of its periods


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation with its price: what it costs its goal as far as action can still avoid it."""

    deviation: str
    kind: str  # "rule", "deadline", "chart" or "control"
    process: str | None
    rule: str | None
    case: str | None
    metric: str | None
    segment: Segment
    since: datetime
    due: datetime | None
    outcome: str
    owner: str | None
    goal: str | None
    price: float | None
    low: float | None
    high: float | None
    price_share: float | None
    probability: float | None
    prices: Mapping[str, float] = field(default_factory=dict)
    state: str = "new"
    sentence: str = ""
    words: str = ""
    explained_by: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Cause:
    """An attribute value that deviating cases have more often than others."""

    attribute: str
    value: str
    cases: int
    of: int
    lift: float | None
    low: float | None
    high: float | None
    q: float | None
    tried: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an open case will probably do: the time until it is closed, and the chance that it misses a deadline."""

    process: str
    case: str
    stage: str
    age_s: float | None
    remaining_s: float | None
    low_s: float | None
    high_s: float | None
    late: float | None
    rule: str | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class PredictionSkill:
    """How predictions did on cases that are closed by now, beside the median of their stage."""

    process: str
    method: str
    n: int
    mae_s: float | None
    baseline_mae_s: float | None
    coverage: float | None
    brier: float | None
    base_brier: float | None
    words: str
