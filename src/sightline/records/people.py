"""Who holds which role from when to when, and what each person can do and wants to learn.

People are pseudonymous ids; their names are joined in pages alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

__all__ = ["Assignment", "Assignments", "Misfit", "MisfitKind"]

MisfitKind = Literal[
    "no_person", "unreadable", "no_role", "unknown_role", "unknown_manager", "two_managers", "circle", "overlap",
    "over_capacity", "no_capacity", "backwards", "unheld_role", "unmatched_performers",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assignment:
    """One person in one role over one stretch of days.

    Parameters
    ----------
    person, role : str
        Their ids.
    since : date, optional
        The first day; None where the table does not say: since ever.
    until : date, optional
        The last day, which still counts; None while it lasts.
    manager, unit : str, optional
        Who leads this person in this role, and where.
    capacity : float
        Full-time equivalents, 0 or more; 1.0 where the table does not say.
    row : int
        Its row in the source, from 1.
    """

    person: str
    role: str
    since: date | None
    until: date | None
    manager: str | None = None
    unit: str | None = None
    capacity: float = 1.0
    row: int = 0

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def meets(self, first: date, last: date) -> bool:
        """Whether it holds on any day from the first to the last, both counted."""
        return (self.since is None or self.since <= last) and (self.until is None or first <= self.until)


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something in the table of people that does not fit; the rest of it still works.

    Parameters
    ----------
    kind : str
        What it is.
    who : tuple of str
        The persons, roles or performers in question, at most twenty of them.
    count : int
        How many there are.
    words : str
        What it is and what follows from it, in one sentence.
    fix : str
        What to do.
    """

    kind: MisfitKind
    who: tuple[str, ...]
    count: int
    words: str
    fix: str


@dataclass(frozen=True)
class Assignments:
    """All dated assignments, in the order of person, first day and role.

    Parameters
    ----------
    every : tuple of Assignment
        Those that hold together; rows without a person or a known role are not among them.
    misfits : tuple of Misfit
        What does not fit.
    """

    every: tuple[Assignment, ...]
    misfits: tuple[Misfit, ...] = ()

    @cached_property
    def _by_person(self) -> dict[str, tuple[Assignment, ...]]:
        found: dict[str, list[Assignment]] = {}
        for one in self.every:
            found.setdefault(one.person, []).append(one)
        return {person: tuple(those) for person, those in found.items()}

    @property
    def persons(self) -> tuple[str, ...]:
        """Everybody who ever held a role, in the order of their ids."""
        return tuple(sorted(self._by_person))

    def of(self, person: str) -> tuple[Assignment, ...]:
        """Return the assignments of one person, oldest first; none for somebody unknown."""
        return self._by_person.get(person, ())

    def on(self, day: date, person: str | None = None) -> tuple[Assignment, ...]:
        """Return what holds on a day: of one person, or of all."""
        return tuple(one for one in (self.every if person is None else self.of(person)) if one.holds(day))

    def holders(self, role: str, day: date) -> tuple[str, ...]:
        """Return who holds a role on a day, in the order of their ids; a post without holders has none."""
        return tuple(sorted({one.person for one in self.every if one.role == role and one.holds(day)}))

    def reports(self, manager: str, day: date) -> tuple[str, ...]:
        """Return who reports to a manager on a day, without those further down."""
        return tuple(sorted({one.person for one in self.every if one.manager == manager and one.holds(day)}))

    def managers(self, person: str, day: date) -> tuple[str, ...]:
        """Return who leads a person on a day: more than one where several roles have several."""
        return tuple(sorted({one.manager for one in self.on(day, person) if one.manager is not None}))

    def roles(self, person: str, day: date) -> tuple[str, ...]:
        """Return the roles that a person holds on a day."""
        return tuple(sorted({one.role for one in self.on(day, person)}))

    def within(self, first: date, last: date, persons: Iterable[str] | None = None) -> tuple[Assignment, ...]:
        """Return what holds on any day from the first to the last."""
        chosen = None if persons is None else frozenset(persons)
        return tuple(one for one in self.every if one.meets(first, last) and (chosen is None or one.person in chosen))
