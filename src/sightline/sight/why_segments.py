"""A metric's change, cut by a dimension: what each segment's own move did, and what its weight did.

Amounts add up: a segment's part is its own change. A ratio sum(n) / sum(d) is a mean of rates weighted by
w = d / sum(d): its change is the sum over segments of mean(w) (r1 - r0), the rate part, and mean(r - R) (w1 - w0), the
mix part, with R the rate of all. A mean without its numerator is treated alike where the rows behind each segment
reproduce the total. What does not add up (a median, a percentile, distinct counts) is not cut.

A segment that is in one of the two periods alone has w (r - R) as its whole part, whatever rate it may have had before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.records import History
from sightline.records.history import Floats

__all__ = ["ABSENT", "OUTSIDE", "Cut", "Past", "cut"]

ABSENT = -1  # a place in time that a window does not have: everything is nothing there
OUTSIDE = -2  # before the data begin, or after they end: nothing is known there
_EQUAL = 1e-7  # how far segments may be from their total, of the sum of their sizes, and still add up to it
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """A history and where it begins on the common axis of periods.

    Parameters
    ----------
    history : History
        Values by segment and period.
    offset : int
        The place of its first period.
    """

    history: History
    offset: int

    def take(self, array: Floats, places: Places) -> Floats:
        """Return columns of an array by place: NaN outside the history, 0 where the place is `ABSENT`."""
        columns = places - self.offset
        inside = (places >= 0) & (columns >= 0) & (columns < array.shape[1])
        found = np.full((array.shape[0], len(places)), np.nan)
        found[:, inside] = array[:, columns[inside]]
        found[:, places == ABSENT] = 0.0
        return found

    def values(self, places: Places) -> Floats:
        """Return the values: segments x places."""
        return self.take(self.history.value, places)

    def total(self, places: Places) -> Floats:
        """Return the values of the one segment of a history without dimensions."""
        row: Floats = self.values(places)[0]
        return row

    def components(self, places: Places) -> tuple[Floats, Floats]:
        """Return numerators and denominators, those of a mean where there is no ratio; 0 where nothing is known."""
        history = self.history
        if history.numerator is not None and history.denominator is not None:
            above, below = self.take(history.numerator, places), self.take(history.denominator, places)
            return np.nan_to_num(above), np.nan_to_num(below)
        value, rows = self.values(places), self.take(history.n, places)
        known = np.isfinite(value) & np.isfinite(rows)
        return np.where(known, value * rows, 0.0), np.where(known, rows, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A change by segment, for several pairs of periods at once.

    Parameters
    ----------
    segments : tuple of str or None
        The values of the dimension.
    own : array, segments x pairs
        What the segment's own value did: its amount, or its rate at its mean weight.
    mix : array, segments x pairs
        What its weight did; 0 for amounts.
    unit : array, segments x pairs
        What one unit of the segment's own value is worth: its mean weight, 1 for amounts; 0 where it is in one period
        alone.
    share : array, segments x pairs
        Its mean weight; adds up to 1 over segments, or to 0 where there is nothing.
    moved : array, segments x pairs
        How far the metric moved there, in its own unit; NaN where it is in one of the periods alone.
    reweighed : array, segments x pairs
        How far its weight moved; 0 for amounts.
    there : array of bool, 2 x segments
        Whether it has data in any of the first, and in any of the second periods.
    rate : bool
        Whether the metric is a mean or a ratio.
    """

    segments: tuple[str | None, ...]
    own: Floats
    mix: Floats
    unit: Floats
    share: Floats
    moved: Floats
    reweighed: Floats
    there: NDArray[np.bool_]
    rate: bool

    def among(self, labels: tuple[str | None, ...]) -> Cut:
        """Return it with one row per label, in their order; nothing where there is no such segment."""
        if self.segments == labels:
            return self
        place = {segment: row for row, segment in enumerate(self.segments)}
        rows = np.array([place.get(label, len(place)) for label in labels], dtype=np.int64)

        def aligned(array: Floats, missing: float = 0.0) -> Floats:
            return np.concatenate([array, np.full((1, array.shape[1]), missing)])[rows]

        there = np.concatenate([self.there, np.zeros((2, 1), dtype=bool)], axis=1)[:, rows]
        return Cut(
            labels,
            aligned(self.own),
            aligned(self.mix),
            aligned(self.unit),
            aligned(self.share),
            aligned(self.moved, np.nan),
            aligned(self.reweighed),
            there,
            self.rate,
        )


