"""Behaviour charts, deviations and what they cost, predictions of open cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sightline.periods import Period

__all__ = [
    "Baseline",
    "BehaviourChart",
    "Cause",
    "Deviation",
    "DeviationKind",
    "Prediction",
    "PredictionSkill",
    "Signal",
]

DeviationKind = Literal["rule", "deadline", "chart", "control"]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a chart is judged by: the periods it was taken from, and who decided that, when and why.

    Parameters
    ----------
    since, until : str
        Labels of the first and last period.
    n : int
        Values in them.
    provisional : bool
        Whether these are too few, or nobody has declared them.
    decided_by, decided_on, reason : str, optional
        The declared act; None where the first periods were taken because nobody decided.
    """

    since: str
    until: str
    n: int
    provisional: bool
    decided_by: str | None = None
    decided_on: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A chart that spoke: which rule, when, how far from the baseline, and since when the shift is estimated to be."""

    rule: Literal["beyond a limit", "cusum up", "cusum down"]
    period: str
    since: str
    size: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class BehaviourChart:
    """One metric (in one segment) over periods against its own baseline.

    Parameters
    ----------
    metric : str
        Its id.
    segment : tuple of (dimension, value)
        Empty for the enterprise as a whole.
    kind : str
        `values` (individuals), `rate` (a share of counts), `counts`.
    periods : tuple of Period
        Oldest first.
    values : array
        In the metric's unit; NaN means no data.
    centre, lower, upper : array
        The expected value and the limits of each period, in the metric's unit, season and transform undone.
    cusum_up, cusum_down : array
        In standard deviations.
    baseline : Baseline
        What it is judged by.
    signals : tuple of Signal
        Newest first.
    false_alarms : float
        How many false signals a period this chart is set to give on average.
    words : str
        What a reader should know: provisional limits, transformed, too few values.
    """

    metric: str
    segment: tuple[tuple[str, str], ...]
    kind: Literal["values", "rate", "counts"]
    periods: tuple[Period, ...]
    values: NDArray[np.float64] = field(repr=False)
    centre: NDArray[np.float64] = field(repr=False)
    lower: NDArray[np.float64] = field(repr=False)
    upper: NDArray[np.float64] = field(repr=False)
    cusum_up: NDArray[np.float64] = field(repr=False)
    cusum_down: NDArray[np.float64] = field(repr=False)
    baseline: Baseline
    signals: tuple[Signal, ...]
    false_alarms: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """An attribute value that deviating cases have more often than others.

    Parameters
    ----------
    attribute, value : str
        What they have in common.
    cases, of : int
        Deviating cases with it, and all cases with it.
    lift : float
        The share of deviating cases among those with it, over the share among all others.
    low, high : float
        The 90 % interval of the difference of the two shares.
    q : float
        Benjamini and Hochberg's false-discovery rate over all values tried.
    tried : int
        How many values were tried.
    """

    attribute: str
    value: str
    cases: int
    of: int
    lift: float
    low: float
    high: float
    q: float
    tried: int


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation with its price.

    Parameters
    ----------
    deviation : str
        A stable id.
    kind : str
        `rule` (violated), `deadline` (about to be missed), `chart` (a signal), `control` (a limit passed).
    process, rule, case, metric : str, optional
        What it is about.
    segment : tuple of (dimension, value)
        Where.
    since : datetime
        Since when.
    due : datetime, optional
        Until when something can be done.
    outcome : str
        `violated`, `pending`, `signal` or `beyond`.
    owner : str, optional
        The role that answers for it.
    goal : str, optional
        The goal that it costs most.
    price, low, high : float, optional
        What it costs that goal, in the goal's unit, as far as action can still avoid it: the expected loss and its 90 %
        interval; positive is a loss. None where there is no line of sight.
    price_share : float, optional
        The same as a share of what the goal still has to go: comparable between goals; the queue is ordered by it.
    probability : float
        That it is (or will become) real: 1 for a violated rule, the chance of being late for a deadline.
    prices : mapping of str to float
        The expected loss of every goal that it reaches.
    state : str
        `new` until exceptions keep their own states.
    sentence : str
        What happened, where, and what it costs.
    words : str
        What a reader should know.
    explained_by : tuple of str
        Ids of deviations that explain all of it, so that it costs nothing of its own.
    cases : tuple of str
        Of a deviation of several cases the newest ones, up to fifty.
    count : int
        How many cases it is about; 1 where it is about none.
    """

    deviation: str
    kind: DeviationKind
    process: str | None
    rule: str | None
    case: str | None
    metric: str | None
    segment: tuple[tuple[str, str], ...]
    since: datetime
    due: datetime | None
    outcome: str
    owner: str | None
    goal: str | None
    price: float | None
    low: float | None
    high: float | None
    price_share: float | None
    probability: float
    prices: Mapping[str, float] = field(default_factory=dict)
    state: str = "new"
    sentence: str = ""
    words: str = ""
    explained_by: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an open case will probably do.

    Parameters
    ----------
    process, case, stage : str
        The case and the activity it is at.
    age_s : float
        Since its first event.
    remaining_s, low_s, high_s : float, optional
        Median and 90 % interval of the time until it is closed.
    late : float, optional
        The probability that a deadline is missed; None where no deadline applies.
    rule : str, optional
        That deadline.
    due : datetime, optional
        When it is due.
    """

    process: str
    case: str
    stage: str
    age_s: float
    remaining_s: float | None
    low_s: float | None
    high_s: float | None
    late: float | None
    rule: str | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class PredictionSkill:
    """How predictions did on cases that are closed by now, beside the median of their stage.

    Parameters
    ----------
    process, method : str
        The method that is used: the per-stage median itself where nothing beats it.
    n : int
        Predictions tried.
    mae_s, baseline_mae_s : float, optional
        Mean absolute errors in seconds.
    coverage : float, optional
        The share inside the 90 % interval.
    brier, base_brier : float, optional
        Of lateness, and of always saying the base rate of the stage.
    words : str
        One sentence.
    """

    process: str
    method: str
    n: int
    mae_s: float | None
    baseline_mae_s: float | None
    coverage: float | None
    brier: float | None
    base_brier: float | None
    words: str
