"""Histories: the past values of one metric, whole periods only, as numbers that a method can work on.

A history is what effects are estimated from, forecasts are made from and changes are explained from. Its newest period
is complete at the reading's moment; a period that has only begun is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sightline.periods import Calendar, Period
from sightline.records.values import Values

__all__ = ["Floats", "History", "Segment", "histories"]

Floats = NDArray[np.float64]
Segment = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The past of one metric.

    Parameters
    ----------
    metric : str
        Its id.
    by : tuple of str
        The dimensions that cut it into segments; empty for the enterprise as a whole.
    segments : tuple of tuple
        Their values; one empty tuple without dimensions.
    periods : tuple of Period
        Oldest first, without gaps, all complete.
    value : array, segments x periods
        In the metric's unit; NaN means no data.
    n : array, segments x periods
        Rows or events behind each value.
    numerator, denominator : array, segments x periods, optional
        For a ratio.
    """

    metric: str
    by: tuple[str, ...]
    segments: tuple[Segment, ...]
    periods: tuple[Period, ...]
    value: Floats
    n: Floats
    numerator: Floats | None = None
    denominator: Floats | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the periods."""
        return tuple(period.label for period in self.periods)

    @property
    def total(self) -> Floats:
        """The values of the one segment of a history without dimensions."""
        row: Floats = self.value[0]
        return row

    def of(self, segment: Segment) -> Floats:
        """Return the values of one segment; NaN throughout where it has never been seen."""
        if segment in self.segments:
            row: Floats = self.value[self.segments.index(segment)]
            return row
        return np.full(len(self.periods), np.nan)


def histories(values: Values, calendar: Calendar, as_of: date) -> dict[str, History]:
    """Return the history of each metric in `values`.

    Parameters
    ----------
    values : Values
        At one grain, by any dimensions.
    calendar : Calendar
        How time is cut.
    as_of : date
        The last local day that counts; a period that ends later is left out.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in values.rows():
        rows.setdefault(row["metric"], []).append(row)
    return {metric: _history(metric, values.by, found, calendar, as_of) for metric, found in rows.items()}


def _history(
    metric: str, by: tuple[str, ...], rows: Sequence[dict[str, Any]], calendar: Calendar, as_of: date
) -> History:
    labels = {str(row["period"]): row for row in rows}
    known = sorted((calendar.parse(label) for label in labels), key=lambda period: period.start)
    periods = tuple(
        period for period in calendar.between(known[0], known[-1]) if period.end <= as_of + timedelta(days=1)
    )
    segments = tuple(dict.fromkeys(tuple(_text(row[name]) for name in by) for row in rows)) or ((),)
    place = {period.label: index for index, period in enumerate(periods)}
    line = {segment: index for index, segment in enumerate(segments)}
    arrays = {name: np.full((len(segments), len(periods)), np.nan) for name in ("value", "numerator", "denominator")}
    n = np.zeros((len(segments), len(periods)))
    for row in rows:
        column = place.get(str(row["period"]))
        if column is None:
            continue
        at = line[tuple(_text(row[name]) for name in by)], column
        n[at] = row["n"] or 0
        for name, array in arrays.items():
            array[at] = np.nan if row[name] is None else row[name]
    ratio = not np.isnan(arrays["denominator"]).all()
    return History(
        metric, by, segments, periods, arrays["value"], n,
        arrays["numerator"] if ratio else None, arrays["denominator"] if ratio else None,
    )  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)
