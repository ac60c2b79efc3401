"""Forecasting methods: each makes joint sample paths of the periods ahead from past values.

Exponential smoothing and Theta are fitted by statsforecast; sample paths are drawn here, over all draws at once,
because the library draws them one by one and through the global random state. Within a path errors carry on from period
to period, and the scale of the errors is itself uncertain: each path draws its own from the scaled inverse chi-square.

References: R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder (2008), Forecasting with Exponential Smoothing, tables
2.2 and 2.3; R. J. Hyndman, B. Billah (2003), Unmasking the Theta method, Int. J. Forecasting 19.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from sightline.records.history import Floats

__all__ = ["METHODS", "Sampled", "naive", "seasonal_naive"]

_LONGEST_SEASON = 24  # beyond it, statsforecast's exponential smoothing knows no season
_LEAST_FREEDOM = 3  # with fewer degrees of freedom the draws of the scale would have no mean
_TINY = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """What a method says of the periods ahead.

    Parameters
    ----------
    point : array, periods
        The forecast.
    paths : array, draws x periods
        Joint sample paths.
    """

    point: Floats
    paths: Floats


def naive(y: Floats, season: int, ahead: int, *, draws: int, rng: np.random.Generator) -> Sampled:
    """Return paths that walk on from the last value without drift, by steps as large as those of the past."""
    del season
    steps = np.diff(y)
    spread = float(np.sqrt(np.mean(steps**2))) if steps.size else 0.0
    errors = _errors(rng, draws, ahead, spread, steps.size)
    point = np.full(ahead, y[-1])
    return Sampled(point, point + np.cumsum(errors, axis=1))


def seasonal_naive(y: Floats, season: int, ahead: int, *, draws: int, rng: np.random.Generator) -> Sampled:
    """Return paths that repeat the last season, with errors as large as the changes from year to year."""
    if season == 1 or len(y) <= season:
        return naive(y, season, ahead, draws=draws, rng=rng)
    changes = y[season:] - y[:-season]
    errors = _errors(rng, draws, ahead, float(np.sqrt(np.mean(changes**2))), changes.size)
    for period in range(season, ahead):
        errors[:, period] += errors[:, period - season]
    point = y[-season:][np.arange(ahead) % season]
    return Sampled(point, point + errors)


def _exponential_smoothing(y: Floats, season: int, ahead: int, *, draws: int, rng: np.random.Generator) -> Sampled:
    from statsforecast.models import AutoETS  # noqa: PLC0415 -- slow import

    model = AutoETS(season_length=season if season <= _LONGEST_SEASON else 1).fit(y).model_
    freedom = len(y) - int(model["n_params"])
    errors = _errors(rng, draws, ahead, float(np.sqrt(model["sigma2"])), freedom)
    return Sampled(_smoothed(model, np.zeros((1, ahead)))[0], _smoothed(model, errors))


def _smoothed(model: Mapping[str, Any], errors: Floats) -> Floats:
    """Return the paths of a fitted exponential smoothing model under `errors`, draws x periods."""
    error, trend, season, damped = model["components"]
    alpha, beta, gamma, phi = (0.0 if np.isnan(one) else float(one) for one in model["par"][:4])
    damping = phi if damped == "D" else 1.0
    state = np.asarray(model["states"][-1], dtype=float)
    draws, ahead = errors.shape
    level = np.full(draws, state[0])
    slope = np.full(draws, state[1] if trend == "A" else 0.0)
    seasons = [np.full(draws, one) for one in state[2 if trend == "A" else 1 :]]
    paths = np.empty_like(errors)
    for period in range(ahead):
        base = level + damping * slope
        last = seasons.pop() if season != "N" else np.zeros(draws)
        mean = base * last if season == "M" else base + last
        value = mean + errors[:, period] * (mean if error == "M" else 1.0)
        paths[:, period] = value
        plain = value / _apart(last) if season == "M" else value - last
        risen = base + alpha * (plain - base)
        if trend == "A":
            slope = damping * slope + (beta / alpha) * (risen - level - damping * slope)
        if season != "N":
            seen = value / _apart(base) if season == "M" else value - base
            seasons.insert(0, last + gamma * (seen - last))
        level = risen
    return paths


def _theta(y: Floats, season: int, ahead: int, *, draws: int, rng: np.random.Generator) -> Sampled:
    from statsforecast.models import AutoTheta  # noqa: PLC0415 -- slow import

    model = AutoTheta(season_length=season).fit(y)
    point = np.asarray(model.predict(ahead)["mean"], dtype=float)
    residuals = (y - np.asarray(model.model_["fitted"], dtype=float))[3:]  # the first ones warm up
    alpha = float(model.model_["par"]["alpha"])
    errors = _errors(rng, draws, ahead, float(np.std(residuals)), residuals.size - 3)
    carried = np.cumsum(errors, axis=1) - errors
    return Sampled(point, point + errors + alpha * carried)


def _errors(rng: np.random.Generator, draws: int, ahead: int, spread: float, freedom: int) -> Floats:
    """Return errors, draws x periods, whose scale is uncertain with `freedom` degrees of freedom."""
    least = max(freedom, _LEAST_FREEDOM)
    scale: Floats = spread * np.sqrt(least / rng.chisquare(least, size=(draws, 1)))
    errors: Floats = scale * rng.standard_normal((draws, ahead))
    return errors


def _apart(values: Floats) -> Floats:
    """Return values kept away from zero, to divide by."""
    return np.where(np.abs(values) < _TINY, _TINY, values)


METHODS: Mapping[str, Callable[..., Sampled]] = MappingProxyType(
    {
        "AutoETS": _exponential_smoothing,
        "AutoTheta": _theta,
        "seasonal naive": seasonal_naive,
        "naive": naive,
    }
)
