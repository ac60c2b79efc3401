"""The sums of a CUSUM, and when and why a chart speaks.

A score counts up to the limit of rule 1 and no more: one wild value is one signal, not two. The sum of the side that
has signalled begins again at zero. A period without data leaves the sums as they are.

Reference: Page (1954), Continuous inspection schemes, Biometrika 41.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sightline.operations.charts.limits import Limits
from sightline.operations.charts.run_lengths import REFERENCE
from sightline.records.history import Floats

__all__ = ["Spoken", "follow"]

Rule = Literal["beyond a limit", "cusum up", "cusum down"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A chart spoke at period `at`, about a shift that began at period `since`; `side` is 1 for up, -1 for down."""

    rule: Rule
    at: int
    since: int
    side: int


def follow(z: Floats, judged: NDArray[np.bool_], limits: Limits) -> tuple[Floats, Floats, tuple[Spoken, ...]]:
    """Return the sums of both sides and what the chart said, oldest first.

    Parameters
    ----------
    z : array
        Standard normal scores, NaN without data.
    judged : array of bool
        Which periods are judged; others have NaN sums.
    limits : Limits
        What it signals at.

    Returns
    -------
    up, down : array
        Zero or more, in standard deviations; `down` sums what lies below. A signal shows the sum that it was for.
    signals : tuple of Spoken
        One per period and side at most: the CUSUM's where both rules speak, as it knows since when.
    """
    sums = {1: np.full(len(z), np.nan), -1: np.full(len(z), np.nan)}
    spoken: list[Spoken] = []
    sides: tuple[tuple[int, Rule], ...] = ((1, "cusum up"), (-1, "cusum down"))
    for side, name in sides:
        total, since = 0.0, None
        for at in np.flatnonzero(judged & np.isfinite(z)):
            step = side * float(z[at])
            total = max(0.0, total + min(step, limits.beyond) - REFERENCE)
            since = None if total == 0 else at if since is None else since
            sums[side][at] = total
            if total > limits.cusum:
                spoken.append(Spoken(name, int(at), int(at if since is None else since), side))
                total, since = 0.0, None
            elif step > limits.beyond:
                spoken.append(Spoken("beyond a limit", int(at), int(at), side))
    return sums[1], sums[-1], tuple(sorted(spoken, key=lambda one: one.at))
