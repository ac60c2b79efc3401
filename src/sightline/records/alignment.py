"""Agreed work against actual work: how far they differ, what noise alone would give, and where the rest comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["ActivityShare", "Against", "Alignment", "AlignmentPart", "AlignmentPoint", "AlignmentState", "Alignments",
           "Cause", "Kind", "Move", "Split", "UnseenWork"]  # fmt: skip

Kind = Literal["role", "unit", "person"]
Against = Literal["agreement", "baseline"]
AlignmentState = Literal["drifted", "within_noise", "team", "too_little", "withheld", "no_reference"]
Split = Mapping[str, float]  # activity -> share
Cause = Literal["demand", "assignment", "own", "goals", "residual"]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Splits of work over activities that were agreed; each is taken as shares of its sum.

    Parameters
    ----------
    start : mapping of role to split
        As agreed at the start. A role that is missing is compared with its own work before.
    now : mapping of role to split
        As agreed now, of roles whose agreement was declared anew since; others have that of the start.
    persons : mapping of (person, role) to split
        Agreed with a person in a role; others have that of the role.
    """

    start: Mapping[str, Split] = field(default_factory=dict)
    now: Mapping[str, Split] = field(default_factory=dict)
    persons: Mapping[tuple[str, str], Split] = field(default_factory=dict)

    def activities(self) -> frozenset[str]:
        """Return all that are named."""
        splits = (*self.start.values(), *self.now.values(), *self.persons.values())
        return frozenset(name for split in splits for name in split)


@dataclass(frozen=True, slots=True)
class AlignmentPart:
    """What one cause adds to the distance; negative where it brings work closer to what was agreed.

    Parameters
    ----------
    cause : str
        `demand`: other work came; `assignment`: the split of the same work over performers changed; `own`, of a person
        alone: what this person's work moved beyond that of the whole role; `goals`: what is agreed now is not what was
        agreed at the start; `residual`: work was never as agreed.
    value, low, high : float
        Share of the work, and its 90 % interval; the values of all causes sum to the distance.
    words : str
        The same as a sentence.
    """

    cause: Cause
    value: float
    low: float
    high: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class ActivityShare:
    """One activity in the agreed and in the actual work.

    Parameters
    ----------
    activity : str
        Its id.
    agreed, actual : float
        Shares of the work, 0 to 1.
    demanded : float, optional
        The share it would have had every activity kept its split over performers.
    amount : float
        Hours or cases.
    path : bool
        Whether a line of sight leads from it to a goal.
    """

    activity: str
    agreed: float
    actual: float
    demanded: float | None
    amount: float
    path: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """How far the work of one role, unit or person is from what was agreed.

    Parameters
    ----------
    kind, name, title : str
        Whose work it is.
    role : str, optional
        Of a person: the role under which it is looked at.
    since, until : str
        Labels of the first and the last period.
    against : str
        `agreement`, or `baseline` where nothing was agreed: the work of earlier periods.
    state : str
        `drifted`: beyond noise; `within_noise`; `team`: so few items that only the role's value is told; `too_little`:
        nothing can be told; `withheld`: too few people; `no_reference`: nothing to compare with.
    items : int, optional
        Tickets or cases; None where withheld.
    amount : float, optional
        Hours or cases.
    people : int, optional
        How many people it is about.
    distance, low, high : float, optional
        Total variation: the share of the work that would have to move, with its 90 % interval.
    noise, noise_high : float, optional
        What chance alone gives with so many items: the mean, and what it passes in one of twenty.
    excess : float, optional
        (distance - noise) / (1 - noise); None unless drifted.
    p, p_adjusted : float, optional
        How often chance alone gives as much; and corrected for how many were looked at.
    parts : tuple of AlignmentPart
        Where the distance comes from; none unless drifted.
    activities : tuple of ActivityShare
        In the order of their ids.
    unseen : float, optional
        The share of the work that no line of sight joins to a goal.
    words : str
        What a reader should know.
    """

    kind: Kind
    name: str
    title: str
    role: str | None
    since: str
    until: str
    against: Against
    state: AlignmentState
    items: int | None = None
    amount: float | None = None
    people: int | None = None
    distance: float | None = None
    low: float | None = None
    high: float | None = None
    noise: float | None = None
    noise_high: float | None = None
    excess: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    parts: tuple[AlignmentPart, ...] = ()
    activities: tuple[ActivityShare, ...] = ()
    unseen: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class AlignmentPoint:
    """The distance in one period, and in all periods up to it.

    Parameters
    ----------
    kind, name : str
        Whose work it is.
    period : str
        Its label.
    items, total_items : int
        In the period, and from the first period up to it.
    distance, noise, p_adjusted : float, optional
        Of the period alone; None below twenty items. Corrected for all subjects and periods looked at.
    total_distance, total_noise : float, optional
        From the first period up to this one.
    drifted : bool
        Whether the period is beyond noise.
    """

    kind: Kind
    name: str
    period: str
    items: int
    total_items: int
    distance: float | None
    noise: float | None
    p_adjusted: float | None
    total_distance: float | None
    total_noise: float | None
    drifted: bool


@dataclass(frozen=True, slots=True)
class UnseenWork:
    """An activity that no line of sight joins to a goal.

    Parameters
    ----------
    activity : str
        Its id.
    amount : float
        Hours or cases.
    share : float
        Of all work that people of the enterprise did.
    roles : tuple of str
        Who did it, in the order of their ids.
    """

    activity: str
    amount: float
    share: float
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Work that would pass from one role or outside performer to another, so that work is as agreed again.

    Parameters
    ----------
    activity : str
        What passes.
    giver, taker : str
        A role, or a performer outside; see `outside`.
    amount : float
        Hours or cases per period.
    outside : tuple of str
        Which of the two is outside.
    words : str
        The same as a sentence, with the reason.
    why : str
        The reason alone, as a sentence.
    """

    activity: str
    giver: str
    taker: str
    amount: float
    outside: tuple[str, ...] = ()
    words: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Alignments:
    """All that was found.

    Parameters
    ----------
    since, until : str
        Labels of the first and the last period looked at.
    baseline : tuple of str
        Labels of the earlier periods that say how work was split before; empty where there are none.
    measured : str
        `hours` or `cases`.
    every : tuple of Alignment
        Roles, units and persons, each in the order of their ids.
    points : tuple of AlignmentPoint
        Over time, of roles and units.
    unseen : tuple of UnseenWork
        Work without line of sight.
    moves : tuple of Move
        What would restore alignment of the roles that drifted, as far as others can take the work.
    restored : tuple of (str, float, float)
        Of each role that drifted: its distance now, and after the moves.
    words : tuple of str
        What a reader should know.
    """

    since: str
    until: str
    baseline: tuple[str, ...]
    measured: str
    every: tuple[Alignment, ...]
    points: tuple[AlignmentPoint, ...] = ()
    unseen: tuple[UnseenWork, ...] = ()
    moves: tuple[Move, ...] = ()
    restored: tuple[tuple[str, float, float], ...] = ()
    words: tuple[str, ...] = ()
