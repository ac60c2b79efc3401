"""What comes back: rows of any engine as one Arrow table with the same few types.

Whole numbers are int64 and other numbers float64, text is string, dates are date32, moments are timestamp[us, UTC]; a
moment without a zone is taken as UTC, the session's time zone. A missing value stays missing, and NaN is a missing
value: an infinite one stays infinite.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import SourceError

MOMENT = pa.timestamp("us", tz="UTC")


def normalised(table: pa.Table) -> pa.Table:
    """Return `table` with the few types that every engine answers in.

    Raises
    ------
    SourceError
        If a whole number does not fit into 64 bits.
    """
    columns = [_column(table.column(index), name) for index, name in enumerate(table.column_names)]
    return pa.Table.from_arrays(columns, names=table.column_names)


def _column(values: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _column(values.cast(kind.value_type), name)
    if pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0):
        return _whole(values, name)
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return _no_nan(values.cast(pa.float64()))
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return values.cast(pa.string())
    if pa.types.is_timestamp(kind):
        return _moment(values, kind)
    if pa.types.is_date64(kind):
        return values.cast(pa.date32())
    return values


def _whole(values: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    try:
        return values.cast(pa.int64())
    except pa.ArrowInvalid as error:
        raise SourceError(
            f"a whole number does not fit into 64 bits (beyond about 9.2e18): {error}",
            place=f"column {name}",
            fix="Cast the column to double in the expression, or correct the data.",
        ) from error


def _no_nan(values: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.is_nan(values), pa.scalar(None, pa.float64()), values) if len(values) else values


def _moment(values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    plain = values if kind.unit == "us" else pc.cast(values, pa.timestamp("us", tz=kind.tz), safe=False)
    return plain.cast(MOMENT)  # Arrow takes a moment without a zone as UTC
