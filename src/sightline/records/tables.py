"""Records as Arrow tables, for notebooks: pandas and polars both read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from sightline.periods import Period
from sightline.records.change import Why
from sightline.records.scenario import WhatIf
from sightline.records.values import Values

__all__ = ["to_table"]

_SCALARS = (str, bool, int, float, date, datetime)


def to_table(records: Sequence[Any] | Values | Why | WhatIf) -> pa.Table:
    """Return records as a table: one row each, one column per fact.

    Parameters
    ----------
    records : sequence of records, Values, Why or WhatIf
        What a reading answers: effects, lines of sight, goals, outlooks, levers. An explained change gives its parts, a
        scenario its goals.

    Returns
    -------
    pa.Table
        Columns in the order of the record's attributes; null where something is not known. Draws, fans and nested
        records are left out; paths and lists of names are joined by " > ".

    Raises
    ------
    TypeError
        If it is handed something else.
    """
    if isinstance(records, Values):
        return records.table
    if isinstance(records, Why):
        return to_table(records.parts)
    if isinstance(records, WhatIf):
        return to_table(records.goals)
    if isinstance(records, str) or not isinstance(records, Sequence):
        raise TypeError(f"{type(records).__name__} is no sequence of records.")
    if not all(is_dataclass(one) and not isinstance(one, type) for one in records):
        raise TypeError("only records can be made a table.")
    rows = [_row(one) for one in records]
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: _column([row.get(name) for row in rows]) for name in names})


def _row(record: Any) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for one in fields(record):
        value = getattr(record, one.name)
        name = one.name.rstrip("_")
        if value is None or isinstance(value, _SCALARS):
            row[name] = value
        elif isinstance(value, Period):
            row[name] = value.label
        elif isinstance(value, tuple) and value and all(isinstance(item, str) for item in value):
            row[name] = " > ".join(value)
        elif isinstance(value, tuple) and value and all(type(item) is int for item in value):
            row[name] = " to ".join(str(item) for item in value)
    if isinstance(getattr(type(record), "path", None), property):
        row["path"] = record.path
    return row


def _column(values: list[Any]) -> pa.Array:
    known = [value for value in values if value is not None]
    return pa.array(values, pa.null()) if not known else pa.array(values, _type(known))


def _type(known: list[Any]) -> pa.DataType:
    kinds = {type(value) for value in known}
    if kinds <= {int, float} and float in kinds:
        return pa.float64()
    return pa.infer_type(known)
