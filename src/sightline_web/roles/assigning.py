"""What the pages of open work say: who should take what and why, what stays open, whose hours it takes.

A proposal is nobody's order: whoever hands out work decides. Persons stand in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.proposals import Proposal, Proposals
from sightline_web.roles.aligning import activity_name
from sightline_web.shell.formats import Formats
from sightline_web.shell.looks import CROSS, DASH, DISC, RING, TICK, Look
from sightline_web.shell.sentences import counted, listed, numeral

__all__ = ["Line", "about", "extra_of", "lines", "loads", "plain", "proof", "seen_by"]

LOOKS = {
    "proposed": Look(later("proposed"), DISC, ""),
    "stays": Look(later("stays"), TICK, "good"),
    "nobody": Look(later("nobody may do it"), CROSS, "bad"),
    "no_capacity": Look(later("no free hours"), RING, "warn"),
    "full": Look(later("gave way"), RING, "warn"),
    "no_hours": Look(later("no known hours"), DASH, "dim"),
    "refused": Look(later("cannot be read"), CROSS, "bad"),
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
            return _("No work is open that nobody has.")
        if not person:
            return _("Your account belongs to no person, so no open work is proposed to you.")
        if team:
            return _("No open work is proposed to you or your team.")
        return _("No open work is proposed to you.")
    given = sum(each.person is not None for each in found.rows)
    left = len(found.rows) - given
    said = (
        ngettext("{items} of {all} would go to {whom}, {left} stays open until {day}; nothing is assigned by it.",
                 "{items} of {all} would go to {whom}, {left} stay open until {day}; nothing is assigned by it.", left)
        if left
        else ngettext("{items} would go to {whom} until {day}; nothing is assigned by it.",
                      "{items} would go to {whom} until {day}; nothing is assigned by it.", given)
    )  # fmt: skip
    return said.format(
        items=opening(counted(given, "open item")), all=len(found.rows), left=numeral(left),
        whom=_("somebody") if everything else _("you or your team") if team else _("you"),
        day=formats.day(found.until),
    )  # fmt: skip


def proof(found: Proposals, formats: Formats) -> str:
    """Return how near the proposal is to the best possible, in a sentence."""
    under = formats.value(max(found.gap, SMALL), "share")
    worth, bound = (formats.count(round(each)) for each in (found.value, found.bound))
    said = _(
        "All that is proposed is worth {worth} hours of average work; no proposal can pass {bound}, so it is at most "
        "{under} under the best possible."
    )
    if found.gap < SMALL:
        said = _(
            "All that is proposed is worth {worth} hours of average work; no proposal can pass {bound}, so it is less "
            "than {under} under the best possible."
        )
    return said.format(worth=worth, bound=bound, under=under)


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
