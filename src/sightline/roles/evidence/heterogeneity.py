"""How much groups differ beyond chance: one variance between them, and its interval, from their means.

The estimate is the variance at which the weighted squared distances of the means are just what is to be expected; the
interval holds the variances at which they are no surprise. Both hold for groups of any sizes.

References: R. C. Paule, J. Mandel (1982), Consensus values and weighting factors, J. Res. Natl. Bur. Stand. 87(5);
W. Viechtbauer (2007), Confidence intervals for the amount of heterogeneity in meta-analysis, Statistics in Medicine
26(1), the Q-profile method.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2

from sightline.roles.evidence.coding import Floats, Ints, summed

__all__ = ["Between", "between", "group_means", "solved"]

INTERVAL = 0.9
_WIDEST = 60  # doublings before a variance is taken as unbounded


@dataclass(frozen=True, slots=True)
class Between:
    """A variance between groups.

    Parameters
    ----------
    variance, low, high : float
        The estimate, 0 or more, and its 90 % interval.
    freedom : int
        Groups less the means that were estimated from them; where there are none, all is 0 and `high` infinite.
    """

    variance: float
    low: float
    high: float
    freedom: int


def between(mean: Floats, noise: Floats, team: Ints, teams: int) -> Between:
    """Return the variance between the groups of each team, around the team's own mean.

    Parameters
    ----------
    mean, noise : array
        Of each group, and the variance that chance alone gives it.
    team : array
        Of each group, from 0.
    teams : int
        How many there are.
    """
    freedom = len(mean) - len(np.unique(team))

    def surprise(variance: float) -> float:
        weight = 1.0 / (variance + noise)
        centre = group_means(mean, weight, team, teams)
        return float((weight * (mean - centre[team]) ** 2).sum())

    return solved(surprise, freedom, scale=float(noise.mean()) if len(noise) else 1.0)


def solved(surprise: Callable[[float], float], freedom: int, *, scale: float) -> Between:
    """Return the variance at which a falling `surprise` is what `freedom` squared normal numbers sum to."""
    if freedom < 1:
        return Between(0.0, 0.0, np.inf, 0)
    tail = (1 - INTERVAL) / 2
    goals = (float(freedom), float(chi2.ppf(1 - tail, freedom)), float(chi2.ppf(tail, freedom)))
    estimate, low, high = (_root(surprise, goal, scale) for goal in goals)
    return Between(estimate, low, high, freedom)


def group_means(mean: Floats, weight: Floats, team: Ints, teams: int) -> Floats:
    """Return the weighted mean of each team's groups; 0 of a team without any."""
    whole = summed(team, weight, teams)
    sums = summed(team, weight * mean, teams)
    return np.divide(sums, whole, out=np.zeros(teams), where=whole > 0)


def _root(surprise: Callable[[float], float], goal: float, scale: float) -> float:
    if surprise(0.0) <= goal:
        return 0.0
    high = max(scale, 1e-300)
    for _ in range(_WIDEST):
        if surprise(high) <= goal:
            break
        high *= 2
    else:
        return np.inf
    return float(brentq(lambda variance: surprise(variance) - goal, 0.0, high, xtol=1e-14 * high, rtol=1e-13))
