"""Shrinkage: how much of a person's distance from the team is kept, and how many cases it takes.

With variance tau2 between people and sigma2 between the cases of one, the mean of n cases is kept by
B = tau2 / (tau2 + sigma2 / n): its reliability. More noise, or fewer cases, never keep more of it.

References: B. Efron, C. Morris (1975), Data analysis using Stein's estimator, JASA 70(350); for cases needed, the
Spearman-Brown formula, B / (1 - B) = n tau2 / sigma2.
"""

from __future__ import annotations

import numpy as np

from sightline.records.evidence import CasesNeeded
from sightline.roles.evidence.coding import Floats

__all__ = ["RELIABILITIES", "cases_needed", "needed", "reliability"]

RELIABILITIES = (0.5, 0.7, 0.8)


def reliability(cases: Floats, sigma2: float, tau2: float) -> Floats:
    """Return B of each person; 0 where people do not differ, or there is no case.

    Examples
    --------
    >>> reliability(np.array([0.0, 12.0, 48.0]), sigma2=12.0, tau2=1.0).tolist()
    [0.0, 0.5, 0.8]
    """
    n = np.asarray(cases, dtype=np.float64)
    if tau2 <= 0:
        return np.zeros(n.shape)
    return np.asarray(n * tau2 / np.maximum(n * tau2 + sigma2, 1e-300))


def cases_needed(wanted: float, sigma2: float, tau2: float) -> float | None:
    """Return how many cases give a reliability; None where no number does.

    Examples
    --------
    >>> round(cases_needed(0.8, sigma2=12.0, tau2=1.0)), cases_needed(0.8, sigma2=12.0, tau2=0.0)
    (48, None)
    """
    return wanted / (1 - wanted) * sigma2 / tau2 if tau2 > 0 else None


def needed(sigma2: float, tau2: float) -> tuple[CasesNeeded, ...]:
    """Return the cases needed for each of the usual reliabilities."""
    return tuple(CasesNeeded(one, cases_needed(one, sigma2, tau2)) for one in RELIABILITIES)
