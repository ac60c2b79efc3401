"""The room on a metric, as a solver sees it: concave in what a set asks for, and cut off by tangents.

In each draw and period a level is worth its pull until it reaches the end of the metric's range. Where the pull helps
this is concave; where a draw pulls the other way, the smallest concave function above it is taken. A tangent to the
mean of a concave function lies above it everywhere, so tangents bound the value of every set, and more of them bound it
closer.

Reference: J. E. Kelley (1960), The Cutting-Plane Method for Solving Convex Programs, J. SIAM 8(4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sightline.strategy.portfolio.stakes import Stakes

__all__ = ["Cut", "Saturation"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A tangent: the value of a metric's level is at most `base + slope @ begun`, for all values of the variables."""

    base: float
    slope: Floats


@dataclass(frozen=True, eq=False)
class Saturation:
    """One metric whose room may be used up.

    Parameters
    ----------
    stakes : Stakes
        Where it stands.
    metric : str
        One of `stakes.limited`.
    """

    stakes: Stakes = field(repr=False)
    metric: str

    @cached_property
    def drawn(self) -> Floats:
        """What each mover changes: movers x draws."""
        return self.stakes.drawn(self.metric)

    @cached_property
    def _first(self) -> NDArray[np.int64]:
        """As `Stakes.acting` gives it: movers x periods; -1 for none."""
        return self.stakes.acting(self.metric)

    @cached_property
    def _pieces(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Size of the pull, direction in which it helps, and the rising piece (base, slope) and the top of the rest."""
        pull = self.stakes.pulls[self.metric]
        low, high = self.stakes.rooms[self.metric]
        sign = np.where(pull < 0, -1.0, 1.0)
        least, most = np.minimum(self.drawn, 0).sum(axis=0)[:, None], np.maximum(self.drawn, 0).sum(axis=0)[:, None]
        top, bottom = np.where(sign > 0, high, -low), np.where(sign > 0, low, -high)
        lowest, highest = np.where(sign > 0, least, -most), np.where(sign > 0, most, -least)
        top = np.minimum(top, highest)  # no set asks for more
        below = lowest < bottom  # the level may be stopped on the bad side, too: a chord lies above the kink there
        wide = np.where(below, top - lowest, 1.0)
        slope = np.where(below, (top - bottom) / wide, 1.0)
        return np.abs(pull), sign, np.where(below, top - slope * top, 0.0), slope, top

    def cut(self, begun: Floats) -> Cut:
        """Return the tangent to the mean over draws where the variables have these values."""
        size, sign, base, slope, top = self._pieces
        acts = np.where(self._first >= 0, begun[np.maximum(self._first, 0)], 0.0)
        level = sign * (self.drawn.T @ acts)
        rising = base + slope * level
        value = float((size * np.minimum(rising, top)).sum(axis=1).mean())
        steep = size * np.where(rising <= top, slope * sign, 0.0)
        gain = self.drawn @ steep / len(steep)
        found = np.zeros(begun.shape)
        inside = self._first >= 0
        np.add.at(found, self._first[inside], gain[inside])
        return Cut(value - float(found @ begun), found)
