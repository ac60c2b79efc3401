"""Where a distance comes from, by replacement: from the agreed split to the actual one over stations in between.

    agreed now -> agreed at the start -> work before -> work had only demand changed -> work now

Had only demand changed, every activity would have kept its split over all performers, those outside included. The
steps are taken with the signs of the whole way, so they sum to the distance: a step that leads back is negative. What
is measured is drawn anew for intervals: each sum of amounts by a gamma distribution with the variance that its items
give it, which is the Bayesian bootstrap over items.

Reference: E. M. Kitagawa (1955), Components of a difference between two rates, JASA 50(272); D. B. Rubin (1981), The
Bayesian bootstrap, Ann. Statist. 9(1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.records.alignment import Cause
from sightline.roles.alignment.spreads import Spread
from sightline.roles.alignment.variation import along, shares_of

__all__ = ["Amounts", "Stations", "interval_of", "person_parts", "redrawn", "role_parts", "stations_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """What a group and everybody else did, before and now, by activity; and the items it rests on.

    Parameters
    ----------
    before, others_before, now, others_now : array (..., activities)
        Amounts.
    """

    before: Floats
    others_before: Floats
    now: Floats
    others_now: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Stations:
    """Splits between the agreed and the actual one; arrays (..., activities).

    Parameters
    ----------
    before, demanded, now : array
        As it was, as it would be had only demand changed, as it is.
    """

    before: Floats
    demanded: Floats
    now: Floats


def stations_of(amounts: Amounts) -> Stations:
    """Return the splits of a group; what it would do had only demand changed is NaN where that cannot be told.

    That is where it did nothing before, and where nothing that it did is wanted any more. Of an activity that nobody
    did before, it keeps what it has now: new work is demand.
    """
    whole_before = amounts.before + amounts.others_before
    whole_now = amounts.now + amounts.others_now
    new = np.divide(amounts.now, whole_now, out=np.zeros_like(whole_now), where=whole_now > 0)
    kept = np.divide(amounts.before, whole_before, out=new, where=whole_before > 0)
    before = shares_of(amounts.before)
    demanded = shares_of(kept * whole_now)
    demanded = np.where(np.isnan(before), np.nan, demanded)
    return Stations(before, demanded, shares_of(amounts.now))


def redrawn(
    amounts: Floats, items: Floats, spread: Spread, *, batches: float, rng: np.random.Generator, draws: int
) -> Floats:
    """Return amounts (draws, ..., activities) as other items of the same kind would have given them.

    Parameters
    ----------
    amounts, items : array (..., activities)
        What was done, and the items it rests on.
    batches : float
        By how much fewer items drawn one by one would say as much; 1 where they come so.
    """
    shape = items / ((1 + spread.squared) * batches)
    there = shape > 0
    found = np.zeros((draws, *amounts.shape))
    rate = np.divide(amounts, shape, out=np.zeros_like(amounts), where=there)
    found[:, there] = rng.standard_gamma(shape[there], size=(draws, int(there.sum()))) * rate[there]
    return found


def role_parts(start: Floats, now: Floats, stations: Stations, signs: Floats) -> dict[Cause, Floats]:
    """Return what each cause adds to the distance of a role or unit from what is agreed now.

    Parameters
    ----------
    start, now : array (activities,)
        What was agreed at the start, and what is agreed now.
    signs : array (activities,)
        Of the actual split less the one that is agreed now.
    """
    if np.isnan(stations.demanded).any():
        goals, rest = along([now, start, stations.now], signs)
        return {"goals": goals, "residual": rest}
    goals, residual, demand, assignment = along(
        [now, start, stations.before, stations.demanded, stations.now], signs
    )  # fmt: skip
    return {"demand": demand, "assignment": assignment, "goals": goals, "residual": residual}


def person_parts(
    start: Floats, now: Floats, role: Stations, own: tuple[Floats, Floats], signs: Floats
) -> dict[Cause, Floats]:
    """Return what each cause adds to the distance of a person; parameters as in `role_parts`.

    Parameters
    ----------
    own : tuple of array (..., activities)
        The person's own split before and now. Before: NaN where there was too little; then as the role.
    """
    before, actual = own
    found: dict[Cause, Floats] = role_parts(start, now, role, signs)
    habit = np.where(np.isnan(before), 0.0, before - role.before)
    habit = np.where(np.isnan(habit), 0.0, habit)
    always, moved = along([role.now, role.now + habit, actual], signs)
    return {**found, "own": moved, "residual": found["residual"] + always}


def interval_of(draws: Mapping[Cause, Floats]) -> Mapping[Cause, tuple[float, float]]:
    """Return the 90 % interval of each part over its draws."""
    return {
        cause: (float(low), float(high))
        for cause, one in draws.items()
        for low, high in [np.quantile(one, (0.05, 0.95))]
    }
