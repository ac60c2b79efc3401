"""Who should take which open work, asked of a reading: its people, work, skills, lines of sight and calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from sightline.periods import PeriodError
from sightline.reading.developing import doers, recent, titles
from sightline.records.assigning import Proposals
from sightline.records.development import Aspiration, Skills, shared_wishes
from sightline.records.work import Done
from sightline.roles.assigning import Preferences, propose
from sightline.roles.coverage import activity_roles
from sightline.roles.open_work import Stretch, open_work, performers, sight_per_hour, works
from sightline.saying import joined, phrase, say

if TYPE_CHECKING:
    from sightline.reading.asking import Reading

__all__ = ["assign"]

SEED = 8
HORIZON = timedelta(days=28)
LONGEST = timedelta(days=366)


def assign(
    reading: Reading,
    until: date | str | None,
    *,
    anew: bool,
    hours_a_day: float,
    aspirations: Iterable[Aspiration],
    preferences: Preferences | None,
    levels_of: Collection[str] | None,
) -> Proposals:
    """Return who should take which open work; see `Reading.assign`."""
    model, today = reading.model, reading.whole_day
    stretch = Stretch(today, _until(reading, until), model.calendar.working, hours_a_day)
    people, done = reading.people(), recent(reading)
    opened = open_work(
        reading.work(), people, today=today, timezone=model.calendar.timezone, sights=_sights(reading, done), anew=anew
    )
    doing = activity_roles(model, people, doers(reading, done), today)
    named = titles(model, (*doing, *(one.activity for one in opened.items)))
    found = propose(
        opened.items,
        performers(people, opened, _levels(reading, levels_of), shared_wishes(aspirations, "assigning"), stretch),
        works(model.roles, doing, named), today=today, until=stretch.until, rng=np.random.default_rng(SEED),
        preferences=preferences, titles=named,
    )  # fmt: skip
    return replace(found, words=joined(" ", [found.words, opened.words]), left_out=opened.words)


def _until(reading: Reading, until: date | str | None) -> date:
    """Return the last day whose hours count.

    Raises
    ------
    PeriodError
        If it is past, or more than a year ahead, or a label names no period.
    """
    today = reading.whole_day
    if isinstance(until, str):
        until = reading.model.calendar.parse(until).end - timedelta(days=1)
    chosen = until or today + HORIZON
    if not today < chosen <= today + LONGEST:
        past, far = phrase("{day:%Y-%m-%d} is past."), phrase("{day:%Y-%m-%d} is more than a year ahead.")
        raise PeriodError(
            say(past if chosen <= today else far, day=chosen),
            fix=say("Ask for a day after {today:%Y-%m-%d}, up to a year ahead.", today=today),
        )
    return chosen


def _levels(reading: Reading, of: Collection[str] | None) -> Skills:
    """Return the levels that count: of everybody, or of some persons; those of others are not looked at."""
    if of is not None and not of:
        return Skills()
    found = reading.skills()
    return found if of is None else replace(found, every=tuple(one for one in found.every if one.person in of))


def _sights(reading: Reading, done: Sequence[Done]) -> Mapping[str, float]:
    """Return what an hour of each activity moves, by the first of what was done; nothing where no goal is declared."""
    goals = reading.model.goals
    amounts: dict[str, float] = {}
    items: dict[str, int] = {}
    rows = done[0].table.to_pylist() if done else []
    for row in rows:
        amounts[row["activity"]] = amounts.get(row["activity"], 0.0) + row["amount"]
        items[row["activity"]] = items.get(row["activity"], 0) + row["items"]
    periods = max(len({row["period"] for row in rows}), 1)
    lines = (line for goal in goals for line in reading.sight(goal, paths=1))

    def hours(activity: str) -> tuple[float, float]:
        amount, many = amounts.get(activity, 0.0), items.get(activity, 0)
        return amount / periods, amount / many if many else 0.0

    return sight_per_hour(lines, {name: float(goal.weight) for name, goal in goals.items()}, hours)
