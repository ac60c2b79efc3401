"""What the pages of open work say: who should take what and why, what stays open, whose hours it takes.

A proposal is nobody's order: whoever hands out work decides. Persons stand in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sightline_web.proposals import Proposal, Proposals
from sightline_web.roles.aligning import activity_name
from sightline_web.shell.formats import Formats
from sightline_web.shell.looks import CROSS, DASH, DISC, RING, TICK, Look
from sightline_web.shell.sentences import counted, listed, opening

__all__ = ["Line", "about", "extra_of", "lines", "loads", "plain", "proof", "seen_by"]

LOOKS = {
    "proposed": Look("proposed", DISC, ""),
    "stays": Look("stays", TICK, "good"),
    "nobody": Look("nobody may do it", CROSS, "bad"),
    "no_capacity": Look("no free hours", RING, "warn"),
    "full": Look("gave way", RING, "warn"),
    "no_hours": Look("no known hours", DASH, "dim"),
    "refused": Look("cannot be read", CROSS, "bad"),
}
SMALL = 0.001


@dataclass(frozen=True, slots=True)
class Line:
    """One item in the table."""

    item: str
    work: str
    due: date | None
    hours: str
    look: Look
    person: str
    name: str
    href: str
    roles: str
    reason: str


def seen_by(found: Proposals, *, persons: Collection[str], roles: Collection[str], everything: bool) -> Proposals:
    """Return what is open to somebody: all, or what is proposed to some persons and what their roles leave open."""
    if everything:
        return found
    rows = tuple(
        each
        for each in found.rows
        if (each.person in persons if each.person is not None else bool(set(each.roles) & set(roles)))
    )
    return replace(found, rows=rows, loads=tuple(each for each in found.loads if each.person in persons))


def about(found: Proposals, formats: Formats, *, person: bool, team: bool, everything: bool) -> str:
    """Return how much open work would go to somebody, in one sentence."""
    if not found.rows:
        if everything:
            return "No work is open that nobody has."
        if not person:
            return "Your account belongs to no person, so no open work is proposed to you."
        return f"No open work is proposed to {'you or your team' if team else 'you'}."
    given = sum(each.person is not None for each in found.rows)
    whom = "somebody" if everything else "you or your team" if team else "you"
    many = counted(len(found.rows), "open item")
    said = f"{opening(many)} would go to {whom}" if given == len(found.rows) else (
        f"{opening(counted(given, 'open item'))} of {len(found.rows)} would go to {whom}, "
        f"{counted(len(found.rows) - given, 'stays', 'stay')} open"
    )  # fmt: skip
    return f"{said} until {formats.day(found.until)}; nothing is assigned by it."


def proof(found: Proposals, formats: Formats) -> str:
    """Return how near the proposal is to the best possible, in a sentence."""
    under = formats.value(found.gap, "share") if found.gap >= SMALL else f"less than {formats.value(SMALL, 'share')}"
    worth, bound = (formats.count(round(each)) for each in (found.value, found.bound))
    return (
        f"All that is proposed is worth {worth} hours of average work; no proposal can pass {bound}, so it is at most "
        f"{under} under the best possible."
    )


def lines(
    rows: Iterable[Proposal], *, names: Mapping[str, str], activities: Mapping[str, str], titles: Mapping[str, str],
    hrefs: Mapping[str, str], formats: Formats, own_reason: bool = False,
) -> list[Line]:  # fmt: skip
    """Return items as the tables show them; `own_reason` is for the person and their manager."""
    return [
        Line(
            each.item, activity_name(each.activity, activities), each.due,
            "" if each.hours is None else formats.value(each.hours, "hours"), LOOKS.get(each.state, LOOKS["refused"]),
            each.person or "", names.get(each.person or "", each.person or ""), hrefs.get(each.person or "", ""),
            listed([titles.get(one, one) for one in each.roles]), each.reason if own_reason else each.open_reason,
        )
        for each in rows
    ]  # fmt: skip


def loads(found: Proposals, names: Mapping[str, str], formats: Formats) -> list[tuple[str, str, str, str]]:
    """Return the hours of persons: name, in all, taken before, with the proposal."""

    def hours(value: float) -> str:
        return formats.value(value, "hours")

    return [
        (names.get(each.person, each.person), hours(each.capacity), hours(each.before), hours(each.after))
        for each in found.loads
    ]


def plain(each: Proposal, *, own_reason: bool = False) -> dict[str, object]:
    """Return a row of the twins."""
    return {
        "item": each.item, "activity": each.activity, "person": each.person, "holder": each.holder,
        "hours": each.hours, "due": each.due, "urgency": each.urgency, "state": each.state,
        "roles": list(each.roles), "reason": each.reason if own_reason else each.open_reason,
    }  # fmt: skip


def extra_of(found: Proposals) -> dict[str, object]:
    """Return what the JSON twin says besides its rows."""
    loads = [
        {"person": each.person, "capacity": each.capacity, "before": each.before, "after": each.after}
        for each in found.loads
    ]
    return {"until": found.until, "value": found.value, "bound": found.bound, "gap": found.gap, "loads": loads}
