"""Forecasting methods: each makes joint sample paths of the periods ahead from past values.

Exponential smoothing and Theta are fitted by statsforecast to values without their season; sample paths are drawn here,
over all draws at once, because the library draws them one by one and through the global random state. Within a path
errors carry on from period to period, and the scale of the errors is itself uncertain: each path draws its own from the
scaled inverse chi-square.

References: R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder (2008), Forecasting with Exponential Smoothing, tables
2.2 and 2.3; R. J. Hyndman, B. Billah (2003), Unmasking the Theta method, Int. J. Forecasting 19.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from sightline.errors import EstimateError
from sightline.records.history import Floats
from sightline.strategy.seasons import season_in

__all__ = ["COMBINED", "METHODS", "Sampled", "combined", "naive", "seasonal_naive"]

COMBINED = "AutoETS and AutoTheta"

_LEAST_FREEDOM = 3  # with fewer degrees of freedom the draws of the scale would have no mean
_WARM_UP = 3  # residuals of Theta before it has settled


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


def combined(y: Floats, season: int, ahead: int, *, draws: int, rng: np.random.Generator) -> Sampled:
    """Return paths of exponential smoothing and of Theta, half and half; of one alone where the other cannot be fitted.

    Both work on the values without their season. The mean of two methods did better on every length of series that was
    tried than either, and than a choice by a few back-tests.
    """
    seasonal = season_in(y, season)
    plain = seasonal.out_of(y)
    halves = (draws - draws // 2, draws // 2)
    tried = (
        _or_none(method, plain, ahead, draws=count, used=seasonal.used, rng=rng)
        for method, count in zip((_exponential_smoothing, _theta), halves, strict=True)
    )
    found = [one for one in tried if one is not None]
    if not found:
        raise EstimateError("Neither exponential smoothing nor Theta can be fitted.")
    point = np.mean([one.point for one in found], axis=0, keepdims=True)
    paths = np.vstack([one.paths for one in found])
    paths = paths[np.arange(draws) % len(paths)]
    return Sampled(seasonal.into(point, len(y))[0], seasonal.into(paths, len(y), rng=rng))


def _or_none(method: Callable[..., Sampled], y: Floats, ahead: int, **options: Any) -> Sampled | None:
    try:
        return method(y, ahead, **options)
    except Exception:  # noqa: BLE001 -- statsforecast raises bare exceptions for series it cannot fit
        return None


def _exponential_smoothing(y: Floats, ahead: int, *, draws: int, used: float, rng: np.random.Generator) -> Sampled:
    """Return paths of the exponential smoothing model without season that has the smallest AICc."""
    from statsforecast.models import AutoETS  # noqa: PLC0415 -- slow import

    model = AutoETS(season_length=1).fit(y).model_
    freedom = len(y) - int(model["n_params"]) - used
    errors = _errors(rng, draws, ahead, float(np.sqrt(model["sigma2"])), freedom)
    return Sampled(_smoothed(model, np.zeros((1, ahead)))[0], _smoothed(model, errors))


def _smoothed(model: Mapping[str, Any], errors: Floats) -> Floats:
    """Return the paths of a fitted exponential smoothing model without season under `errors`, draws x periods."""
    error, trend, _, damped = model["components"]
    alpha, beta, _, phi = (0.0 if np.isnan(one) else float(one) for one in model["par"][:4])
    damping = phi if damped == "D" else 1.0
    state = np.asarray(model["states"][-1], dtype=float)
    level = np.full(len(errors), state[0])
    slope = np.full(len(errors), state[1] if trend == "A" else 0.0)
    paths = np.empty_like(errors)
    for period in range(errors.shape[1]):
        mean = level + damping * slope
        surprise = errors[:, period] * (mean if error == "M" else 1.0)
        paths[:, period] = mean + surprise
        level = mean + alpha * surprise
        slope = damping * slope + beta * surprise
    return paths


def _theta(y: Floats, ahead: int, *, draws: int, used: float, rng: np.random.Generator) -> Sampled:
    """Return paths of the standard Theta method.

    Its errors are those of exponential smoothing with drift, which it equals (Hyndman and Billah, 2003).
    """
    from statsforecast.models import AutoTheta  # noqa: PLC0415 -- slow import

    model = AutoTheta(season_length=1, model="STM").fit(y)
    line = np.asarray(model.predict(ahead)["mean"], dtype=float)
    residuals = (y - np.asarray(model.model_["fitted"], dtype=float))[_WARM_UP:]
    errors = _errors(rng, draws, ahead, float(np.std(residuals)), residuals.size - used)
    carried = np.cumsum(errors, axis=1) - errors
    return Sampled(line, line + errors + float(model.model_["par"]["alpha"]) * carried)


def _errors(rng: np.random.Generator, draws: int, ahead: int, spread: float, freedom: float) -> Floats:
    """Return errors, draws x periods, whose scale is uncertain with `freedom` degrees of freedom."""
    least = max(freedom, _LEAST_FREEDOM)
    scale: Floats = spread * np.sqrt(least / rng.chisquare(least, size=(draws, 1)))
    errors: Floats = scale * rng.standard_normal((draws, ahead))
    return errors


METHODS: Mapping[str, Callable[..., Sampled]] = MappingProxyType(
    {COMBINED: combined, "seasonal naive": seasonal_naive, "naive": naive}
)
