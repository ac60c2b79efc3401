"""The size of a step in a series whose errors hang together: a regression with first-order autoregressive errors.

With the correlation rho of neighbours known, whitened least squares give Student's t for the step. Rho is not known, so
the answer is the mixture over a grid of rho, each weighted by how well it explains the series (its marginal likelihood
under flat priors of the coefficients and of the log variance). So the interval is as wide as few periods make it, where
ordinary least squares, and asymptotic corrections, are far too sure of themselves.

References: S. Chib (1993), Bayes Regression with Autoregressive Errors, Journal of Econometrics 58(3);
M. Bertrand, E. Duflo, S. Mullainathan (2004), How Much Should We Trust Differences-in-Differences Estimates?, Quarterly
Journal of Economics 119(1).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import stdtr

__all__ = ["Step", "step_in"]

Floats = NDArray[np.float64]
_GRID = np.linspace(-0.4, 0.98, 70)
_TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The distribution of one coefficient.

    Parameters
    ----------
    weight, centre, spread : array, grid
        The mixture of Student's t distributions.
    freedom : int
        Their degrees of freedom.
    beside : array, columns
        The means of the coefficients of what else moves the series, in the order of its columns.
    """

    weight: Floats = field(repr=False)
    centre: Floats = field(repr=False)
    spread: Floats = field(repr=False)
    freedom: int
    beside: Floats = field(repr=False)

    @property
    def mean(self) -> float:
        """The mean."""
        return float(self.weight @ self.centre)

    def below(self, value: float) -> float:
        """Return the probability that the coefficient is below `value`."""
        return float(self.weight @ stdtr(self.freedom, (value - self.centre) / self.spread))

    def quantile(self, level: float) -> float:
        """Return the value below which the coefficient is with the probability `level`."""
        far = 50.0 * float(self.spread.max()) + float(np.ptp(self.centre))
        return float(brentq(lambda x: self.below(x) - level, self.mean - far, self.mean + far, xtol=_TINY * far))


def step_in(series: Floats, others: Floats, step: Floats) -> Step | None:
    """Return the size of a step.

    Parameters
    ----------
    series : array
        One value per period, oldest first, none missing.
    others : array, periods x columns
        What else moves it: a constant, a trend, seasons, other steps.
    step : array
        0 before, 1 after.

    Returns
    -------
    Step or None
        None where the columns cannot be told apart, or nothing is left to say how sure it is.
    """
    table = np.column_stack([step, others])
    freedom = len(series) - table.shape[1]
    if freedom < 2 or np.linalg.matrix_rank(table) < table.shape[1]:  # noqa: PLR2004 -- a variance needs two
        return None
    scale = float(np.ptp(series)) or 1.0
    logs, centres, spreads, besides = [], [], [], []
    for rho in _GRID:
        y, x = _white(series / scale, rho), _white(table, rho)
        inverse = np.linalg.inv(x.T @ x)
        size = inverse @ x.T @ y
        rest = max(float(((y - x @ size) ** 2).sum()), _TINY)
        logs.append(0.5 * np.log(1 - rho**2) + 0.5 * np.linalg.slogdet(inverse)[1] - 0.5 * freedom * np.log(rest))
        centres.append(size[0] * scale)
        besides.append(size[1:] * scale)
        spreads.append(np.sqrt(inverse[0, 0] * rest / freedom) * scale)
    weight = np.exp(np.array(logs) - max(logs))
    weight /= weight.sum()
    return Step(weight, np.array(centres), np.array(spreads), freedom, weight @ np.array(besides))


def _white(values: Floats, rho: float) -> Floats:
    """Return values whose errors no longer hang together (Prais and Winsten)."""
    found = values.copy()
    found[1:] -= rho * values[:-1]
    found[0] *= np.sqrt(1 - rho**2)
    return found
