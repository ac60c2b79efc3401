"""The table of formats in which people come in and go out: a new one is its file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sightline.exchange.people_csv import read_people_csv, write_people_csv
from sightline.exchange.people_state import Incoming
from sightline.exchange.scim import read_scim
from sightline.exchange.scim_out import write_scim
from sightline.model.model import Model
from sightline.records.people import Assignments

__all__ = ["PEOPLE_FORMATS", "PeopleFormat", "columns_of_people", "titles_of_roles"]


@dataclass(frozen=True, slots=True)
class PeopleFormat:
    """A format of people.

    Parameters
    ----------
    name : str
        As `--format` says it.
    read : callable
        Takes the content of a file, its name, the model, and which attribute is the id (None: find out).
    write : callable
        Takes the assignments, the day (None: the whole history, where the format can tell it, else `last`), the last
        day that counts and the model.
    identified : bool
        Whether one may choose which attribute is the id.
    """

    name: str
    read: Callable[[bytes, str, Model, str | None], Incoming]
    write: Callable[[Assignments, date | None, date, Model], str]
    identified: bool = False


def columns_of_people(model: Model) -> dict[str, str]:
    """Return which column of the people source says what: `person`, `role`, …, `since`, `until`."""
    declared = model.people
    if declared is None:
        return {}
    named = {
        "person": declared.person, "role": declared.role, "manager": declared.manager, "unit": declared.unit,
        "capacity": declared.capacity, "since": declared.from_, "until": declared.to,
    }  # fmt: skip
    return {part: name for part, name in named.items() if name is not None}


def titles_of_roles(model: Model) -> dict[str, str]:
    """Return the title of each role."""
    return {name: role.title for name, role in model.roles.items()}


def _read_scim(content: bytes, place: str, model: Model, identifier: str | None) -> Incoming:
    return read_scim(content, roles=titles_of_roles(model), place=place, identifier=identifier)


def _write_scim(people: Assignments, on: date | None, last: date, model: Model) -> str:
    return write_scim(people, on=on or last, roles=titles_of_roles(model))


def _read_csv(content: bytes, place: str, model: Model, _identifier: str | None) -> Incoming:
    return read_people_csv(content, named=columns_of_people(model), place=place)


def _write_csv(people: Assignments, on: date | None, _last: date, _model: Model) -> str:
    return write_people_csv(people, on=on)


PEOPLE_FORMATS: Mapping[str, PeopleFormat] = MappingProxyType({
    one.name: one
    for one in (
        PeopleFormat("scim", _read_scim, _write_scim, identified=True),
        PeopleFormat("csv", _read_csv, _write_csv),
    )
})  # fmt: skip
