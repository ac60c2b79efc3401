"""Columns that grow value by value, where most rows may lack most of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sightline.facts.kinds import Kind, marked

__all__ = ["SparseColumns", "scatter"]


def scatter(length: int, rows: npt.NDArray[np.int64], values: pa.Array) -> pa.Array:
    """Return a column of `length` with `values` at `rows`, which ascend, and NULL elsewhere."""
    if len(rows) == length:
        return values
    index, missing = np.zeros(length, np.int64), np.ones(length, bool)
    index[rows] = np.arange(len(rows))
    missing[rows] = False
    return values.take(pa.array(index, mask=missing))


@dataclass(slots=True)
class _Column:
    rows: list[int] = field(default_factory=list)
    values: list[str | None] = field(default_factory=list)
    kinds: set[Kind] = field(default_factory=set)


class SparseColumns:
    """Sparse columns that grow row by row."""

    def __init__(self) -> None:
        self._columns: dict[str, _Column] = {}

    def put(self, row: int, key: str, kind: Kind, value: str | None) -> None:
        """Set the value of `key` in `row`; rows come in order, and a key that a row repeats is numbered."""
        column = self._columns.get(key)
        if column is None:
            column = self._columns[key] = _Column()
        elif column.rows and column.rows[-1] == row:
            self._put_again(row, key, kind, value)
            return
        column.rows.append(row)
        column.values.append(value)
        column.kinds.add(kind)

    def _put_again(self, row: int, key: str, kind: Kind, value: str | None) -> None:
        number = 2
        while (column := self._columns.get(f"{key}#{number}")) and column.rows[-1:] == [row]:
            number += 1
        self.put(row, f"{key}#{number}", kind, value)

    def arrays(self, length: int, column_of: Callable[[str], str]) -> Iterator[tuple[pa.Field, pa.Array]]:
        """Yield the columns of a batch of `length` rows; `column_of` gives their names."""
        for key, column in self._columns.items():
            kinds = ",".join(sorted(column.kinds))
            rows, values = np.array(column.rows, np.int64), pa.array(column.values, pa.string())
            yield marked(column_of(key), kinds), scatter(length, rows, values)
