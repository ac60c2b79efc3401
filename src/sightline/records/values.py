"""Values of metrics: one row for each metric, period and segment.

A value that is null means no data, never zero. Periods are half-open: `start` is the first day, `end` the day after
the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import UnknownNameError

__all__ = ["VALUE_COLUMNS", "Values", "ValuesBuilder"]

_HEAD = (("metric", pa.string()), ("period", pa.string()), ("start", pa.date32()), ("end", pa.date32()))
_TAIL = (
    ("value", pa.float64()),
    ("n", pa.int64()),
    ("numerator", pa.float64()),
    ("denominator", pa.float64()),
    ("fresh_at", pa.timestamp("us", tz="UTC")),
)
VALUE_COLUMNS = tuple(name for name, _ in (*_HEAD, *_TAIL))


def _schema(by: Sequence[str]) -> pa.Schema:
    return pa.schema([*_HEAD, *((dimension, pa.string()) for dimension in by), *_TAIL])


@dataclass(frozen=True, slots=True)
class Values:
    """Values of metrics by period and segment.

    Parameters
    ----------
    by : tuple of str
        The dimensions that cut the values into segments; each is a text column of `table`.
    table : pa.Table
        Columns `metric`, `period` (label), `start`, `end`, one per dimension, `value` (null means no data), `n` (rows
        or events behind the value), `numerator` and `denominator` (null unless the metric is a ratio) and `fresh_at`
        (the newest moment in the data behind the value, UTC; null where there is none).
    """

    by: tuple[str, ...]
    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that have rows, in their order."""
        return tuple(dict.fromkeys(self.table.column("metric").to_pylist()))

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries, in their order."""
        rows: list[dict[str, Any]] = self.table.to_pylist()
        return rows

    def one(self, metric: str, period: str, **dims: str | None) -> float | None:
        """Return one value; None where there is no data.

        Parameters
        ----------
        metric, period : str
            Its metric and the label of its period.
        **dims : str or None
            The value of each dimension in `by`.

        Raises
        ------
        UnknownNameError
            If a dimension is not in `by`, or one of `by` is left open.
        """
        for label, value in self.series(metric, **dims):
            if label == period:
                return value
        return None

    def series(self, metric: str, **dims: str | None) -> list[tuple[str, float | None]]:
        """Return the period labels and values of one metric in one segment, oldest first.

        Raises
        ------
        UnknownNameError
            If a dimension is not in `by`, or one of `by` is left open.
        """
        for name in dims:
            if name not in self.by:
                raise UnknownNameError("dimension", name, self.by)
        for name in self.by:
            if name not in dims:
                raise UnknownNameError("segment for the dimension", name, dims)
        mask = pc.equal(self.table.column("metric"), metric)
        for name, segment in dims.items():
            column = self.table.column(name)
            same = pc.is_null(column) if segment is None else pc.fill_null(pc.equal(column, segment), fill_value=False)
            mask = pc.and_(mask, same)
        found = self.table.filter(mask)
        return list(zip(found.column("period").to_pylist(), found.column("value").to_pylist(), strict=True))


@dataclass
class ValuesBuilder:
    """Gathers columns for `Values`, metric after metric."""

    by: tuple[str, ...]
    _parts: list[pa.Table] = field(default_factory=list)

    def add(self, columns: dict[str, Iterable[Any] | pa.Array]) -> None:
        """Add rows: one entry per column of `Values.table`, all of one length."""
        schema = _schema(self.by)
        self._parts.append(pa.table({name: columns[name] for name in schema.names}, schema=schema))

    def build(self) -> Values:
        """Return what was gathered."""
        schema = _schema(self.by)
        return Values(self.by, pa.concat_tables(self._parts) if self._parts else schema.empty_table())
