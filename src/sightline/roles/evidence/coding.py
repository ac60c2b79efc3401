"""Cases as arrays: values on the scale of comparison, attributes as small numbers, people in the order of their ids.

Numbers among the attributes are cut at their own twentieths, so that no unit and no outlier matters and any shape is
followed; of texts the 300 most common values are kept. What is not known is a value of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sightline.records.cases import Cases, Scale
from sightline.saying import phrase, say

__all__ = [
    "MONTH", "OTHERS", "UNKNOWN", "Coded", "Codes", "Floats", "Ints", "Touches", "coded", "levels_of", "summed"
]  # fmt: skip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MONTH = "month"
UNKNOWN, OTHERS = phrase("(not known)"), phrase("(others)")
_MOST_LEVELS = 300
_BINS = 20
_FENCE = 6.0  # interquartile ranges beyond the quartiles; of normal values none lies there


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """One attribute: `code[i]` is the place of case i's value in `levels`."""

    name: str
    code: NDArray[np.int32] = field(repr=False)
    levels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Touches:
    """Who worked on which case; the arrays are of one length.

    `row` is a case, `person` and `team` places among the sorted ids (team -1: not known), `time` and `effect` as in the
    records, NaN where not known.
    """

    row: Ints
    person: NDArray[np.int32]
    team: NDArray[np.int32]
    time: Floats
    effect: Floats

    @cached_property
    def single(self) -> bool:
        """Whether each case was one person's."""
        return bool(len(self.row) == 0 or (np.diff(self.row) > 0).all())


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """The cases somebody is known to have worked on.

    Parameters
    ----------
    scale : str
        Of `y`.
    place : array
        Of each case: its row in the table that it comes from.
    value, y : array
        In the metric's unit; on the scale of comparison, extremes drawn in to `fence`.
    fence : tuple of float
        Lowest and highest `y`.
    drawn_in : int
        How many values lay beyond.
    attributes : tuple of Codes
        The month is the last.
    people, teams : tuple of str
        Their ids, sorted.
    touches : Touches
        In the order of cases and people.
    """

    scale: Scale
    place: Ints
    value: Floats
    y: Floats
    fence: tuple[float, float]
    drawn_in: int
    attributes: tuple[Codes, ...]
    people: tuple[str, ...]
    teams: tuple[str, ...]
    touches: Touches

    def __len__(self) -> int:
        return len(self.y)


def coded(cases: Cases) -> Coded:
    """Return cases as arrays; those that nobody is known to have touched are left out."""
    table = cases.table
    row, person, people, team, teams, time, effect = _touched(cases.touches)
    touched = np.zeros(table.num_rows, dtype=np.bool_)
    touched[row] = True
    if touched.all():
        place = np.arange(table.num_rows)
    else:
        place = np.flatnonzero(touched)
        table = table.filter(pa.array(touched))
        row = (np.cumsum(touched) - 1)[row]
    value = np.asarray(table.column("value").cast(pa.float64()).to_numpy(), dtype=np.float64)
    y, fence, drawn_in = _scaled(value, cases.scale)
    attributes = tuple(levels_of(name, table.column(name)) for name in cases.attributes)
    return Coded(
        cases.scale, place, value, y, fence, drawn_in, (*attributes, _months(table.column("at"))), people, teams,
        Touches(row, person, team, time, effect),
    )  # fmt: skip


def summed(place: NDArray[np.integer], amount: Floats, size: int) -> Floats:
    """Return, for each of `size` places, the sum of the amounts that belong there."""
    return np.asarray(np.bincount(place, weights=amount, minlength=size), dtype=np.float64)


def levels_of(name: str, column: pa.ChunkedArray) -> Codes:
    """Return a column of texts, flags or numbers as an attribute."""
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_decimal(column.type):
        return _binned(name, np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64))
    code, levels = _sorted_codes(column)
    if (code < 0).any():
        code, levels = np.where(code < 0, len(levels), code).astype(np.int32), (*levels, UNKNOWN)
    if len(levels) > _MOST_LEVELS:
        code, levels = _commonest(code, levels)
    return Codes(name, code, levels)


