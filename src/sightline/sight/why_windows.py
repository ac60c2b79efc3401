"""A cumulative metric's change as the changes of the metric it sums, period by period.

Two windows are laid side by side from their first periods on: April beside April, so that the season cancels. Where one
is longer, as with years to date, its further periods stand beside nothing. Of a rate a window holds the weighted mean:
each period counts by its mean weight, and what the weights themselves did is left over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sightline.periods import Calendar, Period
from sightline.records.history import Floats
from sightline.sight.why_segments import ABSENT, Past, Places
from sightline.sight.windows import start_of

__all__ = ["Pairing", "paired"]

_EQUAL = 1e-7  # how far a window's periods may be from it, of the sum of their sizes


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """The pairs of periods that windows consist of.

    Parameters
    ----------
    of : array of int
        To which pair of windows each belongs.
    before, after : array of int
        Places of the two periods.
    slope : array
        How much each counts: 1 in a sum.
    """

    of: Places
    before: Places
    after: Places
    slope: Floats


def paired(
    over: str,
    axis: Sequence[Period],
    calendar: Calendar,
    past: Past,
    total: Past,
    ends: tuple[Places, Places],
) -> Pairing | None:
    """Lay the windows that end at two places side by side.

    Parameters
    ----------
    over : str
        The length of the window.
    axis : sequence of Period
        Without gaps.
    calendar : Calendar
        How time is cut.
    past, total : Past
        The summed and the cumulative metric, as a whole.
    ends : pair of array of int
        The places at which the windows end, for each pair.

    Returns
    -------
    Pairing or None
        None where the periods reproduce the windows neither as a sum nor as a weighted mean.
    """
    found = _side_by_side(over, axis, calendar, ends)
    if found is None:
        return None
    of, sides = found
    values = [past.total(side) for side in sides]
    sides = [np.where(np.isnan(value), ABSENT, side) for value, side in zip(values, sides, strict=True)]
    values = [np.nan_to_num(value) for value in values]
    wholes = [total.total(end) for end in ends]
    count = len(ends[0])
    if all(_makes(of, value, np.abs(value), whole, count) for value, whole in zip(values, wholes, strict=True)):
        return Pairing(of, sides[0], sides[1], np.ones(len(of)))
    return _as_means(of, sides, past, wholes)


def _as_means(of: Places, sides: Sequence[Places], past: Past, wholes: Sequence[Floats]) -> Pairing | None:
    count = len(wholes[0])
    shares = []
    for side, whole in zip(sides, wholes, strict=True):
        above, below = (one[0] for one in past.components(side))
        size = np.bincount(of, weights=below, minlength=count)[of]
        with np.errstate(all="ignore"):
            share = np.where(size != 0, below / size, 0.0)
            part = np.where(size != 0, above / size, 0.0)
        if not _makes(of, part, np.abs(part), whole, count):
            return None
        shares.append(share)
    both = (sides[0] != ABSENT) & (sides[1] != ABSENT)
    slope = (shares[0] + shares[1]) / 2
    return Pairing(of[both], sides[0][both], sides[1][both], slope[both])


def _side_by_side(
    over: str, axis: Sequence[Period], calendar: Calendar, ends: tuple[Places, Places]
) -> tuple[Places, list[Places]] | None:
    place = {period.start: index for index, period in enumerate(axis)}
    of: list[int] = []
    sides: tuple[list[int], list[int]] = ([], [])
    for pair, both in enumerate(zip(*(end.tolist() for end in ends), strict=True)):
        windows = []
        for end in both:
            first = place.get(start_of(over, axis[end], calendar)) if end >= 0 else None
            if first is None and end != ABSENT:
                return None
            windows.append([] if first is None else list(range(first, end + 1)))
        longest = max(len(window) for window in windows)
        of += [pair] * longest
        for places, window in zip(sides, windows, strict=True):
            places.extend((*window, *[ABSENT] * (longest - len(window))))
    return np.array(of, dtype=np.int64), [np.array(side, dtype=np.int64) for side in sides]


def _makes(of: Places, parts: Floats, sizes: Floats, wholes: Floats, count: int) -> bool:
    made, size = (np.bincount(of, weights=one, minlength=count) for one in (parts, sizes))
    return bool((np.abs(made - wholes) <= _EQUAL * np.maximum(size, np.abs(wholes))).all())
