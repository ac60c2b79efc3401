"""What chance alone gives: the distribution of the total variation of so many items that follow the agreed split.

Items are drawn by a multinomial and each takes its hours, gamma distributed with the spread of its activity. Draws for
n items go on to more items, so that one set of paths serves every n of one split. Where the split is itself what
earlier items showed, those are drawn as well.

Reference: S. Kullback (1959), Information Theory and Statistics, chapter 6 (multinomial tests); the mean of |X - np| is
that of A. de Moivre (1730), see P. Diaconis, S. Zabell (1991), Statistical Science 6(3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc

from sightline.roles.alignment.spreads import Spread
from sightline.roles.alignment.variation import shares_of, total_variation

__all__ = ["Null", "null_of", "rounded_down"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_EXACTLY = 30  # items up to which every number is looked at by itself
_STEP = 1.05
_CERTAIN = 0.95
_COUNTED = 10  # draws that pass a distance, from which its p value is counted
_NOTHING = 1e-9
_SKEW = 0.02
_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """Sorted draws of the distance that chance gives.

    Parameters
    ----------
    draws : array (draws,)
        Rising.
    """

    draws: Floats

    @property
    def mean(self) -> float:
        """The noise floor."""
        return float(self.draws.mean())

    @property
    def high(self) -> float:
        """What chance passes once in twenty."""
        return float(np.quantile(self.draws, _CERTAIN))

    def p(self, distance: float) -> float:
        """Return how often chance gives as much or more; never 0.

        Counted, as long as ten draws pass it; beyond, the tail of the gamma distribution with the mean, variance and
        skewness of the draws, so that a p value can be corrected for thousands of looks.
        """
        more = len(self.draws) - int(np.searchsorted(self.draws, distance - 1e-12, side="left"))
        counted = (more + 1) / (len(self.draws) + 1)
        deviation = float(self.draws.std())
        if more >= _COUNTED or deviation < _NOTHING:
            return counted
        z = (distance - self.mean) / deviation
        skew = float(np.clip(((self.draws - self.mean) ** 3).mean() / deviation**3, _SKEW, None))
        shape = 4 / skew**2
        tail = float(gammaincc(shape, max(shape + z * 2 / skew, 0.0)))
        return max(min(tail, (_COUNTED + 1) / (len(self.draws) + 1)), _SMALLEST)


def rounded_down(items: Floats) -> Ints:
    """Return numbers of items of which there are few: exact up to 30, then in steps of a twentieth, downwards.

    Fewer items have more noise, so this errs on the safe side.

    Examples
    --------
    >>> rounded_down(np.array([7.9, 30.0, 100.0])).tolist()
    [7, 30, 96]
    """
    whole = np.maximum(np.floor(items), 1)
    steps = np.floor(np.log(np.maximum(whole, _EXACTLY) / _EXACTLY) / np.log(_STEP) + 1e-9)
    coarse = np.floor(_EXACTLY * _STEP**steps)
    return np.where(whole <= _EXACTLY, whole, coarse).astype(np.int64)


def null_of(
    shares: Floats,
    items: Ints,
    *,
    spread: Spread,
    rng: np.random.Generator,
    draws: int,
    earlier: int | None = None,
) -> Mapping[int, Null]:
    """Return, for each number of items, what chance gives.

    Parameters
    ----------
    shares : array (activities,)
        The split that the items follow; sums to 1.
    items : array of int
        Numbers of items to look at.
    spread : Spread
        Of the hours per item.
    rng : Generator
        For the draws.
    draws : int
        How many.
    earlier : int, optional
        How many items the split was read from; None where it was agreed and is known.
    """
    there = np.flatnonzero(shares > 0)
    there = there[np.lexsort((spread.squared[there], spread.mean[there], shares[there]))]  # whatever they are called
    shares, spread = shares[there], spread.only(there)
    kinds = spread.items_of(shares)
    agreed = shares
    if earlier is not None:
        agreed = _taken(rng, kinds, spread, earlier, np.zeros((draws, len(shares))))
        agreed = shares_of(agreed)
    found: dict[int, Null] = {}
    amounts, reached = np.zeros((draws, len(shares))), 0
    for n in np.unique(items).tolist():
        amounts = _taken(rng, kinds, spread, n - reached, amounts)
        reached = n
        found[n] = Null(np.sort(total_variation(shares_of(amounts), agreed)))
    return found


def _taken(rng: np.random.Generator, kinds: Floats, spread: Spread, more: int, amounts: Floats) -> Floats:
    """Return amounts with those of so many more items."""
    came = rng.multinomial(more, kinds, size=len(amounts))
    row, kind = np.nonzero(came)
    count = came[row, kind].astype(np.float64)
    squared = spread.squared[kind]
    spreads = squared > 0
    hours = count * spread.mean[kind]
    shape = count[spreads] / squared[spreads]
    hours[spreads] = rng.standard_gamma(shape) * (squared * spread.mean[kind])[spreads]
    taken = amounts.copy()
    taken[row, kind] += hours
    return taken
