"""Who should take which open work, as the pages see it: a row for each item with two reasons.

`reason` says what is known of the person's levels and is for that person and their manager; `open_reason` is for all
who hand out work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sightline_web.mirroring import mirrored

__all__ = ["Load", "Proposal", "Proposals", "Wish", "proposals_of"]


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """That somebody wants to learn a capability, and lets it count when open work is proposed; as the library asks."""

    person: str
    of: str
    kind: str = "capability"
    shared_for: frozenset[str] = frozenset({"assigning"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one item; `person` is None where it stays open, `holder` who has it now."""

    item: str
    activity: str
    person: str | None
    holder: str | None
    hours: float | None
    due: date | None
    urgency: float
    state: str
    reason: str
    open_reason: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """The hours of one person until the horizon: in all, taken before, and with the proposal."""

    person: str
    capacity: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Proposals:
    """A proposal for all open work, with its worth in hours of average work and the bound that none can pass."""

    rows: tuple[Proposal, ...]
    loads: tuple[Load, ...]
    until: date
    value: float
    bound: float
    gap: float
    words: str
    left_out: str = ""  # what of open work is proposed to nobody, and why; the end of `words`


def proposals_of(found: Any) -> Proposals:
    """Return the library's proposal as the pages see it."""
    rows = tuple(mirrored(Proposal, each) for each in found.rows)
    loads = tuple(mirrored(Load, each) for each in found.loads)
    return mirrored(Proposals, found, rows=rows, loads=loads)
