"""The histories of one explanation on one axis of periods, and the segments of each dimension in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sightline.model.model import Model
from sightline.periods import Grain, Period
from sightline.records import History
from sightline.records.history import Floats
from sightline.sight.why_segments import ABSENT, OUTSIDE, Cut, Past, Places, cut

__all__ = ["Mask", "Pasts", "earlier", "laid_out"]

Mask = NDArray[np.bool_]
Labels = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pasts:
    """What is known of the past.

    Parameters
    ----------
    axis : tuple of Period
        Without gaps.
    totals : mapping of metric to Past
        The enterprise as a whole.
    cuts : mapping of (metric, dimension) to Past
        By one dimension.
    shown : callable
        The dimension by which a metric's own change is cut, or None.
    labels : mapping of dimension to tuple
        All its segments in any history, sorted.
    """

    axis: tuple[Period, ...]
    totals: Mapping[str, Past]
    cuts: Mapping[tuple[str, str], Past]
    shown: Callable[[str], str | None]
    labels: Mapping[str, Labels] = field(default_factory=dict)

    def value(self, metric: str, places: Places) -> Floats:
        """Return a metric's values as a whole; NaN where nothing is known."""
        past = self.totals.get(metric)
        return np.full(len(places), np.nan) if past is None else past.total(places)

    def by_segment(self, metric: str, dimension: str, places: Places) -> Floats:
        """Return a metric's values, places x labels of the dimension; NaN where nothing is known."""
        past, labels = self.cuts[metric, dimension], self.labels[dimension]
        values = past.values(places)
        place = {segment[0]: row for row, segment in enumerate(past.history.segments)}
        rows = [place.get(label, len(place)) for label in labels]
        return np.concatenate([values, np.full((1, len(places)), np.nan)])[rows].T

    def cut(self, metric: str, dimension: str | None, before: Places, after: Places) -> Cut | None:
        """Return a metric's change by the labels of a dimension; None where it has none or does not add up."""
        if dimension is None or metric not in self.totals or (metric, dimension) not in self.cuts:
            return None
        found = cut(self.totals[metric], self.cuts[metric, dimension], before, after)
        return None if found is None else found.among(self.labels[dimension])


def laid_out(
    model: Model,
    histories: Mapping[tuple[str, tuple[str, ...]], History],
    metrics: Iterable[str],
    grain: Grain,
    shown: Callable[[str], str | None],
) -> Pasts:
    """Lay the histories of some metrics at one grain on one axis."""
    wanted = set(metrics)
    found = {
        ask: history
        for ask, history in histories.items()
        if ask[0] in wanted and history.periods and history.periods[0].grain == grain
    }
    first = min((history.periods[0] for history in found.values()), key=lambda one: one.start)
    last = max((history.periods[-1] for history in found.values()), key=lambda one: one.start)
    axis = tuple(model.calendar.between(first, last))
    place = {period: index for index, period in enumerate(axis)}
    past = {ask: Past(history, place[history.periods[0]]) for ask, history in found.items()}
    totals = {metric: one for (metric, by), one in past.items() if not by}
    cuts = {(metric, by[0]): one for (metric, by), one in past.items() if len(by) == 1}
    return Pasts(axis, totals, cuts, shown, _labels(cuts))


def _labels(cuts: Mapping[tuple[str, str], Past]) -> dict[str, Labels]:
    found: dict[str, set[str | None]] = {}
    for (_, dimension), past in cuts.items():
        found.setdefault(dimension, set()).update(segment[0] for segment in past.history.segments)
    return {name: tuple(sorted(some, key=lambda one: (one is None, one or ""))) for name, some in found.items()}


def earlier(places: Places, lag: int) -> Places:
    """Return places some periods earlier; what a window does not have stays so."""
    return np.where(places == ABSENT, ABSENT, np.where(places >= lag, places - lag, OUTSIDE))
