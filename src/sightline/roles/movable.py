"""How far a metric can be moved in a period: what it does by itself, as far as there is room left.

One standard deviation of its changes from period to period, about their median, so that a steady trend is no
movement. It is taken from the median absolute deviation (times 1.4826, as for normal data: Rousseeuw and Croux, 1993),
because a metric that begins anew each year, or a month that was booked late, would make it as large as one likes. A
change is lasting where the line of sight counts it, and one standard deviation of a month is what such a change
looks like in the past of most metrics; the best tenth of years is two to five times that, and nobody agrees to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sightline.records import History
from sightline.saying import say, say_many

__all__ = ["FEWEST", "Movable", "movable"]

FEWEST = 6  # changes, below which nothing is said
NEWEST = 36  # changes that count
_NORMAL = 1.4826


@dataclass(frozen=True, slots=True)
class Movable:
    """How far one metric can be moved.

    Parameters
    ----------
    size : float
        In the metric's unit, not negative; 0 where it is not known.
    level : float, optional
        Its newest value; None where it has none.
    n : int
        Changes it rests on.
    words : str
        What a reader should know: too few changes, no room left.
    """

    size: float
    level: float | None
    n: int
    words: str = ""

    @property
    def known(self) -> bool:
        """Whether there is enough of a past to say so."""
        return self.n >= FEWEST


def movable(history: History | None, better: str, *, low: float = -math.inf, high: float = math.inf) -> Movable:
    """Return how far a metric can be moved for the better.

    Parameters
    ----------
    history : History, optional
        Its past as a whole; missing values are left out, and so are changes from or to them.
    better : str
        `higher` or `lower`.
    low, high : float
        What it cannot pass: 0 and 1 for a share.
    """
    values = history.total if history is not None else np.empty(0)
    known = values[np.isfinite(values)]
    if not known.size:
        return Movable(0.0, None, 0, say("It has no values, so nobody can say how far it can be moved."))
    level = float(known[-1])
    changes = np.diff(values)
    changes = changes[np.isfinite(changes)][-NEWEST:]
    if changes.size < FEWEST:
        few = say_many(
            "Its past has {count} change: too few to say how far.",
            "Its past has {count} changes: too few to say how far.",
            int(changes.size),
        )
        return Movable(0.0, level, int(changes.size), few)
    size = _deviation(changes)
    room = max(0.0, high - level if better == "higher" else level - low)
    if size > room:
        near = say("It is near its limit: no more than what is left can be asked.")
        return Movable(room, level, int(changes.size), near)
    return Movable(size, level, int(changes.size), "" if size else say("It has never moved."))


def _deviation(changes: np.ndarray) -> float:
    """Return their robust standard deviation; the usual one where more than half of them are alike."""
    about = np.abs(changes - np.median(changes))
    size = _NORMAL * float(np.median(about))
    return size or float(changes.std())
