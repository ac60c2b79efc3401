"""Forecasts of measured metrics: joint sample paths of the periods ahead, by the method that did best on the past.

Exponential smoothing and Theta together are the default, seasonal naive and naive the floors; a back-test chooses, and
scales the spread of the paths. Paths are joint: a sum over periods is summed within each path, and intervals are never
added. Shares are clipped to 0 and 1 rather than modelled on a logit: a share that touches its bound has no logit, and a
path at the bound counts as being there.

Too few values, a metric that never moved, gaps and shares that are none are told in words; nothing is raised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sightline.periods import Grain, Period
from sightline.records import Backtest, Forecast, History
from sightline.records.history import Floats
from sightline.saying import joined, say
from sightline.strategy.backtests import Trial, backtest_of, ranked, sample, trials, widened
from sightline.strategy.methods import naive
from sightline.strategy.past import FEW, Past, past_of

__all__ = ["forecast", "paths_after"]

_FEW_FACTOR = 1.3  # on the spread, where there is too little to back-test
_STALE = {Grain.DAY: 31, Grain.WEEK: 26, Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 2}  # periods without a value


def forecast(
    history: History,
    periods: Sequence[Period],
    *,
    unit: str,
    segment: tuple[tuple[str, str], ...] = (),
    draws: int = 1000,
    seed: int = 0,
) -> Forecast:
    """Return what a metric would do if nothing new happened.

    Parameters
    ----------
    history : History
        Its past, with the dimensions of `segment`.
    periods : sequence of Period
        The periods ahead, without gaps, of the grain of the history.
    unit : str
        The metric's unit.
    segment : tuple of (dimension, value)
        Which segment; empty for the enterprise as a whole.
    draws : int
        How many sample paths.
    seed : int
        The same seed gives the same paths, whatever else is forecast.

    Returns
    -------
    Forecast
        Its draws are NaN, and its method is `none`, where the data cannot say; `words` tell why.
    """
    wanted = dict(segment)
    row = history.of(tuple(wanted.get(name) for name in history.by))
    grain = (*history.periods[-1:], *periods)[0].grain if history.periods or periods else Grain.MONTH
    past = past_of(row, unit=unit, grain=grain)
    skip = past.late + (_between(history.periods[-1], periods[0]) if history.periods and periods else 0)
    if past.known and skip > _STALE[grain]:
        unknown = np.full((draws, skip + len(periods)), np.nan)
        said = _Ahead("none", unknown, (say("Its past ends too early to forecast from."),))
    else:
        said = _said(past, skip + len(periods), draws=draws, rng=_generator(history.metric, segment, seed))
    return Forecast(
        metric=history.metric,
        segment=segment,
        periods=tuple(periods),
        draws=np.clip(said.paths, past.low, past.high)[:, skip:],
        method=said.method,
        backtest=said.backtest,
        n=past.known,
        words=joined(" ", (*said.words, *past.notes)),
    )


def paths_after(past: Past, ahead: int, *, draws: int, rng: np.random.Generator) -> Floats:
    """Return sample paths, draws x periods, of the periods after the last known value; NaN where it cannot be said."""
    paths: Floats = np.clip(_said(past, ahead, draws=draws, rng=rng).paths, past.low, past.high)
    return paths


@dataclass(frozen=True, slots=True, eq=False)
class _Ahead:
    """Paths of all periods after the last known value, and how they came about."""

    method: str
    paths: Floats
    words: tuple[str, ...] = ()
    backtest: Backtest | None = None


def _said(past: Past, ahead: int, *, draws: int, rng: np.random.Generator) -> _Ahead:
    unknown = np.full((draws, ahead), np.nan)
    if not past.known:
        return _Ahead("none", unknown)
    if past.known == 1:
        return _Ahead("none", unknown, (say("One value alone: the data cannot say where it is heading."),))
    if past.constant:
        level = np.full((draws, ahead), past.values[-1])
        return _Ahead("naive", level, (say("It has never moved; held constant."),))
    if past.known < FEW:
        steps = naive(past.values, 1, ahead, draws=draws, rng=rng).paths
        few = say("{count} values are too few to choose a method; the last one is carried on.", count=past.known)
        return _Ahead("naive", widened(steps, _FEW_FACTOR, rng=rng), (few,))
    return _tested(past, ahead, draws=draws, rng=rng)


def _tested(past: Past, ahead: int, *, draws: int, rng: np.random.Generator) -> _Ahead:
    """Return paths by the method that did best in the back-test."""
    found, origins, horizon = trials(past, rng=rng)
    for chosen in ranked(found):
        said = sample(chosen.method, past.values, past.season, ahead, draws=draws, rng=rng)
        if said is not None:
            backtest = backtest_of(chosen, found, origins, horizon) if origins else None
            paths = widened(said.paths, chosen.factor, rng=rng)
            return _Ahead(chosen.method, paths, _compared(chosen, backtest, past.season), backtest)
    return _Ahead("none", np.full((draws, ahead), np.nan), (say("No method could be fitted."),))


def _compared(chosen: Trial, backtest: Backtest | None, season: int) -> tuple[str, ...]:
    if backtest is None or backtest.mase is None:
        return (say("The past is too short for a back-test."),)
    if chosen.method == "naive":
        return (say("No method did better in the back-test than naive."),)
    if chosen.method == "seasonal naive":
        return (say("No method did better in the back-test than seasonal naive."),)
    if backtest.naive_mase is None or backtest.mase < backtest.naive_mase:
        return ()
    if season > 1:
        return (say("In the back-test it did no better than seasonal naive."),)
    return (say("In the back-test it did no better than naive."),)


def _between(last: Period, first: Period) -> int:
    """Return how many periods lie between the last past one and the first ahead."""
    return max(0, round((first.start - last.end).days / last.days))


def _generator(metric: str, segment: tuple[tuple[str, str], ...], seed: int) -> np.random.Generator:
    """Return a generator of this metric and segment alone, so that the order of forecasts does not matter."""
    name = "\0".join((metric, *(part for pair in segment for part in pair)))
    return np.random.default_rng([seed, int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")])
