"""Run lengths: how long a chart is silent on average, and the limits for a wanted rate of false signals.

All values are standard normal, or normal with a mean and a spread of their own where limits were estimated. A run
length is the mean number of points up to and with the first signal; a rate of signals is one over it, as a chart starts
anew after each.

References: Brook and Evans (1972), An approach to the probability distribution of CUSUM run length, Biometrika 59;
Siegmund (1985), Sequential Analysis, 2.52; Lucas and Saccucci (1990), EWMA control schemes, Technometrics 32.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

__all__ = ["REFERENCE", "cusum_rate", "cusum_run_length", "ewma_run_length", "shewhart_limit", "shewhart_run_length"]

REFERENCE = 0.5  # k of a CUSUM: half of the shift that is to be found, one standard deviation
_STATES = 201
_OVERSHOOT = 1.166  # 2 * 0.583: what a random walk passes its limits by, on average
_FLAT = 1e-4


def shewhart_run_length(limit: float, *, shift: float = 0.0) -> float:
    """Return the run length of one point beyond `limit` standard deviations on either side.

    Examples
    --------
    >>> round(shewhart_run_length(3.0), 1)
    370.4
    """
    return float(1 / (ndtr(shift - limit) + ndtr(-shift - limit)))


def shewhart_limit(rate: float) -> float:
    """Return the limit that a share `rate` of all points passes on either side.

    Examples
    --------
    >>> round(shewhart_limit(1 / 370.4), 2)
    3.0
    """
    return float(-ndtri(rate / 2))


def cusum_run_length(limit: float, *, reference: float = REFERENCE, shift: float = 0.0) -> float:
    """Return the run length of a two-sided CUSUM that starts at zero, by a Markov chain (Brook and Evans).

    Examples
    --------
    >>> round(cusum_run_length(4.0)), round(cusum_run_length(5.0))
    (168, 465)
    """
    up, down = (_one_side(limit, reference - sign * shift) for sign in (1, -1))
    return 1 / (1 / up + 1 / down)  # Kemp (1961): with this reference both sides are never near their limits at once


def _one_side(limit: float, reference: float) -> float:
    """Return the run length of one side; states are slices of [0, limit], the first of half width."""
    width = 2 * limit / (2 * _STATES - 1)
    at = np.arange(_STATES) * width
    step = at[None, :] - at[:, None] + reference
    upper = ndtr(step + width / 2)
    moves = upper - ndtr(step - width / 2)
    moves[:, 0] = upper[:, 0]
    return float(np.linalg.solve(np.eye(_STATES) - moves, np.ones(_STATES))[0])


def ewma_run_length(limit: float, *, weight: float, shift: float = 0.0) -> float:
    """Return the run length of an EWMA with limits at `limit` of its own long-run standard deviations.

    Examples
    --------
    >>> round(ewma_run_length(2.962, weight=0.2))
    500
    """
    end = limit * np.sqrt(weight / (2 - weight))
    width = 2 * end / _STATES
    at = -end + (np.arange(_STATES) + 0.5) * width
    step = at[None, :] - (1 - weight) * at[:, None]
    moves = ndtr((step + width / 2) / weight - shift) - ndtr((step - width / 2) / weight - shift)
    return float(np.linalg.solve(np.eye(_STATES) - moves, np.ones(_STATES))[_STATES // 2])


def cusum_rate(
    limit: ArrayLike, *, reference: float = REFERENCE, mean: ArrayLike = 0.0, spread: ArrayLike = 1.0
) -> NDArray[np.float64]:
    """Return the signals per point of a two-sided CUSUM over normal values, by Siegmund's formula.

    Parameters
    ----------
    limit : array
        In the units of the values.
    reference : float
        Likewise.
    mean, spread : array
        Of the values; broadcast with `limit`.

    Notes
    -----
    Within 2 % of the Markov chain for limits from 2 on, and a thousand times as fast: limits are solved with it.
    """
    scale = np.asarray(spread, dtype=float)
    end = np.asarray(limit) / scale + _OVERSHOOT
    return sum(
        (1 / _siegmund(end, (sign * np.asarray(mean) - reference) / scale) for sign in (1, -1)),
        start=np.zeros(1)[0],
    )


def _siegmund(end: NDArray[np.float64], drift: NDArray[np.float64]) -> NDArray[np.float64]:
    flat = np.abs(drift * end) < _FLAT
    safe = np.where(flat, 1.0, drift)
    power = np.clip(-2 * safe * end, -700, 700)
    return np.where(flat, end**2, (np.expm1(power) + 2 * safe * end) / (2 * safe**2))
