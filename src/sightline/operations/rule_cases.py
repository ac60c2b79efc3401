"""Cases that violated one rule, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.records.history import Floats

__all__ = ["NAMED", "RuleCases"]

NAMED = 50


@dataclass(frozen=True, slots=True, eq=False)
class RuleCases:
    """Cases of one rule, one entry each.

    Parameters
    ----------
    case : array of str
        Which.
    at : array of datetime64
        When the rule was violated.
    segment : array of str
        Where; None where nothing says.
    excess : array
        Days beyond the time, up to now where it is not over; NaN for rules that are not about time.
    running : array of bool
        Whether what is owed has still not come and the case is open.
    """

    case: NDArray[np.object_]
    at: NDArray[np.datetime64]
    segment: NDArray[np.object_]
    excess: Floats
    running: NDArray[np.bool_]

    def of(self, kept: NDArray[np.bool_]) -> RuleCases:
        """Return some of them."""
        return RuleCases(self.case[kept], self.at[kept], self.segment[kept], self.excess[kept], self.running[kept])

    @property
    def newest(self) -> tuple[str, ...]:
        """The cases that violated it last, the last one first; at most fifty."""
        order = np.lexsort((self.case.astype(str), -self.at.astype("datetime64[us]").astype(np.int64)))
        return tuple(str(one) for one in self.case[order[:NAMED]])

    def __len__(self) -> int:
        return len(self.case)
