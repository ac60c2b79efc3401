"""How much items of work differ, and how much they come in batches: both widen what chance alone can do.

Hours per item: of a cell of k items and h hours, the variance of h is k times that of one item, so the spread of items
shows in cells although items are not handed in. Batches: shares of successive periods differ by more than items drawn
one by one would; the surplus is the intra-class correlation of items of one period. Successive periods, so that habits
of a person and slow changes do not count as noise.

Reference: J. N. K. Rao, A. J. Scott (1981), The analysis of categorical data from complex sample surveys, JASA 76(374);
J. E. Mosimann (1962), On the compound multinomial distribution, Biometrika 49(1-2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Spread", "batching", "effective_items", "spread_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_FEW_CELLS = 10  # of an activity: below it, the spread of all activities
_WIDEST = 25.0  # squared: beyond a spread of five times the mean no figure would say anything


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Of each activity, the mean amount per item, and the squared coefficient of variation of items.

    Parameters
    ----------
    mean, squared : array (activities,)
        Hours; without unit.
    """

    mean: Floats
    squared: Floats

    def only(self, kept: Ints) -> Spread:
        """Return that of some of the activities."""
        return Spread(self.mean[kept], self.squared[kept])

    def items_of(self, shares: Floats) -> Floats:
        """Return the shares of items that belong to shares of amounts."""
        many = shares / self.mean
        return np.asarray(many / many.sum())


def spread_of(activity: Ints, amount: Floats, items: Floats, many: int) -> Spread:
    """Return the spread of items, out of cells of several items each.

    Parameters
    ----------
    activity : array of int (cells,)
        Which, from 0.
    amount, items : array (cells,)
        Above 0.
    many : int
        How many activities there are.

    Returns
    -------
    Spread
        An activity with fewer than ten cells has the spread of all; one without cells their mean, too.
    """
    cells = np.bincount(activity, minlength=many).astype(np.float64)
    total, count = (np.bincount(activity, each, many) for each in (amount, items))
    whole = total.sum() / count.sum() if count.sum() else 1.0
    mean = np.divide(total, count, out=np.full(many, whole), where=count > 0)
    surprise = np.bincount(activity, (amount - items * mean[activity]) ** 2 / items, many)
    squared = surprise / mean**2
    freedom = np.maximum(cells - 1, 0)
    pooled = squared.sum() / freedom.sum() if freedom.sum() else 0.0
    own = np.divide(squared, freedom, out=np.full(many, pooled), where=cells >= _FEW_CELLS)
    return Spread(mean, np.minimum(own, _WIDEST))


def batching(before: Floats, after: Floats) -> float:
    """Return the intra-class correlation of items of one period: 0 where they come one by one.

    Parameters
    ----------
    before, after : array (pairs, activities)
        Items of a period and of the one after it, of one role, unit or person in each row.
    """
    one, two = before.sum(axis=1), after.sum(axis=1)
    sound = (one > 1) & (two > 1)
    before, after, one, two = before[sound], after[sound], one[sound], two[sound]
    both = before + after
    scale = np.sqrt(two / one)[:, None]
    square = np.divide((before * scale - after / scale) ** 2, both, out=np.zeros_like(both), where=both > 0).sum(axis=1)
    freedom = np.maximum((both > 0).sum(axis=1) - 1, 0)
    reach = (2 - 1 / one - 1 / two) / (1 / one + 1 / two)
    weight = float((freedom * reach).sum())
    return float(np.clip((square - freedom).sum() / weight, 0.0, 1.0)) if weight > 0 else 0.0


def effective_items(items: Floats, batches: float) -> Floats:
    """Return how many items drawn one by one would say as much as those of several periods.

    Parameters
    ----------
    items : array (..., periods)
        How many there are in each period.
    batches : float
        As `batching` gives it.
    """
    total = items.sum(axis=-1)
    squares = (items**2).sum(axis=-1)
    inflation = 1 + batches * np.maximum(np.divide(squares, total, out=np.ones_like(total), where=total > 0) - 1, 0)
    return np.asarray(total / inflation)
