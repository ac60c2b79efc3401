"""A person as a page shows them: role, unit, manager and dates, as the model's people source says; no figures.

A person is named by their account, where they have one, and by their id in the people source otherwise; names are
joined only here, where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import get_user_model

from sightline_web import store
from sightline_web.directory import Directory, Person

__all__ = ["Card", "card_of", "names_of", "plain", "reports_of", "roles_around"]


@dataclass(frozen=True, slots=True)
class Card:
    """A person on a day, with all assignments they ever had, the newest first; `now` is None where they have none."""

    id: str
    name: str
    now: Person | None
    manager: str  # their id, or empty
    manager_name: str
    assignments: tuple[Person, ...]
    names: Mapping[str, str]  # of those managers who have an account

    @property
    def dated(self) -> list[tuple[Person, str, date | None]]:
        """The assignments, each with who led it, and with its last day; None where it has no end."""
        named = [self.names.get(each.manager or "", each.manager or "") for each in self.assignments]
        lasts = [each.until and each.until - timedelta(days=1) for each in self.assignments]
        return list(zip(self.assignments, named, lasts, strict=True))


def card_of(person: str, directory: Directory, on: date) -> Card | None:
    """Return a person; None where the people source never named them."""
    held = directory.assignments(person)
    if not held:
        return None
    now = directory.person(person, on)
    manager = (now.manager or "") if now else ""
    names = names_of([person, *(each.manager or "" for each in held)])
    return Card(person, names.get(person, person), now, manager, names.get(manager, manager), held[::-1], names)


def reports_of(person: str, directory: Directory, on: date) -> list[Card]:
    """Return who reports to a person on a day, by name."""
    found = {each.id: each for each in directory.reports(person, on)}  # the latest assignment of each
    names = names_of(found)
    cards = [Card(each.id, names.get(each.id, each.id), each, person, "", (each,), {}) for each in found.values()]
    return sorted(cards, key=lambda card: (card.name.casefold(), card.id))


def roles_around(person: str | None, directory: Directory, on: date) -> frozenset[str]:
    """Return the roles that a person and those who report to them hold on a day."""
    if not person:
        return frozenset()
    own = directory.person(person, on)
    held = [*directory.reports(person, on), *([own] if own else [])]
    return frozenset(each.role for each in held if each.role)


@store.reading()
def names_of(persons: Iterable[str]) -> Mapping[str, str]:
    """Return the names of those of these persons who have an account with a name."""
    wanted = {each for each in persons if each}
    rows = get_user_model().objects.filter(person__in=wanted).values_list("person", "name")
    return {str(person): str(name) for person, name in rows if name}


def plain(each: Person) -> dict[str, object]:
    """Return an assignment for the twins."""
    return {
        "person": each.id,
        "role": each.role,
        "unit": each.unit,
        "manager": each.manager,
        "since": each.since,
        "until": each.until,
    }