def cut(total: Past, past: Past, before: Places, after: Places) -> Cut | None:
    """Cut the change of a metric between pairs of periods by one dimension.

    Parameters
    ----------
    total : Past
        The metric as a whole.
    past : Past
        The metric by the dimension.
    before, after : array of int
        Places of the two periods of each pair.

    Returns
    -------
    Cut or None
        None where the segments do not add up to the whole in every period.
    """
    wholes = total.total(before), total.total(after)
    known = np.isfinite(wholes[0]) & np.isfinite(wholes[1])
    if past.history.numerator is None:
        amounts = past.values(before), past.values(after)
        if all(_adds_up(np.nan_to_num(one), whole, known) for one, whole in zip(amounts, wholes, strict=True)):
            return _of_amounts(past.history, *amounts)
    parts = past.components(before), past.components(after)
    for (above, below), whole in zip(parts, wholes, strict=True):
        with np.errstate(all="ignore"):
            rate = np.where(below.any(axis=0), above.sum(axis=0) / below.sum(axis=0), 0.0)
        size = np.abs(above).sum(axis=0) / np.maximum(np.abs(below.sum(axis=0)), np.finfo(np.float64).tiny)
        if not _near(rate[known], whole[known], size[known]):
            return None
    return _of_rates(past.history, *parts)


def _adds_up(values: Floats, whole: Floats, known: NDArray[np.bool_]) -> bool:
    return _near(values.sum(axis=0)[known], whole[known], np.abs(values).sum(axis=0)[known])


def _near(found: Floats, wanted: Floats, size: Floats) -> bool:
    return bool((np.abs(found - wanted) <= _EQUAL * np.maximum(size, np.abs(wanted))).all())


def _labels(history: History) -> tuple[str | None, ...]:
    return tuple(segment[0] for segment in history.segments)


def _of_amounts(history: History, old: Floats, new: Floats) -> Cut:
    change = np.nan_to_num(new) - np.nan_to_num(old)
    size = (np.abs(np.nan_to_num(new)) + np.abs(np.nan_to_num(old))) / 2
    there = np.stack([(np.isfinite(one)).any(axis=1) for one in (old, new)])
    none = np.zeros_like(change)
    known = np.isfinite(old) & np.isfinite(new)
    moved = np.where(known, change, np.nan)
    return Cut(_labels(history), change, none, known.astype(np.float64), _shares(size), moved, none, there, rate=False)


def _of_rates(history: History, old: tuple[Floats, Floats], new: tuple[Floats, Floats]) -> Cut:
    (rate0, weight0, mean0), (rate1, weight1, mean1) = _rates(*old), _rates(*new)
    present = np.stack([old[1] != 0, new[1] != 0])
    both = (old[1].sum(axis=0) != 0) & (new[1].sum(axis=0) != 0)
    middle = np.where(both, (mean0 + mean1) / 2, 0.0)  # against nothing, all of a rate is new
    weight = (weight0 + weight1) / 2
    own = weight * (rate1 - rate0)
    mix = ((rate0 + rate1) / 2 - middle) * (weight1 - weight0)
    alone = present[0] != present[1]
    own = np.where(alone, own + mix, own)
    mix = np.where(alone, 0.0, mix)
    moved = np.where(present.all(axis=0), rate1 - rate0, np.nan)
    there: NDArray[np.bool_] = np.logical_or.reduce(present, axis=2)
    unit = np.where(present.all(axis=0), weight, 0.0)
    return Cut(_labels(history), own, mix, unit, _shares(np.abs(weight)), moved, weight1 - weight0, there, rate=True)


def _rates(above: Floats, below: Floats) -> tuple[Floats, Floats, Floats]:
    """Return rates, weights and the rate of all; 0 where a denominator is."""
    with np.errstate(all="ignore"):
        rate = np.where(below != 0, above / below, 0.0)
        all_below = below.sum(axis=0)
        weight = np.where(all_below != 0, below / all_below, 0.0)
        mean = np.where(all_below != 0, above.sum(axis=0) / all_below, 0.0)
    return rate, weight, mean


def _shares(size: Floats) -> Floats:
    with np.errstate(all="ignore"):
        return np.asarray(np.nan_to_num(size / size.sum(axis=0), nan=0.0), dtype=np.float64)
