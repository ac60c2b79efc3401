"""The directory of persons: who holds which role in which unit under whom, from a day to a day.

Filled from the model's people source; only ids stand in it, names are joined where they are shown. Days are half-open:
an assignment holds from `since` until the day before `until`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

__all__ = ["NOBODY_KNOWN", "Directory", "Person"]


@dataclass(frozen=True, slots=True)
class Person:
    """One assignment of a person; an end that is None is open."""

    id: str
    role: str
    unit: str | None = None
    manager: str | None = None
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Return whether the assignment holds on a day."""
        return self.meets(on, on)

    def meets(self, first: date, last: date) -> bool:
        """Return whether the assignment holds on any day from the first to the last."""
        return (self.since is None or self.since <= last) and (self.until is None or first < self.until)


@dataclass(frozen=True)
class Directory:
    """All assignments, by person and by manager."""

    _of: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    _under: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, assignments: Iterable[Person]) -> Directory:
        """Return the directory of assignments, in any order."""
        by_person: dict[str, list[Person]] = {}
        by_manager: dict[str, list[Person]] = {}
        for each in sorted(assignments, key=lambda one: (one.since or date.min, one.id)):
            by_person.setdefault(each.id, []).append(each)
            if each.manager:
                by_manager.setdefault(each.manager, []).append(each)
        return cls({k: tuple(v) for k, v in by_person.items()}, {k: tuple(v) for k, v in by_manager.items()})

    def assignments(self, person: str) -> tuple[Person, ...]:
        """Return all that a person ever held, the oldest first."""
        return self._of.get(person, ())

    def held(self, person: str, on: date) -> tuple[Person, ...]:
        """Return all that a person holds on a day; there may be several."""
        return tuple(each for each in self.assignments(person) if each.holds(on))

    def person(self, person: str, on: date) -> Person | None:
        """Return a person's assignment on a day, the latest one where there are several; None where there is none."""
        held = self.held(person, on)
        return held[-1] if held else None

    def managers(self, person: str, on: date) -> frozenset[str]:
        """Return whom a person reports to on a day: through each assignment there may be another."""
        return frozenset(each.manager for each in self.held(person, on) if each.manager and each.manager != person)

    def manager(self, person: str, on: date) -> str | None:
        """Return the manager of a person's assignment on a day; None where it names none."""
        now = self.person(person, on)
        return now.manager if now and now.manager != person else None

    def reports(self, person: str, on: date) -> tuple[Person, ...]:
        """Return the assignments of those who report to a person on a day."""
        return tuple(each for each in self._under.get(person, ()) if each.holds(on) and each.id != person)

    def team(self, person: str, on: date) -> tuple[str, ...]:
        """Return who reports to a person on a day, in the order of their ids."""
        return tuple(sorted({each.id for each in self.reports(person, on)}))

    def holders(self, role: str, on: date) -> frozenset[str]:
        """Return who holds a role on a day."""
        return frozenset(
            person for person, held in self._of.items() if any(each.role == role and each.holds(on) for each in held)
        )

    def holders_between(self, role: str, first: date, last: date) -> frozenset[str]:
        """Return who holds a role on any day from the first to the last."""
        return frozenset(
            person
            for person, held in self._of.items()
            if any(each.role == role and each.meets(first, last) for each in held)
        )

    def everybody(self, on: date) -> tuple[str, ...]:
        """Return who holds any role on a day, in the order of their ids."""
        return tuple(sorted(person for person, held in self._of.items() if any(each.holds(on) for each in held)))

    def roles(self, on: date) -> frozenset[str]:
        """Return the roles that somebody holds on a day."""
        return frozenset(each.role for held in self._of.values() for each in held if each.role and each.holds(on))

    @property
    def units(self) -> tuple[str, ...]:
        """All units that were ever named, by name."""
        return tuple(sorted({each.unit for held in self._of.values() for each in held if each.unit}))


NOBODY_KNOWN = Directory()
