"""The limits of one chart: from how many false signals it may give a period, and how long its baseline was.

A baseline of `n` values gives a centre that is off by some, a spread that is off by some, and a memory that is off by
some. A CUSUM adds up the first for ever: with the limit for known values, 24 months of baseline give it five times the
false signals it is set to. So the limit is the one whose rate, averaged over what the baseline may have got wrong, is
the wanted one; rule 1 has its scores widened instead (see `expected`).

References: Lucas (1982), Combined Shewhart-CUSUM quality control schemes, J. Quality Technology 14; Jensen et al.
(2006), Effects of parameter estimation on control chart properties, J. Quality Technology 38.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri, ndtri

from sightline.operations.charts.run_lengths import REFERENCE, cusum_rate, shewhart_limit

__all__ = ["Limits", "limits"]

_RULE_ONE = 0.2  # of all false signals: Lucas's 3.5 sigma beside a CUSUM at 5
_HIGHEST = 200.0
_LOWEST = 1.0
_GRID = (41, 15, 15)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a chart signals at, in standard deviations.

    Parameters
    ----------
    beyond : float
        Rule 1: one score beyond it, on either side.
    cusum : float
        The sum of scores, each less the reference, that has not been zero since.
    """

    beyond: float
    cusum: float


@lru_cache(maxsize=4096)
def limits(false_alarms: float, *, n: int, freedom: float) -> Limits:
    """Return the limits of a chart.

    Parameters
    ----------
    false_alarms : float
        How many false signals a period it may give on average, 0 to 0.5.
    n : int
        Values in the baseline.
    freedom : float
        Degrees of freedom of the spread.

    Examples
    --------
    >>> known = limits(1 / 391, n=100_000, freedom=60_000.0)
    >>> round(known.beyond, 1), round(known.cusum, 1)
    (3.5, 5.0)
    >>> round(limits(1 / 391, n=24, freedom=13.0).cusum, 1) > 8
    True
    """
    centre, spread, memory = (_middles(many) for many in _GRID)
    off = ndtri(centre)[:, None, None] / np.sqrt(n)
    size = np.sqrt(chdtri(freedom, spread) / freedom)[None, :, None]
    kept = np.clip(ndtri(memory)[None, None, :] / np.sqrt(n), -0.5, 0.5)
    wide = np.sqrt(1 + 1 / n) * size
    wanted = (1 - _RULE_ONE) * false_alarms

    def excess(limit: float) -> float:
        return (
            float(cusum_rate(limit, reference=REFERENCE, mean=off / wide, spread=1 / wide / (1 - kept)).mean()) - wanted
        )

    if excess(_LOWEST) <= 0:
        cusum = _LOWEST
    else:
        cusum = _HIGHEST if excess(_HIGHEST) > 0 else float(brentq(excess, _LOWEST, _HIGHEST, xtol=1e-3))
    return Limits(shewhart_limit(_RULE_ONE * false_alarms), cusum)


def _middles(many: int) -> np.ndarray:
    """Return the middles of `many` equal shares of probability."""
    middles: np.ndarray = (np.arange(many) + 0.5) / many
    return middles
