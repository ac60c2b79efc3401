"""Periods in which too few of a role worked: no figure counts them, so none less another tells of them.

A role that is large enough over a year can be small in one month. Its figure of the year less that of eleven months,
or its point of that month, would be about those few. So what a role did in a period in which fewer than five people did
anything for it goes into no figure of anybody; a role that is small as a whole is left to `looking`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sightline.disclosure.groups import K_FIGURES
from sightline.roles.alignment.worked import OUTSIDE, Worked
from sightline.saying import say

__all__ = ["THIN", "thin_units", "without_thin"]

THIN = say(
    "What a role did in a period in which fewer than {people} people did any of it is left out.", people=K_FIGURES
)


def without_thin(work: Worked) -> Worked:
    """Return work without that of roles in periods in which fewer than five people did any."""
    many = _people(work, work.role, len(work.roles))
    large = _people(work, work.role, len(work.roles), ever=True)[:, 0] >= K_FIGURES
    thin = large[:, None] & (many < K_FIGURES)
    kept = work.role == OUTSIDE
    kept[~kept] = ~thin[work.role[~kept], work.period[~kept]]
    if kept.all():
        return work
    return replace(
        work, performer=work.performer[kept], activity=work.activity[kept], period=work.period[kept],
        role=work.role[kept], unit=work.unit[kept], amount=work.amount[kept], items=work.items[kept],
    )  # fmt: skip


def thin_units(work: Worked, before: int) -> frozenset[str]:
    """Return the units in which one to four people worked in some period that is looked at."""
    many = _people(work, work.unit, len(work.units))[:, before:]
    thin = np.flatnonzero(((many > 0) & (many < K_FIGURES)).any(axis=1))
    return frozenset(work.units[at] for at in thin.tolist())


def _people(work: Worked, group: NDArray[np.int64], size: int, *, ever: bool = False) -> NDArray[np.int64]:
    """Return how many people worked for each group in each period, or with `ever` in any: (groups, periods)."""
    inside = (group != OUTSIDE) & (work.role != OUTSIDE)
    periods = 1 if ever else len(work.periods)
    period = np.zeros_like(work.period) if ever else work.period
    place = (group * periods + period)[inside]
    pairs = np.unique(place * len(work.performers) + work.performer[inside])
    counted = np.bincount(pairs // max(len(work.performers), 1), minlength=size * periods)
    return counted.reshape(size, periods)
