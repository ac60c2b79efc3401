"""Back-tests of forecasting methods on one past: which one to take, and by how much its spread is too narrow.

From a few earlier moments (rolling origins) each method forecasts what came since. The combined method has a head start
over the naive floors, because a few short back-tests choose badly between close ones. The errors in units of the
forecast spread say by how much the spread is to be scaled; they are few and hang together, so the factor is drawn
towards one that was learned on simulated series of many kinds: it grows as fewer degrees of freedom are left
(`docs/explanation/outlook.md`).

What is added to the spread is added to all periods of a path alike: what a fit gets wrong, it gets wrong for long, and
the sum over a year would else be far too sure.

Reference: R. J. Hyndman, A. B. Koehler (2006), Another look at measures of forecast accuracy (MASE), Int. J.
Forecasting 22.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sightline.records import Backtest
from sightline.records.history import Floats
from sightline.strategy.methods import COMBINED, METHODS, Sampled
from sightline.strategy.past import FEW, Past
from sightline.strategy.seasons import season_in

__all__ = ["HALF_WIDTH", "Trial", "backtest_of", "origins_of", "ranked", "sample", "trials", "widened"]

HALF_WIDTH = 1.6449  # standard deviations in half of a 90 % interval
_DRAWS = 200  # paths per back-test; only their spread is used
_HORIZON = 6  # periods ahead at most
_ORIGINS = 5
_STEP = 3  # periods between them at most
_HEAD_START = 1.25
# learned on series of twelve simulated kinds, 9 to 72 values long: variances, in units of the forecast one
_LEARNED, _LEARNED_FEW, _LEARNED_WEIGHT = 1.35, 5.0, 20.0
_PARAMETERS = 3  # of a method, on average
_INDEPENDENT = 0.33  # of the errors of back-tests, which hang together
_OUTLYING = 4.0  # a larger error counts as this


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
        Errors in units of the spread that was forecast; NaN where it failed.
    freedom : float
        Degrees of freedom that the method leaves in the whole past.
    """

    method: str
    mase: float
    scores: Floats
    freedom: float

    @property
    def factor(self) -> float:
        """By what to multiply the spread of the method's paths."""
        found = np.minimum(np.abs(self.scores[np.isfinite(self.scores)]), _OUTLYING)
        learned = _LEARNED + _LEARNED_FEW / max(self.freedom, 3.0) if self.method == COMBINED else 1.0
        seen = _INDEPENDENT * float(np.sum(found**2))
        return float(np.sqrt((_LEARNED_WEIGHT * learned + seen) / (_LEARNED_WEIGHT + _INDEPENDENT * found.size)))


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


def origins_of(past: Past) -> tuple[tuple[int, ...], int]:
    """Return after how many values the back-tests start, oldest first, and how many periods ahead they look."""
    n = len(past.values)
    least = max(FEW, 2 * past.season)
    horizon = min(_HORIZON, (n - least) // 2)
    if horizon < 1:
        return (), 0
    last = n - horizon
    first = max(least, last - _STEP * (_ORIGINS - 1))
    spaced = np.unique(np.linspace(first, last, _ORIGINS).round()).astype(int)
    # a gap just before would be filled with a view of what comes
    return tuple(int(one) for one in spaced if past.seen[one - 1]), horizon


def trials(past: Past, *, rng: np.random.Generator) -> tuple[list[Trial], int, int]:
    """Return how each method did, at how many origins, and over how many periods ahead."""
    y, season = past.values, past.season
    origins, horizon = origins_of(past)
    used = season_in(y, season).used
    changes = np.abs(y[season:] - y[:-season])
    scale = float(changes.mean()) or float(np.abs(np.diff(y)).mean())
    found = []
    for method in METHODS:
        if method == "seasonal naive" and season == 1:
            continue
        pairs = [_tried(method, past, origin, horizon, rng) for origin in origins]
        errors, scores = (np.array([pair[at] for pair in pairs]).reshape(len(pairs), horizon) for at in (0, 1))
        failed = [not np.isfinite(one).any() for one in errors]
        mase = float(np.nanmean(errors)) / scale if pairs and not any(failed) else float("nan")
        found.append(Trial(method, mase, scores, freedom=len(y) - used - _PARAMETERS))
    return found, len(origins), horizon


def _tried(method: str, past: Past, origin: int, horizon: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the absolute errors from one origin, and those in units of the spread; NaN where it fails and in gaps."""
    y = past.values
    said = sample(method, y[:origin], past.season, horizon, draws=_DRAWS, rng=rng)
    if said is None:
        failed = np.full(horizon, np.nan)
        return failed, failed
    span = slice(origin, origin + horizon)
    misses = np.where(past.seen[span], y[span], np.nan) - said.point
    low, high = np.quantile(said.paths, (0.05, 0.95), axis=0)
    spread = np.maximum((high - low) / (2 * HALF_WIDTH), 1e-12 * float(np.abs(y).max()))
    return np.abs(misses), misses / spread


def ranked(found: Sequence[Trial]) -> list[Trial]:
    """Return trials, the method to take first: the smallest error, after the head start of the combined method.

    Without a back-test the order of `METHODS` stands.
    """

    def rank(one: Trial) -> float:
        if not np.isfinite(one.mase):
            return np.inf
        return one.mase if one.method == COMBINED else one.mase * _HEAD_START

    return sorted(found, key=rank)


def widened(paths: Floats, factor: float, *, rng: np.random.Generator) -> Floats:
    """Return paths whose spread is `factor` times as large in each period, about the same middle.

    Parameters
    ----------
    paths : array, draws x periods
        Joint sample paths.
    factor : float
        Below 1 the paths are drawn together; above 1 an error that a path keeps over all periods is added.
    rng : Generator
        Draws that error.
    """
    if factor <= 1:
        middle = np.median(paths, axis=0)
        return np.asarray(middle + factor * (paths - middle))
    low, high = np.quantile(paths, (0.05, 0.95), axis=0)
    kept = rng.standard_normal((len(paths), 1)) * np.sqrt(factor**2 - 1)
    return np.asarray(paths + kept * (high - low) / (2 * HALF_WIDTH))


def backtest_of(chosen: Trial, found: Sequence[Trial], origins: int, horizon: int) -> Backtest:
    """Return the record of a back-test: the chosen method beside the seasonal naive floor."""
    floors = [one.mase for one in found if one.method in ("seasonal naive", "naive")]  # seasonal first, where it is
    floor = floors[0] if floors else float("nan")
    scores = chosen.scores[np.isfinite(chosen.scores)]
    inside = np.abs(scores) <= HALF_WIDTH * chosen.factor
    return Backtest(
        origins=origins,
        horizon=horizon,
        mase=chosen.mase if np.isfinite(chosen.mase) else None,
        naive_mase=floor if np.isfinite(floor) else None,
        coverage=float(inside.mean()) if inside.size else None,
    )
