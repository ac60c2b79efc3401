"""What people can do, what roles need, who wants to go where, and where one departure would hurt.

Levels and wishes of a person belong to that person: records about roles and activities hold numbers alone, and none
where they would be about fewer than five people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

__all__ = [
    "ActivityCoverage", "Aspiration", "Career", "CareerStep", "Coverage", "Development", "Exposure", "Gap", "Lesson",
    "Purpose", "RoleNeed", "Skill", "SkillMisfit", "Skills", "shared_wishes",
]  # fmt: skip

Purpose = Literal["assigning", "conversation", "career"]
Exposure = Literal["nobody", "one", "covered", "unknown"]


@dataclass(frozen=True, slots=True)
class Skill:
    """The level of one person in one capability, as it was noted down.

    Parameters
    ----------
    person, capability : str
        Whose, in what.
    level : int
        From 1 to the capability's highest; 0: none of it.
    on : date, optional
        When it was noted down; None where nobody knows: before all that is dated.
    """

    person: str
    capability: str
    level: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class SkillMisfit:
    """Rows of the table of skills that cannot be used; the rest of it still works.

    Parameters
    ----------
    kind : str
        `no_person`, `unknown_capability`, `no_level` or `too_high`.
    count : int
        How many rows.
    words, fix : str
        What it is and what follows from it; what to do.
    """

    kind: Literal["no_person", "unknown_capability", "no_level", "too_high"]
    count: int
    words: str
    fix: str


@dataclass(frozen=True)
class Skills:
    """All levels that are noted down.

    Parameters
    ----------
    every : tuple of Skill
        In the order of persons, capabilities and days.
    misfits : tuple of SkillMisfit
        What cannot be used.
    words : str
        What a reader should know.
    """

    every: tuple[Skill, ...] = ()
    misfits: tuple[SkillMisfit, ...] = ()
    words: str = ""

    @cached_property
    def _by_person(self) -> dict[str, tuple[Skill, ...]]:
        found: dict[str, list[Skill]] = {}
        for one in self.every:
            found.setdefault(one.person, []).append(one)
        return {person: tuple(those) for person, those in found.items()}

    def of(self, person: str, day: date) -> dict[str, int]:
        """Return the levels that a person had on a day: the newest of each capability; none for somebody unknown."""
        known: dict[str, int] = {}
        for one in self._by_person.get(person, ()):  # in the order of days
            if one.on is None or one.on <= day:
                known[one.capability] = one.level
        return known


@dataclass(frozen=True, slots=True)
class Aspiration:
    """What somebody wants: to learn a capability, or to hold a role. Its owner says who may use it, and for what.

    Parameters
    ----------
    person : str
        The owner.
    kind : str
        `capability` or `role`.
    of : str
        Its id.
    shared_for : frozenset of str
        The purposes for which the owner shared it; empty: it is nobody else's business.
    """

    person: str
    kind: Literal["capability", "role"]
    of: str
    shared_for: frozenset[Purpose] = frozenset()


def shared_wishes(aspirations: Iterable[Aspiration], purpose: Purpose) -> dict[str, frozenset[str]]:
    """Return the capabilities that persons wish to learn, as far as they shared it for this purpose; no others."""
    found: dict[str, set[str]] = {}
    for one in aspirations:
        if one.kind == "capability" and purpose in one.shared_for:
            found.setdefault(one.person, set()).add(one.of)
    return {person: frozenset(found[person]) for person in sorted(found)}


@dataclass(frozen=True, slots=True)
class RoleNeed:
    """One capability that a role needs, and how its holders stand to it, without saying who.

    Parameters
    ----------
    role, capability : str
        Which.
    needed : int
        The level.
    holders : int
        How many hold the role.
    known : int, optional
        Of how many a level is noted down; None where fewer than five hold the role, like all that follows.
    enough, short : int, optional
        How many of these have the level, and how many are below it.
    words : str
        What a reader should know.
    """

    role: str
    capability: str
    needed: int
    holders: int
    known: int | None
    enough: int | None
    short: int | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ActivityCoverage:
    """Who keeps one activity going, in numbers.

    Parameters
    ----------
    activity, title : str
        Which.
    roles : tuple of str
        The roles that perform it; where none is declared, those whose holders did it.
    holders : int
        How many hold one of them.
    doers : int, optional
        How many of these did it lately; None where nothing says who does it.
    ready : int, optional
        How many could go on at once: they did it lately (where that is known) and are not known to lack a level. Where
        fewer than five hold the roles, levels do not count in it.
    half : int, optional
        The fewest persons who did half of it lately.
    outside : float, optional
        The share of it that people did whom the table of people does not know, 0 to 1.
    exposure : str
        `nobody` is ready, `one` is, it is `covered`, or it is `unknown`.
    words : str
        What one departure would do, and what to do about it.
    """

    activity: str
    title: str
    roles: tuple[str, ...]
    holders: int
    doers: int | None
    ready: int | None
    half: int | None
    outside: float | None
    exposure: Exposure
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where one departure would hurt, and what roles lack.

    Parameters
    ----------
    activities : tuple of ActivityCoverage
        In the order of the model; work outside processes last.
    needs : tuple of RoleNeed
        In the order of the model.
    words : str
        What a reader should know first.
    """

    activities: tuple[ActivityCoverage, ...]
    needs: tuple[RoleNeed, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One capability that a role needs, beside what one person has.

    Parameters
    ----------
    capability : str
        Which.
    needed : int
        The level.
    has : int, optional
        Theirs; None where none is noted down.
    """

    capability: str
    needed: int
    has: int | None

    @property
    def missing(self) -> int | None:
        """How many levels are missing; None where nobody knows."""
        return None if self.has is None else max(self.needed - self.has, 0)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learnt for one step.

    Parameters
    ----------
    capability : str
        Which.
    start : int, optional
        The level before; None where nobody knows it.
    to : int
        The level that it takes.
    """

    capability: str
    start: int | None
    to: int


@dataclass(frozen=True, slots=True)
class CareerStep:
    """One role on a way, and what is to be learnt for it."""

    role: str
    learn: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Career:
    """The shortest way from one role to another over `leads_to`; of equally short ones that with the least to learn.

    Parameters
    ----------
    start, to : str
        Where it begins and ends.
    steps : tuple of CareerStep
        The roles after `start`.
    """

    start: str
    to: str
    steps: tuple[CareerStep, ...]

    @property
    def levels(self) -> int:
        """How many levels are to be learnt in all, as far as they are known."""
        return sum(one.to - (one.start or 0) for step in self.steps for one in step.learn)


@dataclass(frozen=True, slots=True)
class Development:
    """What one person may want to look at: gaps in what their roles need, and where these roles lead.

    Parameters
    ----------
    person : str
        Whose.
    gaps : tuple of (str, tuple of Gap)
        Role -> what it needs beside what they have, whether it is missing or not.
    careers : tuple of Career
        From each of their roles to each that can be reached, shortest first.
    words : str
        What a reader should know.
    """

    person: str
    gaps: tuple[tuple[str, tuple[Gap, ...]], ...]
    careers: tuple[Career, ...] = field(default=())
    words: str = ""
