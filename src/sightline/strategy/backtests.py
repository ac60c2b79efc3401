"""Back-tests of forecasting methods on one past: which one did best, and how much too narrow it was.

From a few earlier moments (rolling origins) each method forecasts what came since. The method with the smallest error
is taken, with a head start for exponential smoothing: a few short back-tests cannot tell close methods apart. The
errors in units of the forecast spread say by how much the spread is to be scaled; they are few, so the factor is drawn
towards one that was learned on many series.

Reference: R. J. Hyndman, A. B. Koehler (2006), Another look at measures of forecast accuracy (MASE), Int. J.
Forecasting 22.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sightline.records import Backtest
from sightline.records.history import Floats
from sightline.strategy.methods import METHODS, Sampled
from sightline.strategy.past import FEW, Past

__all__ = ["HALF_WIDTH", "Trial", "backtest_of", "origins_of", "ranked", "sample", "trials"]

HALF_WIDTH = 1.6449  # standard deviations in half of a 90 % interval
_DRAWS = 200  # paths per back-test; only their spread is used
_HORIZON = 6  # periods ahead at most
_ORIGINS = 3
_HEAD_START = {"AutoETS": 1.0, "AutoTheta": 1.1, "seasonal naive": 1.1, "naive": 1.2}
_PRIOR_FACTOR = 1.2
_PRIOR_WEIGHT = 6.0  # in independent errors
_INDEPENDENT = 0.33  # errors of one back-test hang together


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """How one method did.

    Parameters
    ----------
    method : str
        One of `METHODS`.
    mase : float
        Its mean absolute error in units of the mean absolute change from season to season; NaN where it failed.
    scores : array, origins x periods
        Errors in units of the spread that was forecast.
    """

    method: str
    mase: float
    scores: Floats

    @property
    def factor(self) -> float:
        """By what to multiply the spread of the method's paths."""
        found = self.scores[np.isfinite(self.scores)]
        weight = _INDEPENDENT * found.size
        seen = float(np.sum(np.minimum(np.abs(found), 6.0) ** 2)) * _INDEPENDENT
        return float(np.sqrt((_PRIOR_WEIGHT * _PRIOR_FACTOR**2 + seen) / (_PRIOR_WEIGHT + weight)))


def sample(method: str, y: Floats, season: int, ahead: int, *, draws: int, rng: np.random.Generator) -> Sampled | None:
    """Return what a method says of the periods ahead; None where it cannot be fitted or runs away."""
    try:
        with np.errstate(all="ignore"):  # a fit that runs away is caught below
            found = METHODS[method](y, season, ahead, draws=draws, rng=rng)
    except Exception:  # noqa: BLE001 -- statsforecast raises bare exceptions for series it cannot fit
        return None
    reach = 1e3 * float(np.max(np.abs(y)) + np.ptp(y))
    sane = np.isfinite(found.paths).all() and np.isfinite(found.point).all() and np.abs(found.paths).max() <= reach
    return found if sane else None


def origins_of(past: Past, ahead: int) -> tuple[tuple[int, ...], int]:
    """Return after how many values the back-tests start, and how many periods ahead they look."""
    n = len(past.values)
    least = max(FEW, 2 * past.season)
    horizon = min(_HORIZON, ahead, max(1, (n - least) // 2))
    room = n - horizon - least
    if room < 0:
        return (), 0
    step = max(1, min(horizon, room // max(1, _ORIGINS - 1)))
    return tuple(n - horizon - step * back for back in range(min(_ORIGINS, room // step + 1))), horizon


def trials(past: Past, ahead: int, *, rng: np.random.Generator) -> tuple[list[Trial], int, int]:
    """Return how each method did, at how many origins, and over how many periods ahead."""
    y, season = past.values, past.season
    origins, horizon = origins_of(past, ahead)
    changes = np.abs(y[season:] - y[:-season])
    scale = float(changes.mean()) or float(np.abs(np.diff(y)).mean())
    found = []
    for method in METHODS:
        if method == "seasonal naive" and season == 1:
            continue
        errors, scores = [], []
        for origin in origins:
            said = sample(method, y[:origin], season, horizon, draws=_DRAWS, rng=rng)
            came = y[origin : origin + horizon]
            if said is None:
                errors.append(np.full(horizon, np.nan))
                continue
            low, high = np.quantile(said.paths, (0.05, 0.95), axis=0)
            spread = np.maximum((high - low) / (2 * HALF_WIDTH), 1e-12 * max(1.0, float(np.abs(y).max())))
            errors.append(np.abs(came - said.point) / scale)
            scores.append((came - said.point) / spread)
        mase = float(np.mean(errors)) if errors else float("nan")
        found.append(Trial(method, mase, np.array(scores).reshape(len(scores), horizon)))
    return found, len(origins), horizon


def ranked(found: Sequence[Trial]) -> list[Trial]:
    """Return trials, the method to take first: the smallest error, close ones in favour of exponential smoothing.

    Without a back-test the order of `METHODS` stands.
    """
    return sorted(found, key=lambda one: one.mase * _HEAD_START[one.method] if np.isfinite(one.mase) else np.inf)


def backtest_of(chosen: Trial, found: Sequence[Trial], origins: int, horizon: int) -> Backtest:
    """Return the record of a back-test: the chosen method beside the seasonal naive floor."""
    floors = [one.mase for one in found if one.method in ("seasonal naive", "naive")]  # seasonal first, where it is
    floor = floors[0] if floors else float("nan")
    inside = np.abs(chosen.scores) <= HALF_WIDTH * chosen.factor
    return Backtest(
        origins=origins,
        horizon=horizon,
        mase=chosen.mase if np.isfinite(chosen.mase) else None,
        naive_mase=floor if np.isfinite(floor) else None,
        coverage=float(inside.mean()) if inside.size else None,
    )
