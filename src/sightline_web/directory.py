"""Who holds which role, in which unit, under which manager, from when to when: the model's people source, frozen.

Every question asks for a day, because what somebody may see follows from what is true on it. Both ends of an assignment
belong to it: who leaves on the 30th is still there that day, and a manager who left is none the day after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

__all__ = ["Directory", "Person"]


@dataclass(frozen=True, slots=True)
class Person:
    """One assignment of a person; `manager` is a person's id, and an end that is None is open."""

    id: str
    role: str
    unit: str | None = None
    manager: str | None = None
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Return whether the assignment is in force on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Directory:
    """All assignments."""

    rows: tuple[Person, ...] = ()

    @cached_property
    def _by_person(self) -> Mapping[str, tuple[Person, ...]]:
        found: dict[str, list[Person]] = {}
        for each in sorted(self.rows, key=lambda row: row.since or date.min):
            found.setdefault(each.id, []).append(each)
        return {person: tuple(held) for person, held in found.items()}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """All units, by name."""
        return tuple(sorted({each.unit for each in self.rows if each.unit}))

    def assignments(self, person: str) -> tuple[Person, ...]:
        """Return all that a person ever held, the oldest first; nothing for an id that nobody has."""
        return self._by_person.get(person, ())

    def person(self, person: str, on: date) -> Person | None:
        """Return what a person holds on a day, the newest where there are several; None where it is nothing."""
        return next((each for each in reversed(self.assignments(person)) if each.holds(on)), None)

    def manager(self, person: str, on: date) -> Person | None:
        """Return a person's manager on a day; None where there is none, or where they hold nothing that day."""
        held = self.person(person, on)
        return self.person(held.manager, on) if held and held.manager and held.manager != person else None

    def reports(self, person: str, on: date) -> tuple[Person, ...]:
        """Return who reports to a person on a day, by id; nobody where the person holds nothing that day."""
        if self.person(person, on) is None:
            return ()
        held = (self.person(each, on) for each in sorted(self._by_person) if each != person)
        return tuple(each for each in held if each is not None and each.manager == person)
