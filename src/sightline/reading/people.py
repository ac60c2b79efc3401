"""Figures about people on their way out of a reading: what the gate withholds is hidden, and said.

Each row of the source in which people stand is taken as one of them. Of every metric over them the whole lattice of
its declared dimensions is put before the gate, whatever was asked: so the answer does not depend on the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from sightline.disclosure.gate import Gate
from sightline.disclosure.groups import K_FIGURES
from sightline.records import Values
from sightline.saying import Said, say

__all__ = ["Gates", "about_enough", "gates_of", "withheld"]

_TOLD = ("value", "n", "numerator", "denominator")
_UNSAID = "\x00"  # a dimension that a row says nothing of is a group, too
Gates = Mapping[str, Gate]


def gates_of(values: Values) -> Gates:
    """Return the gate of each period, for a metric cut by all its dimensions; `n` counts the people of a cell."""
    people: dict[str, dict[str, dict[str, str]]] = {}
    for place, row in enumerate(values.rows()):
        here = people.setdefault(row["period"], {})
        has = {name: _said(row[name]) for name in values.by}
        here.update({f"{place}.{number}": has for number in range(int(row["n"] or 0))})
    return {period: Gate(here, values.by) for period, here in people.items()}


def withheld(metric: str) -> Said:
    """Return the sentence that some values of a metric are not told, and why."""
    return say(
        "Some values of '{metric}' are withheld: they are about fewer than {least} people, or would give a smaller "
        "group away.",
        metric=metric, least=K_FIGURES,
    )  # fmt: skip


def about_enough(values: Values, personal: Mapping[str, Sequence[Gates]]) -> tuple[Values, tuple[str, ...]]:
    """Return the values without those about too few people, and the metrics that lost some.

    Parameters
    ----------
    values : Values
        Of any metrics.
    personal : mapping of str to sequence of Gates
        Of each metric that rests on people, the gates of those metrics that count them: all must let a value through.
    """
    rows = values.rows()
    hidden = {
        number
        for number, row in enumerate(rows)
        if not all(_open(one, row, values.by) for one in personal.get(row["metric"], ()))
    }
    if not hidden:
        return values, ()
    table = values.table
    for name in _TOLD:
        column: list[Any] = table.column(name).to_pylist()
        told = [None if number in hidden else value for number, value in enumerate(column)]
        table = table.set_column(
            table.schema.get_field_index(name), table.schema.field(name), pa.array(told, table.schema.field(name).type)
        )
    lost = (rows[number]["metric"] for number in sorted(hidden) if rows[number]["n"])
    return Values(values.by, table), tuple(dict.fromkeys(lost))


def _open(gates: Gates, row: Mapping[str, Any], by: Sequence[str]) -> bool:
    gate = gates.get(row["period"])
    return gate is not None and gate.answer({name: _said(row[name]) for name in by}).shown


def _said(segment: str | None) -> str:
    return _UNSAID if segment is None else segment
