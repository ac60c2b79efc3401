"""Who should take which open work: what is open, who is there, and the proposal with its reasons and its proof.

A proposal assigns nothing, and says nothing of how good anybody is: persons stand in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

__all__ = ["Load", "OpenItem", "Performer", "Proposal", "ProposalState", "Proposals"]

ProposalState = Literal["proposed", "stays", "nobody", "no_capacity", "full", "no_hours", "refused"]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One item of work that is not done yet.

    Parameters
    ----------
    item, activity : str
        Its id, and what it counts as.
    hours : float, optional
        How long it takes; None where nobody knows.
    due : date, optional
        When it should be done.
    sight : float
        What an hour of its activity moves the goals by, 0 or more, in a unit that all items share; 0 without a line of
        sight.
    holder : str, optional
        Who has it now.
    estimated : bool
        Whether `hours` is what such items take and not its own figure.
    words : str
        What a reader should know.
    """

    item: str
    activity: str
    hours: float | None
    due: date | None = None
    sight: float = 0.0
    holder: str | None = None
    estimated: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Performer:
    """Somebody who may take work.

    Parameters
    ----------
    person : str
        Their id.
    roles : tuple of str
        What they hold.
    capacity : float
        Their hours until the horizon.
    held : float
        Hours of open items that they have already.
    levels : mapping of str to int
        Capability -> level, as far as it is known.
    wishes : frozenset of str
        Capabilities that they want to use and learn, as far as they shared it for handing out work.
    """

    person: str
    roles: tuple[str, ...]
    capacity: float
    held: float = 0.0
    levels: Mapping[str, int] = field(default_factory=dict)
    wishes: frozenset[str] = frozenset()

    @property
    def free(self) -> float:
        """Hours that are left, not below 0."""
        return max(self.capacity - self.held, 0.0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one item.

    Parameters
    ----------
    item, activity : str
        Which.
    person : str, optional
        Who should take it, or has it; None where it stays open.
    holder : str, optional
        Who has it now.
    hours : float, optional
        How long it takes.
    due : date, optional
        When it should be done.
    urgency : float
        By what its worth is multiplied: 1 far ahead or without a date, 2 from its date on.
    state : str
        `proposed`; `stays` with whom it is; `nobody` may do it; `no_capacity`: none of those who may do it has that
        many hours; `full`: their hours go to work that is worth more; `no_hours`: nobody knows how long it takes;
        `refused`: the item is no item, such as one of negative hours.
    reason : str
        Why, in words.
    able : int
        How many may do it.
    roles : tuple of str
        The roles that do such work.
    learns : tuple of str
        Capabilities that the person wishes to learn and the work needs.
    open_reason : str
        The reason without what is noted down of one person's levels and wishes: for others than that person.
    """

    item: str
    activity: str
    person: str | None
    holder: str | None
    hours: float | None
    due: date | None
    urgency: float
    state: ProposalState
    reason: str
    able: int = 0
    roles: tuple[str, ...] = ()
    learns: tuple[str, ...] = ()
    open_reason: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """The hours of one person until the horizon.

    Parameters
    ----------
    person : str
        Their id.
    capacity, before, after : float
        Hours in all; taken before, and with the proposal.
    """

    person: str
    capacity: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Proposals:
    """A proposal for all open work; whoever hands out work decides.

    Parameters
    ----------
    rows : tuple of Proposal
        In the order of due dates and items.
    loads : tuple of Load
        In the order of persons.
    until : date
        The last day whose hours count.
    value, bound : float
        The worth of what is handed out, and what no proposal can pass; in hours of average work.
    gap : float
        How far under the best possible it is at most, as a share.
    words : str
        What a reader should know first.
    left_out : str
        Which open work is not proposed to anybody, and why, as `words` ends with it; empty where there is none.
    """

    rows: tuple[Proposal, ...]
    loads: tuple[Load, ...]
    until: date
    value: float
    bound: float
    gap: float
    words: str
    left_out: str = ""
