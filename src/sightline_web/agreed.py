"""Agreements as the pages see them: what was frozen for a role and a period, and what is to be frozen.

Frozen view records, the mirrors of the library's, in plain Python: a number that cannot be said is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from sightline_web.directory import Directory

if TYPE_CHECKING:
    from sightline_web.snapshot import Fault  # which takes the protocol from here

__all__ = ["Agreed", "AgreedAim", "AgreedUpon", "Kept", "Terms"]


@dataclass(frozen=True, slots=True)
class AgreedAim:
    """One goal of an agreement; `weight` is what counts, `derived_weight` what follows from the line of sight."""

    metric: str
    title: str
    unit: str
    goal: str
    weight: float
    derived_weight: float | None
    low: float | None
    high: float | None
    baseline: float | None
    target: float | None
    derived_target: float | None
    counter: str | None
    words: str
    by_hand: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One version of an agreement; `id` is the SHA-256 of its content, `person` is None where it holds for a team."""

    id: str
    period: str
    first: date
    last: date
    role: str
    title: str
    person: str | None
    team: str | None
    manager: str | None
    goals: tuple[AgreedAim, ...]
    activities: tuple[tuple[str, float], ...]
    version: int
    previous: str | None
    reason: str
    model: str
    as_of: datetime

    @property
    def key(self) -> tuple[str, str, str]:
        """For whom and when: its versions share it."""
        return self.period, self.role, self.person or ""

    def holders(self, directory: Directory) -> frozenset[str]:
        """Return whom it binds: the person whom it names, or whoever holds its role on a day of its period."""
        if self.person is not None:
            return frozenset({self.person})
        return directory.holders_between(self.role, self.first, self.last)


@dataclass(frozen=True, slots=True)
class Kept:
    """All agreements that can be trusted, the oldest period first, by version; and what is wrong with others."""

    every: tuple[Agreed, ...] = ()
    faults: tuple[Fault, ...] = ()

    def newest(self) -> tuple[Agreed, ...]:
        """Return the newest version of each."""
        return tuple({each.key: each for each in self.every}.values())

    def of(self, key: str) -> Agreed | None:
        """Return the version with a hash."""
        return next((each for each in self.every if each.id == key), None)

    def versions(self, key: tuple[str, str, str]) -> tuple[Agreed, ...]:
        """Return all versions of one agreement, the oldest first."""
        return tuple(each for each in self.every if each.key == key)

    def binding(self, directory: Directory, persons: Iterable[str]) -> list[tuple[str, Agreed]]:
        """Return which newest versions bind which of some persons, the newest period first.

        What a person agreed upon alone takes the place of what their role's team agreed upon for the same period.
        """
        wanted = sorted(set(persons))
        newest = self.newest()
        own = {each.key for each in newest if each.person is not None}
        found = []
        for each in newest:
            holders = each.holders(directory)
            found += [
                (person, each) for person in wanted
                if person in holders and (each.person is not None or (each.period, each.role, person) not in own)
            ]  # fmt: skip
        return sorted(found, key=lambda pair: (-pair[1].first.toordinal(), pair[1].period, pair[0], pair[1].role))


@dataclass(frozen=True, slots=True)
class Terms:
    """What is to be frozen: whatever is not set by hand follows from the line of sight.

    Parameters
    ----------
    period, role : str
        For which.
    person : str, optional
        One holder; the team where left out.
    weights, targets : mapping of str to float
        By metric: shares of 1, and values in the metric's unit.
    reason : str
        Why, for what is set by hand and for a new version.
    again : bool
        Whether a new version is declared.
    """

    period: str
    role: str
    person: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    again: bool = False


class AgreedUpon(Protocol):
    """The part of a snapshot that knows agreements; they are read anew whenever one was made."""

    def agreements(self) -> Kept:
        """Return all versions of all agreements."""

    def agreement_periods(self) -> tuple[str, ...]:
        """Return the labels of periods that can be agreed upon: the one under way and the next, of each size."""

    def agree(self, terms: Terms, *, keep: bool) -> Agreed:
        """Return what is agreed, and keep it where told to.

        Raises `UnanswerableError` with the cause and fix where that cannot be agreed upon, and `UnderWayError` while
        what it rests on is being estimated.
        """
