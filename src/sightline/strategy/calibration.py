"""Calibration: how often goals were reached that were given a probability, on the past of the workspace itself.

Made-up goals are set at earlier moments and forecast with what was known then. Their targets are what someone without
a model would set: levels between the 10 % and the 90 % quantile of the naive floor. A probability is calibrated when of
the goals given 70 % about 70 % were reached.

Reference: G. W. Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sightline.periods import Grain
from sightline.records import Calibration, CalibrationBin, History
from sightline.records.history import Floats
from sightline.saying import Said, phrase, say
from sightline.strategy.forecasts import paths_after
from sightline.strategy.methods import seasonal_naive
from sightline.strategy.past import FEW, Past, past_of

__all__ = ["calibrate"]

_LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)  # of the naive floor: where targets are set
_ORIGINS = 3
_BINS = 10
_LEAST = 20  # probabilities; fewer say nothing of calibration


@dataclass(frozen=True, slots=True, eq=False)
class _Tested:
    """Probabilities of made-up goals on one series, and what came."""

    said: Floats
    came: Floats
    inside: Floats


def calibrate(
    histories: Mapping[str, History],
    units: Mapping[str, str],
    *,
    season: int,
    horizon: int = 6,
    draws: int = 400,
    seed: int = 0,
    most: int = 150,
) -> Calibration:
    """Return how probabilities did on the past.

    Parameters
    ----------
    histories : mapping of str to History
        The pasts to try; each segment is a series of its own.
    units : mapping of str to str
        The units, by the same names or by metric.
    season : int
        After how many periods a season repeats.
    horizon : int
        How many periods ahead goals are set.
    draws : int
        Sample paths per forecast.
    seed : int
        The same seed gives the same figures.
    most : int
        How many series are tried at most; of more, every so many-th by name.

    Returns
    -------
    Calibration
        With None for its figures where fewer than twenty goals could be tried.
    """
    series = list(_series(histories, units, season, horizon))
    step = max(1, -(-len(series) // most))
    found = [
        tested
        for name, past in series[::step]
        for tested in _tested(past, horizon, draws=draws, rng=_generator(name, seed))
    ]
    tried = len(series[::step])
    if sum(one.said.size for one in found) < _LEAST:
        words = say("The past is too short to try.")
        return Calibration(None, None, _bins(np.empty(0), np.empty(0)), tried, 0, None, words)
    said, came, inside = (
        np.concatenate([getattr(one, part).ravel() for one in found]) for part in ("said", "came", "inside")
    )
    brier, base = float(np.mean((said - came) ** 2)), float(np.mean((came.mean() - came) ** 2))
    bins = _bins(said, came)
    return Calibration(brier, base, bins, tried, said.size, float(inside.mean()), _words(bins, said.size, tried))


def _series(
    histories: Mapping[str, History], units: Mapping[str, str], season: int, horizon: int
) -> Iterator[tuple[str, Past]]:
    """Yield each series that is long enough and moves, by name."""
    for name in sorted(histories):
        history = histories[name]
        unit = units.get(name, units.get(history.metric, ""))
        grain = history.periods[-1].grain if history.periods else Grain.MONTH
        for segment, row in zip(history.segments, history.value, strict=True):
            past = past_of(row, unit=unit, grain=grain, season=season)
            if past.known >= FEW + horizon and not past.constant:
                yield "\0".join((name, *(one or "" for one in segment))), past


def _tested(past: Past, horizon: int, *, draws: int, rng: np.random.Generator) -> Iterator[_Tested]:
    """Yield what was said at earlier moments, whose periods ahead do not overlap."""
    n = len(past.values)
    for origin in range(n - horizon, max(FEW, n - horizon * _ORIGINS) - 1, -horizon):
        season = past.season if origin >= 2 * past.season else 1
        before = replace(past, values=past.values[:origin], seen=past.seen[:origin], season=season)
        if before.constant or not before.seen[-1]:  # a gap at the end would be filled with a view of what comes
            continue
        paths = paths_after(before, horizon, draws=draws, rng=rng)
        if np.isnan(paths).any():
            continue
        floor = seasonal_naive(before.values, season, horizon, draws=draws, rng=rng).paths
        seen = past.seen[origin : origin + horizon]
        yield _compared(paths[:, seen], floor[:, seen], past.values[origin : origin + horizon][seen], past)


def _compared(paths: Floats, floor: Floats, came: Floats, past: Past) -> _Tested:
    """Return the probabilities of targets set by the floor, and whether they were reached; levels x periods."""
    targets = np.clip(np.quantile(floor, _LEVELS, axis=0), past.low, past.high)
    low, high = np.quantile(paths, (0.05, 0.95), axis=0)
    return _Tested(
        said=np.mean(paths[None] >= targets[:, None, :], axis=1),
        came=(came >= targets).astype(float),
        inside=((came >= low) & (came <= high)).astype(float),
    )


def _bins(said: Floats, came: Floats) -> tuple[CalibrationBin, ...]:
    place = np.minimum((said * _BINS).astype(int), _BINS - 1)
    return tuple(_bin(number, said[place == number], came[place == number]) for number in range(_BINS))


def _bin(number: int, said: Floats, came: Floats) -> CalibrationBin:
    low, high = number / _BINS, (number + 1) / _BINS
    if not said.size:
        return CalibrationBin(low, high, 0, None, None)
    return CalibrationBin(low, high, said.size, float(said.mean()), float(came.mean()))


def _words(bins: tuple[CalibrationBin, ...], forecasts: int, series: int) -> Said:
    off = sum(one.count * abs((one.said or 0.0) - (one.came or 0.0)) for one in bins) / forecasts
    text = phrase(
        "Of {goals:,} made-up goals on the past of {series} series, probabilities were off by {points:.1f} points "
        "on average."
    )
    return say(text, goals=forecasts, series=series, points=100 * off)


def _generator(name: str, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")])
