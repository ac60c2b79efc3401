"""The table of people: who holds which role from when to when, and what in the table does not fit.

Only the columns that the declaration names are asked for. A row that cannot be used is left out and told; what is odd
but can be used is kept and told. Where the model declares no roles, roles come with the people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from sightline.facts.asked import Ask, Columns, select_of
from sightline.facts.people_misfits import Told, fit_together
from sightline.records.people import Assignment, Assignments

__all__ = ["PEOPLE_PARTS", "assignments_of", "read_people"]

PEOPLE_PARTS = ("person", "role", "manager", "unit", "capacity", "from_", "to")
_UNREADABLE = object()
_ISO_DAY = 10


def read_people(
    source: str, columns: Columns, ask: Ask, *, roles: Collection[str], on: date, timezone: str
) -> Assignments:
    """Return the dated assignments of a table, with all that does not fit.

    Parameters
    ----------
    source : str
        The table, as the engine calls it.
    columns : mapping of str to Column
        Which column says what: keys as in `PEOPLE_PARTS`, of which `person` and `role` must be there.
    ask : callable
        Answers a SELECT.
    roles : collection of str
        The roles that the model declares; where there are none, every role counts.
    on : date
        The day on which a role is to have a holder.
    timezone : str
        Where a moment has its day.

    Raises
    ------
    SightlineError
        If the table cannot be asked.
    """
    kinds = {part: column.kind for part, column in columns.items()}
    titles = {part: column.name for part, column in columns.items()}
    table = ask(select_of(source, columns))
    return assignments_of(table, kinds=kinds, titles=titles, roles=roles, on=on, timezone=timezone)


def assignments_of(
    table: pa.Table,
    *,
    kinds: Mapping[str, str],
    titles: Mapping[str, str],
    roles: Collection[str],
    on: date,
    timezone: str,
) -> Assignments:
    """Return the assignments that the rows of a table say; parameters as in `read_people`.

    Parameters
    ----------
    table : pa.Table
        Columns called by `PEOPLE_PARTS`; those that are not there say nothing.
    kinds, titles : mapping of str to str
        What each column holds, and what the source calls it.
    """
    rows = _Rows(titles, frozenset(roles), _day_readers(kinds, ZoneInfo(timezone)))
    absent = [None] * table.num_rows
    columns = [table.column(part).to_pylist() if part in table.column_names else absent for part in PEOPLE_PARTS]
    found = [
        one
        for number, values in enumerate(zip(*columns, strict=True), 1)
        if (one := rows.assignment(number, values)) is not None
    ]
    kept = fit_together(found, rows.persons, rows.told, rows.roles, on=on)
    return Assignments(tuple(sorted(kept, key=_order)), rows.told.misfits(titles))


def _order(one: Assignment) -> tuple[str, date, str, int]:
    return (one.person, one.since or date.min, one.role, one.row)


@dataclass
class _Rows:
    """Reads row after row, and remembers what could not be read."""

    titles: Mapping[str, str]
    roles: frozenset[str]
    day_of: Mapping[str, Callable[[Any], Any]]
    told: Told = field(default_factory=Told)
    persons: set[str] = field(default_factory=set)

    def assignment(self, number: int, values: tuple[Any, ...]) -> Assignment | None:
        """Return the assignment of a row; None where it says none."""
        person, role, manager, unit = (_text(value) for value in values[:4])
        if person is None:
            self.told.say("no_person", f"row {number}")
            return None
        self.persons.add(person)
        if role is None:
            self.told.say("no_role", person)
            return None
        if self.roles and role not in self.roles:
            self.told.say("unknown_role", role, person, known=self.roles)
            return None
        capacity = self._capacity(person, values[4])
        since, until = (self._day(person, part, value) for part, value in zip(("from_", "to"), values[5:], strict=True))
        if since and until and until < since:
            self.told.say("backwards", person, f"{person} as {role} ({since} to {until})")
            return None
        return Assignment(person, role, since, until, manager, unit, capacity, number)

    def _day(self, person: str, part: str, value: Any) -> date | None:
        found = self.day_of[part](value)
        if found is not _UNREADABLE:
            return found if isinstance(found, date) else None
        self.told.say("unreadable", person, f"'{str(value)[:40]}' in '{self.titles.get(part, part)}' of {person}")
        return None

    def _capacity(self, person: str, value: Any) -> float:
        if value is None or (isinstance(value, str) and not value.strip()):
            return 1.0
        try:
            found = float(value)
        except (TypeError, ValueError):
            found = math.nan
        if not math.isfinite(found) or found < 0:
            title = self.titles.get("capacity", "capacity")
            self.told.say("unreadable", person, f"'{str(value)[:40]}' in '{title}' of {person}")
            return 1.0
        return found


def _text(value: Any) -> str | None:
    """Return an id as text: 7 and 7.0 are '7', and blanks around it are none of it."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _day_readers(kinds: Mapping[str, str], zone: ZoneInfo) -> dict[str, Callable[[Any], Any]]:
    """Return what turns a value into its local day, per column of days."""
    return {part: _moment_reader(zone) if kinds.get(part) == "timestamptz" else _day for part in ("from_", "to")}


def _moment_reader(zone: ZoneInfo) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        return value.astimezone(zone).date() if isinstance(value, datetime) else _day(value)

    return read


def _day(value: Any) -> Any:
    """Return a day; None where nothing is said, `_UNREADABLE` where it is no day."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).date()
    if value is None or isinstance(value, date):
        return value
    said = str(value).strip()
    if not said:
        return None
    try:
        return date.fromisoformat(said[:_ISO_DAY])
    except ValueError:
        return _UNREADABLE
