"""Teams of cases: to which unit each performer belonged on the day of the case, out of dated assignments.

In cases that several people share, those of different roles do different parts: the team is then the unit and the role.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa

from sightline.reading.within import EPOCH, days_of
from sightline.records.cases import Cases
from sightline.records.people import Assignment, Assignments

__all__ = ["with_teams"]

_EVER = np.iinfo(np.int32)


def with_teams(cases: Cases, assignments: Assignments, timezone: str) -> Cases:
    """Return the cases with the unit of each performer on the day of the case, and whom the assignments know.

    Somebody without a unit on that day has no team. Of several, the one that began last is taken.
    """
    row = cases.touches.column("row").to_numpy()
    shared = len(np.unique(row)) < len(row)
    touches = cases.touches
    people = touches.column("person").cast(pa.string()).combine_chunks().dictionary_encode()
    names = people.dictionary.to_pylist()
    code = np.asarray(people.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    days = days_of(cases, timezone)[touches.column("row").to_numpy()]
    units = sorted({_team(one, shared=shared) for one in assignments.every if one.unit is not None})
    number = {unit: place for place, unit in enumerate(units)}
    team = np.full(len(code), -1, dtype=np.int32)
    order = np.argsort(code, kind="stable")
    bounds = np.searchsorted(code[order], np.arange(len(names) + 1))
    for place, name in enumerate(names):
        mine = order[bounds[place] : bounds[place + 1]]
        for one in sorted(assignments.of(name), key=lambda each: _day(each.since, _EVER.min)):
            if one.unit is not None:
                first, last = _day(one.since, _EVER.min), _day(one.until, _EVER.max)
                team[mine[(days[mine] >= first) & (days[mine] <= last)]] = number[_team(one, shared=shared)]
    column = pa.DictionaryArray.from_arrays(pa.array(team, mask=team < 0), pa.array(units, pa.string()))
    touches = touches.set_column(touches.schema.get_field_index("team"), "team", column)
    return replace(cases, touches=touches, matched=frozenset(assignments.persons))


def _team(one: Assignment, *, shared: bool) -> str:
    return f"{one.unit}, {one.role}" if shared else str(one.unit)


def _day(day: date | None, otherwise: int) -> int:
    return otherwise if day is None else (day - EPOCH).days
