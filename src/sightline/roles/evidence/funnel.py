"""The funnel: between which limits a value is not told from chance, given how many cases it rests on.

People differ for more reasons than cases tell of, so limits are widened by a variance of their own (additive
overdispersion), estimated from the middle of the people: a few who stand far out do not widen it. (The mean square of
winsorised distances is divided by what winsorising leaves of normal ones; without, people who merely differ in the
ordinary way are found beyond.) Beyond the funnel is
only who is outside three standard errors and is also no false discovery among all who were looked at.

References: D. J. Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine
24(8), and Handling over-dispersion of performance indicators, Quality and Safety in Health Care 14(5); Y. Benjamini,
Y. Hochberg (1995), J. Royal Statistical Society B 57; H. O. Lancaster (1961), Significance tests in discrete
distributions, JASA 56(294), for the mid-p value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, chi2, false_discovery_control, norm, poisson

from sightline.roles.evidence.coding import Floats

__all__ = [
    "Funnel", "binomial_limits", "binomial_z", "funnel", "overdispersion", "poisson_limits", "poisson_z",
]  # fmt: skip

SIGMAS = 3.0
FALSE = 0.05  # of those beyond the funnel so many may be there by chance
WINSORISED = 0.1  # at each end
LEFT = 0.6787  # of the mean square of normal values, when so many at each end are drawn in: else limits are too narrow


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """Where each value lies.

    Parameters
    ----------
    z : array
        Distance from the centre in standard errors, overdispersion included.
    beyond : array of bool
        Outside three of them, and no false discovery.
    half : array
        From the centre to the limit, in the unit of the values.
    tau2 : float
        The variance by which limits are widened.
    """

    z: Floats
    beyond: NDArray[np.bool_]
    half: Floats
    tau2: float


def funnel(distance: Floats, error: Floats, exact: Floats | None = None) -> Funnel:
    """Return where values lie.

    Parameters
    ----------
    distance, error : array
        From the centre, and the standard error that chance alone gives.
    exact : array, optional
        The distance in standard errors by the exact distribution of counts or shares, without overdispersion.
    """
    if not len(distance):
        return Funnel(np.zeros(0), np.zeros(0, dtype=np.bool_), np.zeros(0), 0.0)
    plain = distance / error if exact is None else exact
    tau2 = overdispersion(plain, error)
    wide = np.sqrt(error**2 + tau2)
    z = plain * error / wide
    p = 2 * norm.sf(np.abs(z))
    beyond = (np.abs(z) > SIGMAS) & (false_discovery_control(p) <= FALSE)
    return Funnel(z, beyond, SIGMAS * wide, tau2)


def overdispersion(z: Floats, error: Floats) -> float:
    """Return the additive variance between values beyond their own errors, by the method of moments, winsorised."""
    many = len(z)
    if many < 2:  # noqa: PLR2004 -- one value has no spread
        return 0.0
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    phi = float((np.clip(z, low, high) ** 2).mean()) / LEFT
    weight = 1 / error**2
    total = float(weight.sum())
    below = total - float((weight**2).sum()) / total
    return max(0.0, (many * phi - (many - 1)) / below) if below > 0 else 0.0


def poisson_limits(expected: Floats, sigmas: float = SIGMAS) -> tuple[Floats, Floats]:
    """Return the exact limits of observed over expected, given how many events are expected.

    By the chi-squared form: the limits of a count whose mean is `expected` are half the quantiles of chi-squared with
    twice as many degrees of freedom, turned round.

    Examples
    --------
    >>> low, high = poisson_limits(np.array([10.0]), sigmas=1.959964)
    >>> [round(float(one[0]), 3) for one in (low, high)]
    [0.48, 1.839]
    """
    tail = float(norm.sf(sigmas))
    mean = np.asarray(expected, dtype=np.float64)
    safe = np.maximum(mean, 1e-300)
    low = np.where(mean > 0, chi2.ppf(tail, 2 * safe) / 2, 0.0)
    high = chi2.ppf(1 - tail, 2 * (safe + 1)) / 2
    return low / safe, high / safe


def binomial_limits(n: Floats, share: float, sigmas: float = SIGMAS) -> tuple[Floats, Floats]:
    """Return the exact limits of a proportion: the least and the greatest that is no surprise among `n` cases."""
    tail = float(norm.sf(sigmas))
    cases = np.maximum(np.asarray(n, dtype=np.float64), 1.0)
    return binom.ppf(tail, np.rint(cases), share) / cases, binom.ppf(1 - tail, np.rint(cases), share) / cases


def poisson_z(observed: Floats, expected: Floats) -> Floats:
    """Return how far a count lies from its mean, in standard errors with the same mid-p value."""
    below = poisson.cdf(observed - 1, expected) + poisson.pmf(observed, expected) / 2
    above = poisson.sf(observed, expected) + poisson.pmf(observed, expected) / 2
    return _z(below, above)


def binomial_z(observed: Floats, n: Floats, share: Floats) -> Floats:
    """Return the same of how many of `n` cases have what each has with this probability."""
    at = np.clip(share, 1e-9, 1 - 1e-9)
    below = binom.cdf(observed - 1, n, at) + binom.pmf(observed, n, at) / 2
    above = binom.sf(observed, n, at) + binom.pmf(observed, n, at) / 2
    return _z(below, above)


def _z(below: Floats, above: Floats) -> Floats:
    least = np.maximum(np.minimum(below, above), 1e-300)
    return np.asarray(np.where(below <= above, norm.ppf(least), -norm.ppf(least)))
