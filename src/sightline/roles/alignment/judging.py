"""Which distances are drift: many subjects are looked at, so each must be more surprising than one alone.

Roles and units: Holm, so that in nineteen of twenty looks nobody is named by chance. Persons, within their role:
Benjamini and Hochberg, so that of those named at most one in twenty is by chance.

Reference: S. Holm (1979), Scand. J. Statist. 6(2); Y. Benjamini, Y. Hochberg (1995), JRSS B 57(1).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import false_discovery_control

__all__ = ["FEW", "LEVEL", "LIMIT", "OWN", "benjamini_hochberg", "holm"]

LEVEL = 0.05
LIMIT = 20  # items below which no distance is told
FEW = 10  # items of a person below which nothing is told
OWN = 30  # items from which a person has a value of their own


def holm(ps: Sequence[float]) -> list[float]:
    """Return p values corrected for how many there are, by Holm; in the same order.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    many = len(ps)
    order = np.argsort(ps, kind="stable")
    raised = np.maximum.accumulate(np.asarray(ps, dtype=np.float64)[order] * (many - np.arange(many)))
    found = np.empty(many)
    found[order] = np.minimum(raised, 1.0)
    return [float(one) for one in found.tolist()]


def benjamini_hochberg(ps: Sequence[float]) -> list[float]:
    """Return p values corrected for the false-discovery rate; in the same order.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    return [float(one) for one in false_discovery_control(ps).tolist()] if len(ps) else []
