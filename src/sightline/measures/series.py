"""Series: the values of one metric by segment and period, and what stands behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sightline.measures.cubes import Grid, Segment
from sightline.model.arithmetic import Array
from sightline.periods import Period

__all__ = ["Series", "aligned", "empty", "shifted"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Series:
    """Values by segment (rows) and period (columns); NaN means no data.

    Parameters
    ----------
    by : tuple of str
        The dimensions that cut the segments.
    segments : tuple of tuple
        Their values.
    grid : Grid
        The periods.
    value : array
        The values, in the metric's unit.
    n : array
        Rows or events behind each value.
    fresh : array
        The newest moment behind each value, in microseconds as the column has it; NaN where there is none.
    covered : array of bool
        Which periods the source has any row in.
    numerator, denominator : array, optional
        For a ratio.
    """

    by: tuple[str, ...]
    segments: tuple[Segment, ...]
    grid: Grid
    value: Array
    n: Array
    fresh: Array
    covered: NDArray[np.bool_]
    numerator: Array | None = None
    denominator: Array | None = None

    def of(self, segment: Segment) -> Iterator[tuple[Period, float | None, datetime | None]]:
        """Yield period, value and the newest moment behind it, for one segment, oldest first."""
        row = self.segments.index(segment) if segment in self.segments else None
        for index, period in enumerate(self.grid.periods):
            value = np.nan if row is None else float(self.value[row, index])
            moment = np.nan if row is None else float(self.fresh[row, index])
            fresh = None if np.isnan(moment) else _EPOCH + timedelta(microseconds=int(moment))
            yield period, None if np.isnan(value) else value, fresh


def empty(by: tuple[str, ...], grid: Grid, segments: tuple[Segment, ...] = ()) -> Series:
    """Return a series without any value; without dimensions it still has its one segment."""
    rows = segments or (((),) if not by else ())
    nothing = np.full((len(rows), len(grid)), np.nan)
    return Series(by, rows, grid, nothing, np.zeros_like(nothing), nothing.copy(), np.zeros(len(grid), dtype=bool))


def aligned(series: Series, segments: Sequence[Segment]) -> Series:
    """Return the series with exactly these segments; those it lacks have no data."""
    if tuple(segments) == series.segments:
        return series
    place = {segment: index for index, segment in enumerate(series.segments)}
    rows = np.array([place.get(segment, -1) for segment in segments], dtype=np.int64)

    def spread(values: Array, missing: float) -> Array:
        out = np.full((len(rows), len(series.grid)), missing)
        known = rows >= 0
        out[known] = values[rows[known]]
        return out

    return replace(
        series,
        segments=tuple(segments),
        value=spread(series.value, np.nan),
        n=spread(series.n, 0.0),
        fresh=spread(series.fresh, np.nan),
        numerator=None if series.numerator is None else spread(series.numerator, np.nan),
        denominator=None if series.denominator is None else spread(series.denominator, np.nan),
    )


def shifted(values: Array, steps: int) -> Array:
    """Return each period's value `steps` periods earlier; no data before the first."""
    if steps <= 0:
        return values
    out = np.full_like(values, np.nan)
    out[:, steps:] = values[:, :-steps]
    return out
