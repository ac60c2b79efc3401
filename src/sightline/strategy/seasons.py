"""Seasonal factors, drawn towards none where the data hardly show them.

Two or three years say little about twelve months: factors fitted as they come add noise to every forecast. They are
fitted beside a trend that may bend once a season, and shrunk by how far they stand out of the noise (the positive-part
rule of James and Stein), to nothing where they do not. On a positive series factors multiply where that fits better,
else they add.

Reference: D. M. Miller, D. Williams (2003), Shrinkage estimators of time series seasonal factors and their effect on
forecasting accuracy, Int. J. Forecasting 19(4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.records.history import Floats

__all__ = ["Season", "season_in"]

_FEWEST = 4  # places; the rule of James and Stein shrinks nothing below
_TINY = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """The season of one series.

    Parameters
    ----------
    factors : array, length of the season
        What each place in the season adds, or the logarithm of what it multiplies by; the series starts at the first.
    error : float
        The standard error of each of them.
    multiplies : bool
        Whether they multiply.
    weight : float
        How much of the fitted factors is left, 0 to 1.
    """

    factors: Floats
    error: float
    multiplies: bool
    weight: float

    @property
    def used(self) -> float:
        """How many degrees of freedom the factors cost."""
        return self.weight * (len(self.factors) - 1)

    def out_of(self, values: Floats) -> Floats:
        """Return values without the season; the first belongs to the first factor."""
        held = self.factors[np.arange(len(values)) % len(self.factors)]
        plain: Floats = values / np.exp(held) if self.multiplies else values - held
        return plain

    def into(self, paths: Floats, start: int, *, rng: np.random.Generator | None = None) -> Floats:
        """Return paths, draws x periods, with the season, whose factors are uncertain where `rng` is given.

        Parameters
        ----------
        paths : array, draws x periods
            Without season.
        start : int
            How many values of the series come before them.
        rng : Generator, optional
            Draws factors for each path; the same month of two years has the same one.
        """
        size = len(self.factors)
        at = (start + np.arange(paths.shape[1])) % size
        held = np.broadcast_to(self.factors, (len(paths), size))
        if rng is not None and self.error:
            held = held + self.error * rng.standard_normal(held.shape)
        seasonal: Floats = paths * np.exp(held[:, at]) if self.multiplies else paths + held[:, at]
        return seasonal


def season_in(values: Floats, size: int) -> Season:
    """Return the season of `size` places in a series of at least two of them; none where there are too few places."""
    if size < _FEWEST or len(values) < 2 * size:
        return Season(np.zeros(1), 0.0, multiplies=False, weight=0.0)
    plain, misfit = _fitted(values, size)
    if values.min() <= 0:
        return plain
    logs = np.log(values)
    relative, relative_misfit = _fitted(logs, size)
    # the likelihood of a model of the logarithm is that of the values times the Jacobian
    better = len(values) * np.log(relative_misfit) + 2 * logs.sum() < len(values) * np.log(misfit)
    return Season(relative.factors, relative.error, multiplies=True, weight=relative.weight) if better else plain


def _fitted(values: Floats, size: int) -> tuple[Season, float]:
    """Return additive factors, and the mean squared misfit."""
    n = len(values)
    trend = _bending(n, size)
    places = np.zeros((n, size))
    places[np.arange(n), np.arange(n) % size] = 1.0
    both = np.column_stack([trend, places[:, :-1] - places[:, -1:]])  # the factors sum to zero
    _, alone = _least_squares(trend, values)
    found, misfit = _least_squares(both, values)
    free = found[trend.shape[1] :]
    factors = np.append(free, -free.sum())
    noise = max(misfit / max(1, n - both.shape[1]), _TINY)
    stands_out = max((alone - misfit) / (size - 1) / noise, _TINY)
    weight = float(np.clip(1 - (size - 3) / (size - 1) / stands_out, 0, 1))
    error = float(np.sqrt(weight * noise * size / n))
    return Season(weight * factors, error, multiplies=False, weight=weight), max(misfit / n, _TINY)


def _bending(n: int, size: int) -> Floats:
    """Return the regressors of a line that may bend once a season."""
    at = np.arange(n) / size
    bends = [knot for knot in range(1, n // size + 1) if n - knot * size >= size // 2]
    return np.column_stack([np.ones(n), at, *(np.maximum(at - knot, 0.0) for knot in bends)])


def _least_squares(regressors: Floats, values: Floats) -> tuple[Floats, float]:
    """Return the coefficients and the sum of squared misfits; the regressors are of full rank."""
    base, triangle = np.linalg.qr(regressors)  # several times faster than by singular values
    found = np.linalg.solve(triangle, base.T @ values)
    return found, float(np.sum((values - regressors @ found) ** 2))
