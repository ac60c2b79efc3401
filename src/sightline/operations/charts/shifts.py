"""The size of a shift that a chart has found, in the metric's unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sightline.operations.charts.expected import Expected
from sightline.operations.charts.sums import Spoken
from sightline.periods import Period
from sightline.records.deviations import Signal
from sightline.records.history import Floats

__all__ = ["signal_of"]

_NINETY = 1.645


def signal_of(
    found: Spoken,
    expected: Expected,
    to_value: Callable[[Floats, NDArray[np.int64]], Floats],
    periods: Sequence[Period],
) -> Signal:
    """Return the record of a signal.

    The shift is the mean of how far the scores since its beginning lie from the baseline, the error of the centre and
    the memory of the process allowed for; it is told in the metric's unit at the period of the signal. Measured because
    the chart spoke, it is overstated a little.

    Parameters
    ----------
    found : Spoken
        What the chart said.
    expected : Expected
        In scores.
    to_value : callable
        (scores, which periods they are of) -> values in that unit.
    periods : sequence of Period
        Theirs.
    """
    within = slice(found.since, found.at + 1)
    off = expected.scores[within] - expected.centre[within]
    seen = np.isfinite(off)
    n = int(seen.sum())
    shift = float(off[seen].mean())
    memory = expected.memory
    long_run = (1 + memory) / (1 - memory)
    alone = expected.spread**2 / (1 - memory**2)
    error = float(np.sqrt(alone * (_averaged(n, memory) + long_run / expected.n)))
    level = expected.centre[found.at]
    scores = level + np.array([0.0, shift, shift - _NINETY * error, shift + _NINETY * error])
    centre, size, low, high = to_value(scores, np.full(len(scores), found.at))
    return Signal(
        found.rule,
        periods[found.at].label,
        periods[found.since].label,
        *(float(one - centre) for one in (size, low, high)),
    )


def _averaged(n: int, memory: float) -> float:
    """Return the variance of the mean of `n` values of an AR(1), in variances of one."""
    gaps = np.arange(1, n)
    return float((1 + 2 * ((1 - gaps / n) * memory**gaps).sum()) / n)
