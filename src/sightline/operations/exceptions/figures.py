"""Intervals of the figures on exceptions: of a rate, of the ratio of two rates, of a share, of a median.

All are 90 % intervals. References: F. Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28;
J. Przyborowski and H. Wilenski (1940), Homogeneity of results in testing samples from Poisson series, Biometrika 31
(the ratio of two rates, given their sum); L. D. Brown, T. T. Cai and A. DasGupta (2001), Interval estimation for a
binomial proportion, Statistical Science 16 (Jeffreys' interval); W. J. Conover (1999), Practical Nonparametric
Statistics, 3.2 (quantiles by order statistics).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta, binom, chi2, t

__all__ = ["Estimate", "mean_of", "median_of", "rate_of", "ratio_of", "share_of"]

_ALPHA = 0.1
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 90 % interval.

    Parameters
    ----------
    value : float, optional
        None where nothing can be said.
    low, high : float, optional
        The ends; None where the data do not bound it.
    n : int
        How many observations it rests on.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def rate_of(count: int, exposure: float) -> Estimate:
    """Return a rate, with Garwood's exact interval; `exposure` in whatever it is a rate of."""
    if exposure <= 0:
        return Estimate(None, None, None, count)
    low = float(chi2.ppf(_ALPHA / 2, 2 * count)) / 2 if count else 0.0
    high = float(chi2.ppf(1 - _ALPHA / 2, 2 * count + 2)) / 2
    return Estimate(count / exposure, low / exposure, high / exposure, count)


def ratio_of(count: int, exposure: float, base: int, base_exposure: float) -> Estimate:
    """Return the rate `count / exposure` over `base / base_exposure`, with the exact interval given their sum."""
    if exposure <= 0 or base_exposure <= 0 or count + base == 0:
        return Estimate(None, None, None, count + base)
    scale = base_exposure / exposure
    low = float(beta.ppf(_ALPHA / 2, count, base + 1)) if count else 0.0
    high = float(beta.ppf(1 - _ALPHA / 2, count + 1, base)) if base else None
    value = count / base * scale if base else None
    top = high / (1 - high) * scale if high is not None else None
    return Estimate(value, low / (1 - low) * scale, top, count + base)


def share_of(count: int, n: int) -> Estimate:
    """Return a share, with Jeffreys' interval; its ends are 0 where none and 1 where all are counted."""
    if n == 0:
        return Estimate(None, None, None, 0)
    low = float(beta.ppf(_ALPHA / 2, count + 0.5, n - count + 0.5)) if count else 0.0
    high = float(beta.ppf(1 - _ALPHA / 2, count + 0.5, n - count + 0.5)) if count < n else 1.0
    return Estimate(count / n, low, high, n)


def median_of(values: Sequence[float]) -> Estimate:
    """Return a median, with the interval between two of the values; no ends below five, where no two are enough."""
    known = np.sort(np.asarray(values, dtype=np.float64))
    many = len(known)
    if many == 0:
        return Estimate(None, None, None, 0)
    below = int(binom.ppf(_ALPHA / 2, many, 0.5))  # the largest with P(fewer lie under the median) < 5 %
    middle = float(np.median(known))
    if below < 1:
        return Estimate(middle, None, None, many)
    return Estimate(middle, float(known[below - 1]), float(known[many - below]), many)


def mean_of(values: Sequence[float]) -> Estimate:
    """Return a mean, with Student's interval; no ends below five values."""
    known = np.asarray(values, dtype=np.float64)
    many = len(known)
    if many == 0:
        return Estimate(None, None, None, 0)
    mean = float(known.mean())
    if many < _FEWEST:
        return Estimate(mean, None, None, many)
    half = float(t.ppf(1 - _ALPHA / 2, many - 1) * known.std(ddof=1) / np.sqrt(many))
    return Estimate(mean, mean - half, mean + half, many)
