"""What in a table of people does not fit: gathered while it is read, told in one sentence per kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import get_args

from sightline.errors import nearest
from sightline.facts.circles import circles
from sightline.records.people import Assignment, Misfit, MisfitKind
from sightline.records.work import Done

__all__ = ["FULL", "Told", "fit_together", "unmatched_misfits"]

FULL = 1.5  # full-time equivalents of one person on one day; more is told
_NEARLY = 1e-9
_NAMED, _SHOWN = 20, 4

# one, several; {n} how many, {shown} which, {s} plural
_WORDS: Mapping[MisfitKind, tuple[str, str]] = {
    "no_person": ("{n} row names no person: {shown}. It is left out.",
                  "{n} rows name no person: {shown}. They are left out."),
    "unreadable": ("{n} value is no day or no number: {shown}. It counts as not said.",
                   "{n} values are no days or no numbers: {shown}. They count as not said."),
    "no_role": ("{n} person stands in a row without a role: {shown}. That row is left out.",
                "{n} people stand in a row without a role: {shown}. These rows are left out."),
    "unknown_role": ("{n} role is not declared: {shown}. Its rows are left out.",
                     "{n} roles are not declared: {shown}. Their rows are left out."),
    "unknown_manager": ("{n} manager stands in no row of the table: {shown}. Who leads that manager is not known.",
                        "{n} managers stand in no row of the table: {shown}. Who leads them is not known."),
    "two_managers": ("{n} person has two managers in one role at one time: {shown}. Both count.",
                     "{n} people have two managers in one role at one time: {shown}. Both count."),
    "circle": ("{n} circle of reporting: {shown}. Nobody in it has anybody above.",
               "{n} circles of reporting: {shown}. Nobody in them has anybody above."),
    "overlap": ("{n} person holds one role twice at one time: {shown}.",
                "{n} people hold one role twice at one time: {shown}."),
    "over_capacity": ("{n} person has more than 1.5 full-time posts on one day: {shown}.",
                      "{n} people have more than 1.5 full-time posts on one day: {shown}."),
    "no_capacity": ("{n} person holds a role with no capacity: {shown}. It is held, and no work is expected.",
                    "{n} people hold a role with no capacity: {shown}. It is held, and no work is expected."),
    "backwards": ("{n} assignment ends before it begins: {shown}. It is left out.",
                  "{n} assignments end before they begin: {shown}. They are left out."),
    "unheld_role": ("{n} role has no holder on {day}: {shown}.",
                    "{n} roles have no holder on {day}: {shown}."),
}  # fmt: skip
_FIXES: Mapping[MisfitKind, str] = {
    "no_person": "Fill '{person}', or delete the row.",
    "unreadable": "Write days as 2026-07-31 and capacity as a number of 0 or more.",
    "no_role": "Fill '{role}', or delete the row.",
    "unknown_role": "Declare it under roles:, or correct '{role}'.",
    "unknown_manager": "Add a row for each, or correct '{manager}'.",
    "two_managers": "End one assignment the day before the other begins, or give each its own role.",
    "circle": "Correct '{manager}' of one of them, from that day on.",
    "overlap": "End the earlier assignment the day before the later one begins, or delete one.",
    "over_capacity": "Correct '{capacity}': 80 % is 0.8. Or end an assignment that is over.",
    "no_capacity": "Fill '{capacity}' where work is expected, or end the assignment.",
    "backwards": "Correct '{from_}' or '{to}'.",
    "unheld_role": "Assign somebody, or take the role out of the model.",
}


@dataclass
class Told:
    """What was found so far, by kind."""

    _who: dict[MisfitKind, dict[str, list[str]]] = field(default_factory=dict)
    _known: Collection[str] = ()
    _day: date | None = None

    def say(self, kind: MisfitKind, who: str, about: str = "", *, known: Collection[str] = ()) -> None:
        """Remember a misfit of somebody or something, with a remark on it."""
        self._who.setdefault(kind, {}).setdefault(who, []).append(about)
        self._known = known or self._known

    def on(self, day: date) -> None:
        """Remember the day for which roles were looked at."""
        self._day = day

    def misfits(self, titles: Mapping[str, str]) -> tuple[Misfit, ...]:
        """Return what was found, one misfit per kind, in the order of the kinds."""
        return tuple(self._misfit(kind, titles) for kind in get_args(MisfitKind) if kind in self._who)

    def _misfit(self, kind: MisfitKind, titles: Mapping[str, str]) -> Misfit:
        found = self._who[kind]
        shown = self._shown(kind, found)
        count = len(shown) if kind in {"unreadable", "backwards", "circle"} else len(found)
        more = f" and {len(shown) - _SHOWN:,} more" if len(shown) > _SHOWN else ""
        named = ", ".join(shown[:_SHOWN]) if kind != "circle" else "; ".join(shown[:_SHOWN])
        words = _WORDS[kind][count != 1].format(n=f"{count:,}", shown=f"{named}{more}", day=self._day)
        named_columns = {part: titles.get(part, part.rstrip("_")) for part in _PARTS}
        who = [*dict.fromkeys(p for ring in sorted(found) for p in ring.split(_NEXT))] if kind == "circle" else found
        return Misfit(kind, tuple(sorted(who)[:_NAMED]), count, words, _FIXES[kind].format(**named_columns))

    def _shown(self, kind: MisfitKind, found: Mapping[str, Sequence[str]]) -> list[str]:
        """Return what a sentence lists, in the order of ids."""
        if kind == "no_person":
            return sorted(found, key=lambda row: int(row.removeprefix("row ")))
        if kind == "unknown_role":
            return [self._unknown(role, len(set(found[role]))) for role in sorted(found)]
        if kind == "circle":
            return [" → ".join((*ring.split(_NEXT), ring.split(_NEXT)[0])) for ring in sorted(found)]
        if kind in {"unreadable", "backwards"}:
            return [about for who in sorted(found) for about in found[who]]
        return [f"{who}{found[who][0]}" for who in sorted(found)]

    def _unknown(self, role: str, people: int) -> str:
        close = nearest(role, self._known)
        hint = f", did you mean '{close}'?" if close else ""
        return f"'{role}' ({'1 person' if people == 1 else f'{people:,} people'}{hint})"


_PARTS = ("person", "role", "manager", "unit", "capacity", "from_", "to")
_NEXT = "\x1f"  # between the people of a circle


def fit_together(
    found: Sequence[Assignment], persons: Collection[str], told: Told, roles: Collection[str], *, on: date
) -> list[Assignment]:
    """Return the assignments without equal ones, and tell what does not fit between them.

    Parameters
    ----------
    found : sequence of Assignment
        What the rows say.
    persons : collection of str
        Everybody who stands in a row, also in one that is left out.
    told : Told
        Is told the misfits.
    roles : collection of str
        The roles of the model.
    on : date
        The day on which each is to have a holder.
    """
    kept = _without_equal(found, told)
    known = frozenset(persons)
    for one in kept:
        if one.manager is not None and one.manager not in known:
            told.say("unknown_manager", one.manager)
        if one.capacity == 0:
            told.say("no_capacity", one.person, f" as {one.role}")
    for _, those in groupby(sorted(kept, key=_by_role), key=lambda one: (one.person, one.role)):
        _beside(list(those), told)
    for person, those in groupby(sorted(kept, key=_by_person), key=lambda one: one.person):
        _capacity(person, those, told)
    for ring in circles(kept):
        told.say("circle", _NEXT.join(ring))
    told.on(on)
    held = {one.role for one in kept if one.holds(on)}
    for role in roles:
        if role not in held:
            told.say("unheld_role", role)
    return kept


def _by_role(one: Assignment) -> tuple[str, str, date]:
    return (one.person, one.role, one.since or date.min)


def _by_person(one: Assignment) -> str:
    return one.person


def _without_equal(found: Sequence[Assignment], told: Told) -> list[Assignment]:
    seen: dict[tuple[object, ...], Assignment] = {}
    for one in found:
        key = (one.person, one.role, one.since, one.until, one.manager, one.unit, one.capacity)
        if key in seen:
            told.say(
                "overlap", one.person, f" as {one.role} (rows {seen[key].row} and {one.row} are equal; one counts)"
            )
        seen.setdefault(key, one)
    return list(seen.values())


def _beside(those: Sequence[Assignment], told: Told) -> None:
    """Tell of the assignments of one person in one role, by their first day, that hold on one day."""
    lasts: dict[str | None, date] = {}
    twice: Assignment | None = None
    for one in those:
        since = one.since or date.min
        beside = [boss for boss, end in lasts.items() if end >= since]
        others = sorted(boss for boss in beside if boss is not None and boss != one.manager)
        if others and one.manager is not None:
            bosses = " and ".join(sorted((others[0], one.manager)))
            told.say("two_managers", one.person, f" ({bosses} as {one.role}{_from(one)})")
            return
        twice = twice or (one if beside else None)
        lasts[one.manager] = max(lasts.get(one.manager, date.min), one.until or date.max)
    if twice is not None:
        told.say("overlap", twice.person, f" as {twice.role}{_from(twice)} (the capacity of both counts)")


def _from(one: Assignment) -> str:
    return f" from {one.since}" if one.since else ""


def _capacity(person: str, those: Iterable[Assignment], told: Told) -> None:
    """Tell where the capacities of a person add up to more than `FULL` on a day."""
    steps: dict[date, float] = {}
    for one in those:
        steps[one.since or date.min] = steps.get(one.since or date.min, 0.0) + one.capacity
        if one.until is not None and one.until < date.max:
            after = one.until + timedelta(days=1)
            steps[after] = steps.get(after, 0.0) - one.capacity
    total = 0.0
    for day in sorted(steps):
        total += steps[day]
        if total > FULL + _NEARLY:
            told.say("over_capacity", person, f" ({total:g}{f' from {day}' if day > date.min else ''})")
            return


def unmatched_misfits(done: Mapping[tuple[str, str], Done], when: str) -> tuple[Misfit, ...]:
    """Return the performers of work whom the table of people does not know, as one misfit; none where all are known.

    Parameters
    ----------
    done : mapping of (str, str) to Done
        What was done, by what one of its items and several are called.
    when : str
        In which time, as it begins a sentence.
    """
    items: dict[str, int] = {}
    for each in done.values():
        for name, count in each.unmatched:
            items[name] = items.get(name, 0) + count
    if not items:
        return ()
    sums = {title: sum(count for _, count in each.unmatched) for title, each in done.items() if each.unmatched}
    parts = [f"{count:,} {title[count != 1]}" for title, count in sums.items()]
    theirs = "is theirs and counts" if list(sums.values()) == [1] else "are theirs and count"
    are = "performer is" if len(items) == 1 else "performers are"
    shown = ", ".join(f"{name} ({items[name]:,})" for name in sorted(items)[:_SHOWN])
    more = f" and {len(items) - _SHOWN:,} more" if len(items) > _SHOWN else ""
    return (
        Misfit(
            "unmatched_performers",
            tuple(sorted(items)[:_NAMED]),
            len(items),
            f"{len(items):,} {are} in no row of the table: {shown}{more}. {when}, {' and '.join(parts)} {theirs} for"
            " nobody's role.",
            "Add them to the table, or correct their ids; outside firms and machines may stay as they are.",
        ),
    )
