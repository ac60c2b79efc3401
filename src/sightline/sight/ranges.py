"""How far a metric moves, in its own past: what counts as a typical move, and as a good year."""

from __future__ import annotations

import numpy as np

from sightline.model.arithmetic import Array
from sightline.periods import Grain
from sightline.records import History

__all__ = ["best_year", "typical_move"]

_YEAR = {Grain.DAY: 365, Grain.WEEK: 52, Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 1}
_FEWEST = 6
_BEST = 0.9


def typical_move(history: History | None) -> float:
    """Return the standard deviation of a metric's changes from period to period; 0 where there are none."""
    changes = _changes(history, 1)
    return float(changes.std()) if len(changes) else 0.0


def best_year(history: History | None, better: str) -> float:
    """Return what a metric moved by, for the better, in the best tenth of the changes over a year.

    Where there are fewer than six such changes, or none for the better, its typical move from one period to the next.

    Returns
    -------
    float
        In the metric's unit, in its better direction; 0 where nothing is known.
    """
    sign = 1.0 if better == "higher" else -1.0
    if history is not None and history.periods:
        changes = _changes(history, _YEAR[history.periods[0].grain]) * sign
        if len(changes) >= _FEWEST and (best := float(np.quantile(changes, _BEST))) > 0:
            return sign * best
    return sign * typical_move(history)


def _changes(history: History | None, over: int) -> Array:
    if history is None or history.value.shape[1] <= over:
        return np.zeros(0)
    values = history.value[0]
    changes: Array = values[over:] - values[:-over]
    return changes[np.isfinite(changes)]
