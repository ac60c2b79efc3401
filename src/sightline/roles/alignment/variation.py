"""Total variation: the share of the work that would have to move for one split to become another.

Half the sum of absolute differences of shares. With the signs of those differences held fast it is linear, so a way
from one split to the other over several stations takes it apart without remainder; a station that lies on the far side
adds less than nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["along", "excess", "shares_of", "total_variation"]

Floats = NDArray[np.float64]


def shares_of(amounts: Floats) -> Floats:
    """Return amounts as shares of their sum over the last axis; NaN where the sum is nothing."""
    total = amounts.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(amounts, total, out=np.full(amounts.shape, np.nan), where=total > 0))


def total_variation(one: Floats, other: Floats) -> Floats:
    """Return half the sum of absolute differences over the last axis: 0 for the same split, 1 for no work in common.

    Examples
    --------
    >>> float(total_variation(np.array([0.5, 0.5]), np.array([0.25, 0.75])))
    0.25
    """
    return np.asarray(np.abs(one - other).sum(axis=-1) / 2)


def excess(distance: float, noise: float) -> float:
    """Return what a distance is beyond noise, as a share of what it could be beyond it; below 0 where it is less."""
    return (distance - noise) / (1 - noise) if noise < 1 else 0.0


def along(stations: Sequence[Floats], signs: Floats) -> list[Floats]:
    """Return what each step of a way adds to the total variation from its first station to its last.

    Parameters
    ----------
    stations : sequence of array (..., activities)
        Splits; at least two.
    signs : array (activities,)
        Signs of the last station less the first: with them the steps sum to the total variation.

    Examples
    --------
    >>> a, b, c = np.array([0.5, 0.5]), np.array([0.4, 0.6]), np.array([0.7, 0.3])
    >>> [round(float(step), 6) for step in along([a, b, c], np.sign(c - a))]
    [-0.1, 0.3]
    """
    return [np.asarray(((after - before) * signs).sum(axis=-1) / 2) for before, after in pairwise(stations)]
