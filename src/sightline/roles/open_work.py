"""What is open and who is there, out of items of work and dated assignments.

Open is what nobody has, and what somebody has who holds no role any more. Where that is asked for, what people have
already is looked at anew; else its hours are taken from theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.compute as pc

from sightline.model.declarations import Role
from sightline.periods import WorkingTime
from sightline.records import LineOfSight
from sightline.records.assigning import OpenItem, Performer
from sightline.records.development import Skills
from sightline.records.people import Assignments
from sightline.records.work import WorkItems
from sightline.roles.suiting import Work
from sightline.saying import joined, say, say_many

__all__ = ["Opened", "Stretch", "open_work", "performers", "sight_per_hour", "works"]

HOURS_A_DAY = 8.0  # of a full-time equivalent
_NO_ACTIVITY = "(no activity)"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days whose hours count: after the last day that is past, up to the horizon.

    Parameters
    ----------
    today, until : date
        The last day that is past, and the last that counts.
    working : WorkingTime
        Which days of the week have work, and which are holidays.
    hours : float
        Of one full-time equivalent on such a day.
    """

    today: date
    until: date
    working: WorkingTime
    hours: float = HOURS_A_DAY

    @property
    def days(self) -> list[date]:
        """The days with work."""
        found = [self.today + timedelta(days=1 + at) for at in range((self.until - self.today).days)]
        return [
            one for one in found if self.working.day_us(one.weekday()) > 0 and one not in self.working.holidays
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """Open work, and what people have of it.

    Parameters
    ----------
    items : tuple of OpenItem
        What is to be handed out.
    held : mapping of str to float
        Person -> hours of open items that stay with them whatever is proposed.
    words : str
        What is left out, and why.
    """

    items: tuple[OpenItem, ...]
    held: Mapping[str, float]
    words: str = ""


def open_work(
    work: WorkItems, people: Assignments, *, today: date, timezone: str, sights: Mapping[str, float], anew: bool = False
) -> Opened:
    """Return what is to be handed out, and the hours that are not free.

    Parameters
    ----------
    work : WorkItems
        All items.
    people : Assignments
        Who holds a role.
    today : date
        On which somebody is there or not.
    timezone : str
        Where a due moment has its day.
    sights : mapping of str to float
        Activity -> what an hour of it moves.
    anew : bool
        Whether items that somebody has are to be handed out anew.
    """
    usual = _usual_hours(work)
    there = {one.person for one in people.on(today)}
    known, zone = frozenset(people.persons), ZoneInfo(timezone)
    items: list[OpenItem] = []
    held: dict[str, float] = {}
    outside, unsized = 0, 0
    for row in work.table.filter(pc.is_null(work.table.column("closed"))).to_pylist():
        holder = row["performer"]
        if holder is not None and holder not in known:
            outside += 1
            continue
        item = _item(row, usual, zone, sights, left=holder is not None and holder not in there)
        if holder in there and not anew:
            held[holder] = held.get(holder, 0.0) + max(item.hours or 0.0, 0.0)
            unsized += item.hours is None
        else:
            items.append(item)
    return Opened(tuple(items), held, _left_out(outside, unsized, sum(held.values())))


def _item(
    row: Mapping[str, Any], usual: Mapping[str, float], zone: ZoneInfo, sights: Mapping[str, float], *, left: bool
) -> OpenItem:
    activity, effort, due = row["activity"] or _NO_ACTIVITY, row["effort"], row["due"]
    estimated = effort is None and activity in usual
    words: list[str] = []
    if left:
        words.append(say("{person} has it, and holds no role any more.", person=row["performer"]))
    if estimated:
        hours = usual[activity]
        words.append(say("Its hours are not noted down; half of such items take up to {hours:,.1f} h.", hours=hours))
    return OpenItem(
        row["item"], activity, usual.get(activity) if effort is None else effort,
        due.astimezone(zone).date() if isinstance(due, datetime) else due, sights.get(activity, 0.0),
        None if left else row["performer"], estimated, joined(" ", words),
    )  # fmt: skip


def _usual_hours(work: WorkItems) -> dict[str, float]:
    """Return the median hours of closed items of each activity."""
    table = work.table.filter(
        pc.and_(pc.is_valid(work.table.column("closed")), pc.greater(work.table.column("effort"), 0.0))
    )
    found: dict[str, list[float]] = {}
    pairs = zip(table.column("activity").to_pylist(), table.column("effort").to_pylist(), strict=True)
    for activity, effort in pairs:
        found.setdefault(activity or _NO_ACTIVITY, []).append(effort)
    return {activity: float(median(hours)) for activity, hours in sorted(found.items())}


def _left_out(outside: int, unsized: int, held: float) -> str:
    words: list[str] = []
    if held:
        words.append(
            say("{hours:,.0f} h of open work that people have already are taken from their hours.", hours=held)
        )
    if outside:
        words.append(
            say_many(
                "{count:,} item is with people whom the table of people does not know, and stay there.",
                "{count:,} items are with people whom the table of people does not know, and stay there.",
                outside,
            )
        )
    if unsized:
        words.append(say("{items:,} of the items that people have say no hours, and count as none.", items=unsized))
    return joined(" ", words)


def performers(
    people: Assignments, opened: Opened, skills: Skills, wishes: Mapping[str, frozenset[str]], stretch: Stretch
) -> tuple[Performer, ...]:
    """Return who may take work: everybody who holds a role on a day of the stretch, in the order of their ids."""
    days = stretch.days
    hours: dict[str, float] = {}
    roles: dict[str, set[str]] = {}
    for one in people.within(stretch.today + timedelta(days=1), stretch.until):
        count = sum(one.holds(day) for day in days)
        hours[one.person] = hours.get(one.person, 0.0) + count * one.capacity * stretch.hours
        roles.setdefault(one.person, set()).add(one.role)
    return tuple(
        Performer(
            person, tuple(sorted(roles[person])), hours[person], opened.held.get(person, 0.0),
            skills.of(person, stretch.today), wishes.get(person, frozenset()),
        )
        for person in sorted(hours)
    )  # fmt: skip


def works(
    roles: Mapping[str, Role], doing: Mapping[str, tuple[tuple[str, ...], bool]], titles: Mapping[str, str]
) -> dict[str, Work]:
    """Return what each activity takes.

    Parameters
    ----------
    roles : mapping of str to Role
        As declared.
    doing : mapping
        Activity -> the roles that do it, and whether the model says so.
    titles : mapping of str to str
        Of activities.
    """
    return {
        name: Work(
            name, titles.get(name, name),
            {role: {c: int(need) for c, need in roles[role].needs.items()} for role in own if role in roles}, declared,
        )
        for name, (own, declared) in doing.items()
    }  # fmt: skip


def sight_per_hour(
    lines: Iterable[LineOfSight], weights: Mapping[str, float], hours: Callable[[str], tuple[float, float]]
) -> dict[str, float]:
    """Return what an hour of each activity moves: shares of what is still to go to goals, by the weights of these.

    A line of "one day longer" is about all cases of the activity, and is spread over the hours of a period; one of
    "done once more" is about one item.

    Parameters
    ----------
    lines : iterable of LineOfSight
        Those of activities count.
    weights : mapping of str to float
        Of goals.
    hours : callable
        Activity -> hours of all its items in a period, and of one item; 0 where nothing is known.
    """
    found: dict[str, float] = {}
    for line in lines:
        if line.origin != "activity" or line.share_of_gap is None:
            continue
        period, item = hours(line.from_)
        spread = item if line.unit == "done once more" else period
        if spread > 0:
            moved = abs(line.share_of_gap) * weights.get(line.goal, 1.0) / spread
            found[line.from_] = found.get(line.from_, 0.0) + moved
    return found
