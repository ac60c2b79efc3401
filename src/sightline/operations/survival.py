"""How long something still takes, given how long it has taken: survival curves with open cases as censored.

References: Kaplan and Meier (1958), Nonparametric estimation from incomplete observations, J. American Statistical
Association 53; Klein and Moeschberger (2003), Survival Analysis, 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.records.history import Floats

__all__ = ["Curve", "curve"]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The share that lasts longer than each of rising lengths.

    Parameters
    ----------
    at : array
        Lengths at which something ended, rising.
    above : array
        The share that lasts longer.
    n : int
        How many lengths it rests on, censored ones included.
    ends : array
        The lengths that ended, rising.
    """

    at: Floats
    above: Floats
    n: int
    ends: Floats

    def lasts(self, length: Floats) -> Floats:
        """Return the share that lasts longer than each length."""
        place = np.searchsorted(self.at, length, side="right")
        return np.concatenate([[1.0], self.above])[place]

    def beyond(self, length: Floats, spent: Floats) -> Floats:
        """Return the chance to last longer than `length`, having lasted longer than `spent`; NaN where none has."""
        had = self.lasts(spent)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(had > 0, self.lasts(np.maximum(length, spent)) / had, np.nan)

    def length(self, share: float, spent: Floats) -> Floats:
        """Return by which length a share of those that outlasted `spent` has ended; NaN where it is not known."""
        wanted = (1 - share) * self.lasts(spent)
        # the first length at which no more than `wanted` last longer
        place = len(self.above) - np.searchsorted(self.above[::-1], wanted + 1e-12, side="right")
        reached = (place < len(self.at)) & (self.lasts(spent) > 0)
        return np.where(
            reached, self.at[np.minimum(place, max(len(self.at) - 1, 0))] if len(self.at) else np.nan, np.nan
        )

    def left(self, spent: Floats) -> NDArray[np.int64]:
        """Return how many ended after each of these lengths: what a chance rests on."""
        return np.asarray(len(self.ends) - np.searchsorted(self.ends, spent, side="right"))


def curve(length: Floats, ended: NDArray[np.bool_]) -> Curve:
    """Return the curve of lengths, of which those that have not `ended` are censored.

    Parameters
    ----------
    length : array
        Not negative; how long each lasted, or has lasted until now.
    ended : array of bool
        Whether it ended then.
    """
    order = np.argsort(length, kind="stable")
    sorted_, done = length[order], ended[order]
    at, first = np.unique(sorted_, return_index=True)
    ends = np.add.reduceat(done.astype(np.float64), first) if len(at) else np.empty(0)
    risk = len(sorted_) - first
    kept = ends > 0
    above = np.cumprod(1 - ends[kept] / risk[kept]).astype(np.float64)
    return Curve(at[kept], above, len(sorted_), sorted_[done])
