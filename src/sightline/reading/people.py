"""Figures about people on their way out of a reading: what is about too few is hidden, and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from sightline.disclosure.groups import K_FIGURES
from sightline.disclosure.tables import hidden_parts
from sightline.records import Values

__all__ = ["HIDDEN", "about_enough"]

HIDDEN = f"Where fewer than {K_FIGURES} people are behind a value, or would follow from others, there is none."
_TOLD = ("value", "n", "numerator", "denominator")


def about_enough(values: Values, personal: Sequence[str]) -> tuple[Values, tuple[str, ...]]:
    """Return the values without those about too few people, and the metrics that lost some.

    Parameters
    ----------
    values : Values
        Of any metrics; `n` counts the rows behind a value.
    personal : sequence of str
        The metrics whose rows are persons. The segments of one period are taken as parts of a whole.
    """
    rows = values.rows()
    parts: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        if row["metric"] in personal:
            parts.setdefault((row["metric"], row["period"]), []).append(number)
    hidden: set[int] = set()
    for numbers in parts.values():
        marks = hidden_parts([int(rows[number]["n"] or 0) for number in numbers])
        hidden |= {number for number, mark in zip(numbers, marks, strict=True) if mark}
    if not hidden:
        return values, ()
    table = values.table
    for name in _TOLD:
        column: list[Any] = table.column(name).to_pylist()
        told = [None if number in hidden else value for number, value in enumerate(column)]
        table = table.set_column(
            table.schema.get_field_index(name), table.schema.field(name), pa.array(told, table.schema.field(name).type)
        )
    return Values(values.by, table), tuple(dict.fromkeys(rows[number]["metric"] for number in sorted(hidden)))
