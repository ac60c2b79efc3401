"""Columns of moments as instants in UTC, whatever kind they came as."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.periods import Calendar

__all__ = ["in_utc"]

_UTC = pa.timestamp("us", "UTC")


def in_utc(column: pa.Array | pa.ChunkedArray, calendar: Calendar) -> pa.Array | pa.ChunkedArray:
    """Return dates, local moments or instants as instants; a day is its first moment in the calendar's time zone.

    Local moments may come as microseconds. Of a local time that was twice, the first is meant; one that never was is
    taken as the next that was.
    """
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        return column.cast(_UTC)
    local = column.cast(pa.timestamp("us"))
    return pc.assume_timezone(local, calendar.timezone, ambiguous="earliest", nonexistent="latest").cast(_UTC)
