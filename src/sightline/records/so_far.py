"""What a period that is not over says so far: no part of a history, but news of whether a change has lasted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sightline.periods import Calendar
from sightline.records.history import Segment, histories
from sightline.records.values import Values

__all__ = ["SoFar", "so_far"]

_USUAL = 8  # whole periods whose middle is the usual number


@dataclass(frozen=True, slots=True)
class SoFar:
    """One metric, in one segment, in the period that is under way.

    Parameters
    ----------
    period : str
        Its label.
    value : float
        In the metric's unit, of what has happened by now.
    share : float
        How much of the usual number of rows or events of a period that rests on, at most 1.
    """

    period: str
    value: float
    share: float


def so_far(
    values: Values, calendar: Calendar, as_of: date, *, over: date | None = None
) -> Mapping[tuple[str, Segment], SoFar]:
    """Return what the period under way says, by metric and segment; nothing where nothing has happened in it yet.

    Parameters
    ----------
    values : Values
        At one grain, by any dimensions.
    calendar : Calendar
        How time is cut.
    as_of : date
        The last local day that counts.
    over : date, optional
        The last local day that is over, where that is not the same.
    """
    whole = as_of if over is None else over
    past = histories(values, calendar, whole)
    found: dict[tuple[str, Segment], SoFar] = {}
    for row in values.rows():
        metric, end = row["metric"], row["end"]
        if row["value"] is None or not row["n"] or metric not in past or end <= whole + timedelta(days=1):
            continue
        if row["start"] > as_of:
            continue
        segment: Segment = tuple(None if row[name] is None else str(row[name]) for name in values.by)
        history = past[metric]
        if segment not in history.segments:
            continue
        counts = history.n[history.segments.index(segment)]
        counts = counts[counts > 0][-_USUAL:]
        if counts.size:
            share = min(1.0, float(row["n"] / np.median(counts)))
            found[metric, segment] = SoFar(str(row["period"]), float(row["value"]), share)
    return found
