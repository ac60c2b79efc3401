"""What the worth of each initiative hangs on: which uncertain thing sways it, and how far.

The draws are sorted by the thing into bins of equal size. How much the mean of the worth differs from bin to bin, as a
share of all its variance, is the correlation ratio, which is the first-order index of a sensitivity analysis; what bins
of that size would differ by chance alone is taken off.

Reference: A. Saltelli and others (2008), Global Sensitivity Analysis: The Primer, ch. 1; E. Plischke, E. Borgonovo,
C. L. Smith (2013), Global Sensitivity Measures from Given Data, European Journal of Operational Research 226(3).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sightline.records.portfolio import Sway
from sightline.strategy.portfolio.stakes import Stakes

__all__ = ["sways"]

Floats = NDArray[np.float64]
_BINS = 10
_LEAST = 0.03  # of the variance: less is not told
_MOST = 3  # things told of one initiative


def sways(stakes: Stakes, things: Mapping[tuple[str, str], Floats]) -> tuple[Sway, ...]:
    """Return what the worth of each candidate hangs on most, candidate by candidate.

    Parameters
    ----------
    stakes : Stakes
        What sets bring, draw by draw.
    things : mapping of (kind, name) to array, draws
        What is uncertain: `effect`, or `change` of a candidate, which sways that one alone.
    """
    if stakes.draws < 2 * _BINS:
        return ()
    names = [one.id for one in stakes.candidates]
    worth = np.stack([stakes.alone(name) for name in names], axis=1) if names else np.zeros((stakes.draws, 0))
    found: dict[str, list[Sway]] = {name: [] for name in names}
    for (kind, about), values in things.items():
        mine = [names.index(about)] if kind == "change" and about in found else range(len(names))
        if np.ptp(values) <= 0 or (kind == "change" and about not in found):
            continue
        means, share = _binned(worth[:, list(mine)], values)
        for at, name in enumerate(names[one] for one in mine):
            if share[at] >= _LEAST:
                found[name].append(
                    Sway(
                        name,
                        about,
                        "effect" if kind == "effect" else "change",
                        float(means[0, at]),
                        float(means[-1, at]),
                        float(share[at]),
                    )
                )
    return tuple(one for name in names for one in sorted(found[name], key=lambda one: (-one.share, one.about))[:_MOST])


def _binned(worth: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return the mean worth in each bin of `values`, bins x candidates, and the share of variance between bins."""
    bins = np.array_split(np.argsort(values, kind="stable"), _BINS)
    means = np.stack([worth[rows].mean(axis=0) for rows in bins])
    sizes = np.array([len(rows) for rows in bins], float)[:, None]
    total = worth.var(axis=0)
    between = (sizes * (means - worth.mean(axis=0)) ** 2).sum(axis=0) / len(worth)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(total > 0, between / total, 0.0)
    chance = (_BINS - 1) / (len(worth) - 1)
    return means, np.clip((ratio - chance) / (1 - chance), 0.0, 1.0)
