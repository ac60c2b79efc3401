"""Small matters of values that tables and logs share."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

from sightline.facts.instants import localize
from sightline.facts.kinds import ARROW_TYPES, Kind
from sightline.facts.rejects import Reject, RejectLog
from sightline.facts.request import ROW
from sightline.facts.spool import Staged

__all__ = ["described", "fitted", "raw_row", "report_values", "typed_column"]

_WORDS = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "number"),
    (pa.types.is_floating, "number"),
    (pa.types.is_decimal, "number"),
    (pa.types.is_date, "date"),
    (pa.types.is_string, "text"),
    (pa.types.is_large_string, "text"),
)


def typed_column(known: pa.DataType | None, kind: Kind | None, *, instants: bool) -> pa.DataType:
    """Return the Arrow type of a column: as it was read, or as its texts were found to be.

    Parameters
    ----------
    known : DataType or None
        The type with which it was read.
    kind : Kind or None
        What its texts are, where it was read as text.
    instants : bool
        Whether wall-clock times become moments in UTC, as in event logs.
    """
    found = known if known is not None else ARROW_TYPES[kind or Kind.TEXT]
    if instants and pa.types.is_timestamp(found):
        return ARROW_TYPES[Kind.INSTANT]
    if pa.types.is_null(found):
        return pa.string()
    return found


def fitted(values: pa.Array, target: pa.DataType, *, timezone: str) -> pa.Array:
    """Return a column in the type that `typed_column` gave it; wall-clock times are those of `timezone`."""
    if values.type == target:
        return values
    return localize(values, timezone) if pa.types.is_timestamp(values.type) else values.cast(target)


def described(schema: pa.Schema) -> dict[str, str]:
    """Return column name to what it holds, in the words of the engines (`number`, `text`, `date`, ...)."""
    return {field.name: _word(field.type) for field in schema}


def _word(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return _word(kind.value_type)
    if pa.types.is_timestamp(kind):
        return "timestamp" if kind.tz is None else "timestamptz"
    return next((word for test, word in _WORDS if test(kind)), "other")


def raw_row(row: dict[str, object]) -> str:
    """Return a row as JSON text, for the rejects; what is missing is left out."""
    return json.dumps(
        {key: value for key, value in row.items() if key != ROW and value is not None}, ensure_ascii=False, default=str
    )


def report_values(staged: Staged, column: str, bad: pa.Array, rejects: RejectLog) -> None:
    """Tell `rejects` the values of a column that are marked as no finite number."""
    if not pc.any(bad).as_py():
        return
    numbers = staged.batch.column(ROW).filter(bad).to_pylist()
    values = staged.batch.column(column).filter(bad).to_pylist()
    reason = f"{column} is not a finite number"
    rejects.add(
        staged.place, [Reject(n, reason, str(v), whole_row=False) for n, v in zip(numbers, values, strict=True)]
    )
