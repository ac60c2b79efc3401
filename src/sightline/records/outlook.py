"""Outlooks: forecasts of metrics, and the probability that a goal is reached by its date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sightline.periods import Period

__all__ = ["FAN", "Backtest", "Calibration", "CalibrationBin", "Forecast", "Outlook", "Paths"]

FAN = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Backtest:
    """How a method did on the past: forecasts made at earlier moments, compared with what came.

    Parameters
    ----------
    origins : int
        How many earlier moments.
    horizon : int
        How many periods ahead each time.
    mase, naive_mase : float, optional
        The mean absolute scaled error of the method and of the floor: seasonal naive, without a season naive; None
        where none could be tried.
    coverage : float, optional
        The share of values inside the 90 % interval, after scaling.
    """

    origins: int
    horizon: int
    mase: float | None
    naive_mase: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What one measured metric would do if nothing new happened.

    Parameters
    ----------
    metric : str
        Its id.
    segment : tuple of (dimension, value)
        The segment that was forecast; empty for the enterprise as a whole.
    periods : tuple of Period
        The periods ahead.
    draws : array, draws x periods
        Joint sample paths, in the metric's unit: within a draw, periods belong together.
    method : str
        `AutoETS and AutoTheta`, `seasonal naive`, `naive` or `none`.
    backtest : Backtest, optional
        How it did on the past; None where the past is too short to try.
    n : int
        How many past values it rests on.
    words : str
        What a reader should know: too short a past, no better than the floor, held constant.
    """

    metric: str
    segment: tuple[tuple[str, str], ...]
    periods: tuple[Period, ...]
    draws: NDArray[np.float64] = field(repr=False)
    method: str = "none"
    backtest: Backtest | None = None
    n: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Values of metrics over past and future periods, by draws: what passes between forecasts and the metric graph.

    Parameters
    ----------
    periods : tuple of Period
        Past ones first; the past is the same in every draw.
    now : int
        How many of them are past.
    values : mapping of str to array, draws x periods
        In each metric's unit; NaN where there is no data. Every array has the same shape.
    """

    periods: tuple[Period, ...]
    now: int
    values: Mapping[str, NDArray[np.float64]] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """Where a goal is heading.

    Parameters
    ----------
    goal, metric, unit : str
        What it is.
    target : float
        What is to be reached, in `unit`.
    by : date
        When.
    better : str
        `higher` or `lower`.
    periods : tuple of Period
        From the first period ahead to the one that holds `by`; empty where the date is past.
    fan : array, len(FAN) x periods
        Quantiles of the values at the levels `FAN`, in `unit`.
    forecast, low, high : float, optional
        Median and 90 % interval in the last of `periods`; None where it cannot be said.
    probability : float, optional
        The share of sample paths that reach the target in the last period; 1 or 0 where the date is past.
    methods : mapping of str to Forecast
        The forecasts of the measured metrics it rests on, by metric; their draws may be empty.
    words : str
        What a reader should know: already reached, the date is past, too few periods, no better than the floor.
    """

    goal: str
    metric: str
    unit: str
    target: float
    by: date
    better: str
    periods: tuple[Period, ...]
    fan: NDArray[np.float64] = field(repr=False)
    forecast: float | None
    low: float | None
    high: float | None
    probability: float | None
    methods: Mapping[str, Forecast]
    words: str = ""


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Back-tested goals that were given a probability between `low` and `high`.

    Parameters
    ----------
    low, high : float
        The bin.
    count : int
        How many there were.
    said, came : float, optional
        The mean probability and the share that were reached; None in an empty bin.
    """

    low: float
    high: float
    count: int
    said: float | None
    came: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How probabilities did on the past of this workspace.

    Parameters
    ----------
    brier : float, optional
        The mean squared distance of probabilities from what came; None without a back-test.
    base : float, optional
        The same for always saying how often goals were reached.
    bins : tuple of CalibrationBin
        Ten of them.
    series, forecasts : int
        How many series and how many probabilities.
    coverage : float, optional
        The share of values inside their 90 % intervals.
    words : str
        One sentence.
    """

    brier: float | None
    base: float | None
    bins: tuple[CalibrationBin, ...]
    series: int
    forecasts: int
    coverage: float | None
    words: str
