"""Cubes: components by segment and period, as an engine gave them, with the laws by which they roll up.

Segments are rows, periods are columns, NaN stands for no data. From a cube follow the values of its metrics, of longer
periods and of unions of segments, without asking the engine again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sightline.measures.components import Law
from sightline.measures.queries import ROWS, Query, Shape, key_aliases
from sightline.model.arithmetic import Array
from sightline.periods import Grain, Period

__all__ = ["Cube", "Grid", "Segment", "Snapshots", "first_day", "lost_rows", "read_cube", "roll"]

Segment = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The periods of one grain that a request spans, oldest first, without gaps."""

    grain: Grain
    periods: tuple[Period, ...]

    def starts(self) -> NDArray[np.datetime64]:
        """Return the first days."""
        return np.array([period.start for period in self.periods], dtype="datetime64[D]")

    def __len__(self) -> int:
        return len(self.periods)


@dataclass(frozen=True)
class Cube:
    """Components by segment and period.

    Parameters
    ----------
    columns : tuple of str
        The columns that cut the segments.
    segments : tuple of tuple
        The values of these columns.
    grid : Grid
        The periods.
    components : mapping of str to array
        Component key to values; NaN where there is no data.
    rows : array
        How many rows of the relation there are, of any metric.
    newest : array
        The newest moment (of the column that dates rows), in microseconds since 1970; NaN where there is none.
    """

    columns: tuple[str, ...]
    segments: tuple[Segment, ...]
    grid: Grid
    components: Mapping[str, Array]
    rows: Array
    newest: Array

    @property
    def covered(self) -> NDArray[np.bool_]:
        """Which periods have any row at all."""
        covered: NDArray[np.bool_] = np.any(self.rows > 0, axis=0)
        return covered


@dataclass(frozen=True)
class Snapshots:
    """Components by segment and moment, before one moment of each period is chosen.

    Parameters
    ----------
    cube : Cube
        Whose columns are moments, oldest first, instead of periods (its grid is that of the periods).
    period : array of int
        The place in the grid of each moment's period.
    """

    cube: Cube
    period: NDArray[np.int64]


@dataclass
class _Answer:
    """The rows of one shape in an answer, decoded."""

    segments: tuple[Segment, ...]
    segment: NDArray[np.int64]
    days: NDArray[np.datetime64]
    table: pa.Table
    moments: NDArray[np.int64] | None


def read_cube(table: pa.Table, query: Query, shape: Shape, grid: Grid) -> Cube | Snapshots:
    """Return one shape of an engine's answer as a cube on `grid`."""
    answer = _answer(table, query, shape)
    starts = grid.starts()
    place = np.searchsorted(starts, answer.days, side="right") - 1 if len(starts) else np.zeros(0, dtype=np.int64)
    inside = (place >= 0) & (answer.days < _end(grid)) if len(starts) else np.zeros(len(answer.days), dtype=bool)
    if answer.moments is None:
        return _filled(answer, query, shape, grid, place, inside, len(grid))
    moments, column = np.unique(answer.moments[inside], return_inverse=True)
    spread = np.zeros(len(answer.days), dtype=np.int64)
    spread[inside] = column
    period = np.zeros(len(moments), dtype=np.int64)
    period[column] = place[inside]
    return Snapshots(_filled(answer, query, shape, grid, spread, inside, len(moments)), period)


def first_day(table: pa.Table, query: Query, shape: Shape) -> date | None:
    """Return the first day of the oldest period with a row; None where there is none."""
    oldest = pc.min(table.column(key_aliases(shape, query.shapes)[0][0])).as_py()
    return query.periods[shape.grain][oldest].start if isinstance(oldest, int) else oldest


def lost_rows(table: pa.Table, query: Query, shape: Shape) -> int:
    """Return how many rows of the relation have no time by which they could count."""
    key = key_aliases(shape, query.shapes)[0][0]
    mask = pc.is_null(table.column(key))
    if not pc.any(mask).as_py():
        return 0
    lost = _own_rows(table, query, shape).filter
    return int(pc.sum(lost(pc.field(key).is_null()).column(ROWS)).as_py() or 0)


def _own_rows(table: pa.Table, query: Query, shape: Shape) -> pa.Table:
    """Return the rows of one of several GROUPING SETS."""
    if len(query.shapes) == 1 or query.joint:
        return table
    own, others = key_aliases(shape, query.shapes)
    mask = pc.equal(table.column(f"{own[0]} left out"), 0)
    for alias, left_out in [(one, 0) for one in own[1:]] + [(one, 1) for one in others]:
        mask = pc.and_(mask, pc.equal(table.column(f"{alias} left out"), left_out))
    return table.filter(mask)


def _answer(table: pa.Table, query: Query, shape: Shape) -> _Answer:
    own, _ = key_aliases(shape, query.shapes)
    table = _own_rows(table, query, shape)
    table = table.filter(pc.is_valid(table.column(own[0])))
    keys = [_texts(table.column(alias)) for alias in own[1 : 1 + len(shape.columns)]]
    segments, segment = _segments(keys, table.num_rows)
    moments = _moments(table.column(own[-1])) if shape.snapshots else None
    return _Answer(segments, segment, _days(table.column(own[0]), query.periods[shape.grain]), table, moments)


