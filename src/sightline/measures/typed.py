"""Typed metrics: values that a person entered.

An entry counts in the period of the asked grain in which its own period ends, so that a value entered for a quarter
stands in its last month, and the last of three months stands for their quarter. Of several entries for one period the
one written last counts. Entries for periods that begin after the reading's day are not known yet.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from sightline.events.moments import Now
from sightline.measures.cubes import Grid, Segment
from sightline.measures.series import Series, empty
from sightline.model.declarations import Typed
from sightline.periods import Period

__all__ = ["typed_periods", "typed_series"]


def typed_periods(typed: Typed, now: Now) -> list[Period]:
    """Return the periods that have entries which are known at the reading's moment."""
    periods = [now.calendar.parse(entry.period) for entry in typed.entries]
    return [period for period in periods if period.start <= now.as_of]


def typed_series(typed: Typed, by: tuple[str, ...], grid: Grid, now: Now) -> Series:
    """Return the entries whose segments name exactly the dimensions `by`.

    A total is what was entered without a segment: entries of segments have no law by which they add up.
    """
    found: dict[tuple[Segment, int], tuple[Period, float]] = {}
    place = {period.start: index for index, period in enumerate(grid.periods)}
    for entry in typed.entries:
        period = now.calendar.parse(entry.period)
        if set(entry.segment) != set(by) or period.start > now.as_of:
            continue
        last = min(period.end - timedelta(days=1), now.as_of)
        index = place.get(now.calendar.period_of(last, grid.grain).start)
        key = (tuple(entry.segment[name] for name in by), index if index is not None else -1)
        if index is not None and (key not in found or found[key][0].end <= period.end):
            found[key] = (period, float(entry.value))
    segments = tuple(sorted({segment for segment, _ in found}, key=str))
    series = empty(by, grid, segments)
    rows = {segment: index for index, segment in enumerate(series.segments)}
    for (segment, index), (_, value) in found.items():
        series.value[rows[segment], index] = value
        series.n[rows[segment], index] = 1.0
    return replace(series, covered=np.any(~np.isnan(series.value), axis=0))
