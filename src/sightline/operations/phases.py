"""The stable phases of a series: where its level changed, and where it did not.

Optimal partitioning by least squares: the cuts that minimise the squared distance to the mean of each phase plus a
price for each cut, of `_PRICE` times the logarithm of the length in squared standard errors. The noise is taken from
the differences of neighbours, which a change of level hardly touches.

References: Y.-C. Yao (1988), Estimating the number of change-points via Schwarz' criterion, Stat. Probab. Lett. 6(3);
B. Jackson et al. (2005), An algorithm for optimal partitioning of data on an interval, IEEE Signal Process. Lett.
12(2).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["phases"]

_SHORTEST = 3  # values of a phase
_PRICE = 4.0  # of 24 steady values 3 % are cut, of 12 7 %
_MAD = 1.4826  # median absolute deviation to standard deviation of the normal distribution


def phases(values: NDArray[np.float64], *, least: float) -> list[tuple[int, int]]:
    """Return the phases of a series, oldest first, each from a place up to, not including, another.

    Parameters
    ----------
    values : array
        Without missing ones.
    least : float
        The noise is taken to be no smaller than this: what changes by less is no change.
    """
    count = len(values)
    if count < 2 * _SHORTEST:
        return [(0, count)] if count else []
    noise = max(_MAD * float(np.median(np.abs(np.diff(values)))) / math.sqrt(2), least)
    price = _PRICE * math.log(count) * noise * noise
    sums = np.concatenate(([0.0], np.cumsum(values)))
    squares = np.concatenate(([0.0], np.cumsum(values * values)))
    best, before = np.full(count + 1, np.inf), np.zeros(count + 1, dtype=np.int64)
    best[0] = -price
    for end in range(_SHORTEST, count + 1):
        starts = np.arange(end - _SHORTEST + 1)
        total = sums[end] - sums[starts]
        cost = squares[end] - squares[starts] - total * total / (end - starts)
        whole = best[starts] + cost + price
        before[end] = int(np.argmin(whole))
        best[end] = whole[before[end]]
    cuts = [count]
    while cuts[-1]:
        cuts.append(int(before[cuts[-1]]))
    return list(zip(cuts[:0:-1], cuts[-2::-1], strict=True))
