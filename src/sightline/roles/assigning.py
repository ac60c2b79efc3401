"""Who should take which open work: goal value, due dates, skills, free hours, wishes and an even load, weighed at once.

An item is worth its hours, times how urgent it is, times what an hour of its activity moves the goals by; an item
without a line of sight is worth a tenth of an average one, so that it is still done where there is room. A wish to
learn adds to an item's worth in that person's hands, a missing level takes from it. An even load never costs an item:
it only decides between people in whose hands the worth is alike. Nothing is assigned: this is a proposal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sightline.records.assigning import Load, OpenItem, Performer, Proposals
from sightline.roles.allotting.problem import Floats, Problem
from sightline.roles.allotting.solve import Solution, solved
from sightline.roles.assigning_words import Rows, summary
from sightline.roles.suiting import Suit, Suits, Work

__all__ = ["Preferences", "propose", "urgency"]

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Preferences:
    """What counts how much.

    Parameters
    ----------
    wish : float
        A wish that the work meets adds this share to its worth.
    short : float
        Each level that somebody lacks takes this share from it; a wish makes up for it.
    most_short : int
        Whoever lacks more levels than that in one capability is not proposed.
    keep : float
        Who has the item already has this share more: work does not change hands for little.
    even : float
        What an hour of somebody's last free time costs, as a share of the least worth of an hour of all work: 0 up to,
        not including, 1.
    halving_days : float
        Days before the due date at which half of the extra urgency is reached.
    unsighted : float
        The worth of an hour without a line of sight, as a share of the mean of those with one.
    """

    wish: float = 0.1
    short: float = 0.1
    most_short: int = 1
    keep: float = 0.2
    even: float = 0.5
    halving_days: float = 5.0
    unsighted: float = 0.1

    def __post_init__(self) -> None:
        """Refuse what makes no sense.

        Raises
        ------
        ValueError
            If a share is out of range.
        """
        shares = (self.wish, self.short, self.keep, self.even, self.unsighted)
        if not all(0 <= one < 1 for one in shares) or self.halving_days <= 0 or self.most_short < 0:
            raise ValueError("shares lie from 0 to below 1, days above 0, levels from 0.")
        if self.unsighted == 0:
            raise ValueError("work without a line of sight is worth something, or it would never be done.")


def urgency(due: date | None, today: date, halving_days: float = 5.0) -> float:
    """Return by what the worth of an item is multiplied.

    Examples
    --------
    >>> urgency(date(2026, 7, 6), date(2026, 7, 1))
    1.5
    >>> urgency(None, date(2026, 7, 1)), urgency(date(2026, 6, 1), date(2026, 7, 1))
    (1.0, 2.0)
    """
    return 1.0 if due is None else 1.0 + 2.0 ** (-max((due - today).days, 0) / halving_days)


def propose(
    items: Iterable[OpenItem],
    performers: Iterable[Performer],
    works: Mapping[str, Work],
    *,
    today: date,
    until: date,
    rng: np.random.Generator,
    preferences: Preferences | None = None,
    titles: Mapping[str, str] | None = None,
) -> Proposals:
    """Return who should take which open work, and why.

    Parameters
    ----------
    items : iterable of OpenItem
        What is open; an id that comes twice counts once.
    performers : iterable of Performer
        Who is there; each person once.
    works : mapping of str to Work
        Activity -> which roles do it, and what it needs; an activity that is not there is done by nobody.
    today, until : date
        The last day that counts as past, and the last day whose hours count.
    rng : Generator
        Draws the moves of the search; the same one gives the same proposal.
    preferences : Preferences, optional
        What counts how much.
    titles : mapping of str to str, optional
        Of activities, roles and capabilities.

    Returns
    -------
    Proposals
        One row for each item; with nobody, no items or no hours, rows that say so.
    """
    wanted = preferences or Preferences()
    opened = sorted({one.item: one for one in items}.values(), key=lambda one: (one.due or date.max, one.item))
    people = sorted({one.person: one for one in performers}.values(), key=lambda one: one.person)
    urgent = np.array([urgency(one.due, today, wanted.halving_days) for one in opened])
    sound = [one.hours is not None and math.isfinite(one.hours) and one.hours > 0 for one in opened]
    suits = Suits(people, works, wanted.most_short)
    problem, pairs = _problem(opened, people, suits, urgent, sound, wanted)
    found = solved(problem, rng)
    rows = Rows(opened, people, suits, works, until, dict(titles or {}))
    told = tuple(
        rows.row(place, float(urgent[place]), pairs[at] if (at := int(found.chosen[place])) >= 0 else None)
        for place in range(len(opened))
    )
    loads = _loads(people, problem, found)
    words = summary(told, loads, found.gap, until)
    return Proposals(told, loads, until, found.value, found.bound, found.gap, words)


def _problem(
    items: Sequence[OpenItem],
    people: Sequence[Performer],
    suits: Suits,
    urgent: Floats,
    sound: Sequence[bool],
    wanted: Preferences,
) -> tuple[Problem, list[Suit]]:
    hours = np.array(
        [one.hours if good and one.hours is not None else 1.0 for one, good in zip(items, sound, strict=True)]
    )
    worth = hours * urgent * _sights(items, hours, wanted.unsighted)
    room = np.array([one.free for one in people])
    kept: list[Suit] = []
    item, person, value = [], [], []
    for place, one in enumerate(items):
        if not sound[place]:
            continue
        for suit in suits.of(one.activity):
            if hours[place] <= room[suit.person] + _SLACK:
                item.append(place)
                person.append(suit.person)
                value.append(worth[place] * _fit(suit, wanted, holds=people[suit.person].person == one.holder))
                kept.append(suit)
    values = np.array(value, dtype=np.float64)
    places = np.array(item, dtype=np.int64)
    least = float((values / hours[places]).min()) if len(values) else 0.0
    capacity = np.array([max(one.capacity, one.free) for one in people])
    problem = Problem(hours, capacity, room, places, np.array(person, dtype=np.int64), values, wanted.even * least)
    return problem, kept


def _fit(suit: Suit, wanted: Preferences, *, holds: bool) -> float:
    lacking = 0 if suit.wishes else suit.short
    factor = max(1.0 - wanted.short * lacking, wanted.unsighted)
    return factor * (1.0 + (wanted.wish if suit.wishes else 0.0)) * (1.0 + (wanted.keep if holds else 0.0))


def _sights(items: Sequence[OpenItem], hours: Floats, least: float) -> Floats:
    """Return what an hour of each item moves, 1 on average over those that move anything, and never nothing."""
    sight = np.array([one.sight if math.isfinite(one.sight) and one.sight > 0 else 0.0 for one in items])
    moves = sight > 0
    if not moves.any():
        return np.ones(len(items))
    return np.asarray(np.maximum(sight / np.average(sight[moves], weights=hours[moves]), least))


def _loads(people: Sequence[Performer], problem: Problem, found: Solution) -> tuple[Load, ...]:
    new = problem.load(found.chosen)
    return tuple(
        Load(one.person, one.capacity, one.held, one.held + float(hours))
        for one, hours in zip(people, new, strict=True)
    )  # fmt: skip