def _floats(values: pa.ChunkedArray) -> Array:
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    numbers = np.asarray(values.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _filled(
    answer: _Answer,
    query: Query,
    shape: Shape,
    grid: Grid,
    place: NDArray[np.int64],
    inside: NDArray[np.bool_],
    width: int,
) -> Cube:
    size = (len(answer.segments), width)
    cells = (answer.segment * width + place)[inside]

    def spread(alias: str, law: Law, read: Callable[[pa.ChunkedArray], Array] = _floats) -> Array:
        values = read(answer.table.column(alias))[inside]
        if query.joint:
            return _gathered(values, cells, law, size)
        out = np.full(size, np.nan)
        out.reshape(-1)[cells] = values
        return out

    components = {key: spread(alias, law) for key, (alias, law) in query.columns.items()}
    rows = np.nan_to_num(spread(ROWS, Law.ADD), nan=0.0)
    newest = spread(f"newest {shape.time}", Law.MAX, _newest)
    return Cube(shape.columns, answer.segments, grid, components, rows, newest)


_JOINED: dict[Law, tuple[np.ufunc, float]] = {
    Law.ADD: (np.add, 0.0),
    Law.MIN: (np.minimum, np.inf),
    Law.MAX: (np.maximum, -np.inf),
}


def _gathered(values: Array, cells: NDArray[np.int64], law: Law, size: tuple[int, int]) -> Array:
    """Return the groups that fall into each cell rolled up; NaN where there is none with a value."""
    join, start = _JOINED[law]
    known = ~np.isnan(values)
    out, seen = np.full(size[0] * size[1], start), np.zeros(size[0] * size[1], dtype=bool)
    join.at(out, cells[known], values[known])
    seen[cells[known]] = True
    return np.where(seen, out, np.nan).reshape(size)


def _segments(keys: Sequence[list[str | None]], rows: int) -> tuple[tuple[Segment, ...], NDArray[np.int64]]:
    if not keys:
        return ((),), np.zeros(rows, dtype=np.int64)
    combined: list[Segment] = list(zip(*keys, strict=True))
    ordered = sorted(set(combined), key=lambda one: tuple((value is None, value or "") for value in one))
    place = {segment: index for index, segment in enumerate(ordered)}
    return tuple(ordered), np.fromiter((place[one] for one in combined), dtype=np.int64, count=rows)


def _texts(values: pa.ChunkedArray) -> list[str | None]:
    """Return the values of a dimension as texts: whole numbers without a point, booleans as true and false."""
    if pa.types.is_string(values.type):
        return list(values.to_pylist())
    if pa.types.is_boolean(values.type):
        return [None if one is None else str(one).lower() for one in values.to_pylist()]
    if pa.types.is_floating(values.type):
        return [None if one is None else f"{one:.15g}" for one in values.to_pylist()]
    return [None if one is None else str(one) for one in values.to_pylist()]


def _days(values: pa.ChunkedArray, periods: Sequence[Period]) -> NDArray[np.datetime64]:
    if pa.types.is_integer(values.type):
        starts = np.array([period.start for period in periods], dtype="datetime64[D]")
        days: NDArray[np.datetime64] = starts[values.to_numpy().astype(np.int64)]
        return days
    return np.asarray(values.cast(pa.date32()).to_numpy(), dtype="datetime64[D]")


def _moments(values: pa.ChunkedArray) -> NDArray[np.int64]:
    if pa.types.is_date(values.type):
        return np.asarray(values.cast(pa.date32()).cast(pa.int32()).to_numpy().astype(np.int64))
    return np.asarray(values.cast(pa.int64()).to_numpy())


def _newest(values: pa.ChunkedArray) -> Array:
    if pa.types.is_date(values.type):
        return _floats(values.cast(pa.int32())) * 86_400_000_000.0
    return _floats(values.cast(pa.int64()))


def _end(grid: Grid) -> np.datetime64:
    return np.datetime64(grid.periods[-1].end, "D")


def roll(values: Array, law: Law, groups: Sequence[Sequence[int]]) -> Array:
    """Return the columns of `values` rolled up: column i of the result is that of all columns in `groups[i]`.

    What is missing is left out; where all is missing the result is missing. A component whose law is `NONE` survives
    only in groups of one.
    """
    out = np.full((values.shape[0], len(groups)), np.nan)
    for index, group in enumerate(groups):
        if len(group) == 0:
            continue
        part = values[:, list(group)]
        known = ~np.isnan(part)
        if law is Law.ADD:
            out[:, index] = np.where(known, part, 0.0).sum(axis=1)
        elif law is Law.MIN:
            out[:, index] = np.where(known, part, np.inf).min(axis=1)
        elif law is Law.MAX:
            out[:, index] = np.where(known, part, -np.inf).max(axis=1)
        elif len(group) == 1:
            out[:, index] = part[:, 0]
        out[~known.any(axis=1), index] = np.nan
    return out
