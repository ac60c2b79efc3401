"""Cases of some days alone: what a figure about a period, or about work since somebody was told, rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sightline.records.cases import Cases

__all__ = ["EPOCH", "days_of", "within"]

EPOCH = date(1970, 1, 1)


def days_of(cases: Cases, timezone: str) -> NDArray[np.int32]:
    """Return the day of each case where the enterprise is, counted from 1970."""
    local = pc.local_timestamp(cases.table.column("at").cast(pa.timestamp("us", ZoneInfo(timezone).key)))
    return np.asarray(local.cast(pa.date32()).cast(pa.int32()).to_numpy())


def within(cases: Cases, since: date | None, until: date | None, timezone: str) -> Cases:
    """Return the cases of the days from `since` up to, not including, `until`; None: without a bound."""
    if since is None and until is None:
        return cases
    day = days_of(cases, timezone)
    kept = np.ones(len(day), dtype=np.bool_)
    if since is not None:
        kept &= day >= (since - EPOCH).days
    if until is not None:
        kept &= day < (until - EPOCH).days
    place = np.cumsum(kept) - 1  # where each case stands among those that are kept
    row = cases.touches.column("row").to_numpy()
    touches = cases.touches.filter(pa.array(kept[row]))
    moved = pa.array(place[row[kept[row]]], cases.touches.schema.field("row").type)
    touches = touches.set_column(touches.schema.get_field_index("row"), "row", moved)
    return replace(cases, table=cases.table.filter(pa.array(kept)), touches=touches)