def _sorted_codes(column: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return places among the sorted texts; -1 where there is none."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):  # pragma: no cover -- of columns without a chunk, by version
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], whole.type)
    if not pa.types.is_dictionary(whole.type):
        whole = whole.cast(pa.string()).dictionary_encode()
    texts = ["" if one is None else str(one) for one in whole.dictionary.to_pylist()]
    used = np.bincount(np.asarray(pc.drop_null(whole.indices).to_numpy(zero_copy_only=False)), minlength=len(texts))
    levels = sorted({text for text, times in zip(texts, used.tolist(), strict=True) if times})
    number = {text: place for place, text in enumerate(levels)}
    renumbered = np.array([number.get(text, 0) for text in texts], dtype=np.int32)
    found = np.asarray(pc.fill_null(whole.indices.cast(pa.int32()), -1).to_numpy(zero_copy_only=False))
    if not len(renumbered):
        return np.full(len(found), -1, dtype=np.int32), ()
    return np.where(found < 0, np.int32(-1), renumbered[found]).astype(np.int32), tuple(levels)


def _commonest(code: NDArray[np.int32], levels: tuple[str, ...]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    counts = np.bincount(code, minlength=len(levels))
    kept = np.sort(np.argsort(-counts, kind="stable")[: _MOST_LEVELS - 1])
    renumbered = np.full(len(levels), len(kept), dtype=np.int32)
    renumbered[kept] = np.arange(len(kept), dtype=np.int32)
    return renumbered[code], (*(levels[one] for one in kept), OTHERS)


def _binned(name: str, values: Floats) -> Codes:
    known = np.isfinite(values)
    if not known.any():
        return Codes(name, np.zeros(len(values), dtype=np.int32), (UNKNOWN,))
    edges = np.unique(np.quantile(values[known], np.arange(1, _BINS) / _BINS, method="closest_observation"))
    code = np.searchsorted(edges, values, side="left").astype(np.int32)
    bounds = [say("up to {edge:g}", edge=float(edge)) for edge in edges]
    levels: tuple[str, ...] = (*bounds, say("over {edge:g}", edge=float(edges[-1])))
    if not known.all():
        code, levels = np.where(known, code, len(levels)).astype(np.int32), (*levels, UNKNOWN)
    return Codes(name, code, levels)


def _months(column: pa.ChunkedArray) -> Codes:
    moments = column.cast(pa.timestamp("us")).to_numpy().astype("datetime64[M]").astype(np.int64)
    if not len(moments):
        return Codes(MONTH, np.zeros(0, dtype=np.int32), ())
    first = int(moments.min())
    labels = np.arange(first, int(moments.max()) + 1).astype("datetime64[M]").astype(str)
    return Codes(MONTH, (moments - first).astype(np.int32), tuple(labels.tolist()))


def _scaled(value: Floats, scale: Scale) -> tuple[Floats, tuple[float, float], int]:
    y = value
    if scale == "log":
        positive = value[value > 0]
        least = float(positive.min()) / 2 if len(positive) else 1.0
        y = np.log(np.maximum(value, least))
    if scale == "share" or not len(y):
        return np.array(y, dtype=np.float64), (0.0, 1.0), 0
    low, high = np.quantile(y, [0.25, 0.75])
    if low == high:
        return np.array(y, dtype=np.float64), (float(y.min()), float(y.max())), 0
    fence = (float(low - _FENCE * (high - low)), float(high + _FENCE * (high - low)))
    beyond = int(((y < fence[0]) | (y > fence[1])).sum())
    return np.clip(y, *fence), fence, beyond


def _touched(
    touches: pa.Table,
) -> tuple[Ints, NDArray[np.int32], tuple[str, ...], NDArray[np.int32], tuple[str, ...], Floats, Floats]:
    row = np.asarray(touches.column("row").cast(pa.int64()).to_numpy(), dtype=np.int64)
    person, people = _sorted_codes(touches.column("person"))
    team, teams = _sorted_codes(touches.column("team"))
    time, effect = (
        np.asarray(touches.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
        for name in ("time", "effect")
    )
    known = person >= 0
    if not known.all():
        row, person, team, time, effect = row[known], person[known], team[known], time[known], effect[known]
    key = row * max(len(people), 1) + person
    if len(key) and not (np.diff(key) > 0).all():
        order = np.argsort(key, kind="stable")
        row, person, team, time, effect = row[order], person[order], team[order], time[order], effect[order]
        if (np.diff(key[order]) == 0).any():
            row, person, team, time, effect = _merged(key[order], row, person, team, time, effect)
    return row, person, people, team, teams, time, effect


def _merged(
    key: Ints, row: Ints, person: NDArray[np.int32], team: NDArray[np.int32], time: Floats, effect: Floats
) -> tuple[Ints, NDArray[np.int32], NDArray[np.int32], Floats, Floats]:
    """Return one touch for each case and person."""
    first = np.flatnonzero(np.diff(key, prepend=-1) != 0)
    return row[first], person[first], team[first], np.add.reduceat(time, first), np.add.reduceat(effect, first)
