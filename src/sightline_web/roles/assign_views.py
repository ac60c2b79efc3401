"""Who should take which open work: proposals for those who hand it out, and for the person; nothing is assigned here.

What is noted down of somebody's levels counts only where the register of metrics allows it, and is read by that person
and their manager alone; a look at another's is written down before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.development.queries import counting
from sightline_web.duties import queries as duties
from sightline_web.journal.services import looked
from sightline_web.languages.openings import opening
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.proposals import Proposal, Proposals
from sightline_web.roles import aligning, assigning, cards, told
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.sentences import counted
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["assign", "assign_of"]

SECTION = "roles"
MODEL = "assign"  # what can be stopped in the register
SHOWN = 200  # items of open work in a table; the rest is in the file
CLOSE = frozenset({Relation.SELF, Relation.MANAGER})


@guarded(Record.ASSIGNMENT, Action.LIST, relations={Relation.SELF})
@page
def assign(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show who should take which open work: all of it, or what is proposed to oneself and one's team."""
    by, day = actor_of(request), today(snapshot)
    everything = may(by, Action.LIST, Record.ASSIGNMENT, ()).allowed
    team = snapshot.directory.team(by.person, day) if by.person else ()
    anew = request.GET.get("anew") == "1"
    try:
        stopped, levels, wishes = MODEL in duties.stopped(), _levels_of(snapshot), counting()
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    crumbs = [Crumb(_("Roles"), reverse("team"))]
    if stopped:
        said = {"sentence": _("What the model “assign” suggests is switched off."), "stopped": True}
        return Page("assign", _("Open work"), "roles/assign.html", [], said, {"stopped": True}, crumbs, section=SECTION)
    whole = snapshot.proposals(anew=anew, levels_of=levels, wishes=wishes)
    mine = frozenset({*team, *([by.person] if by.person else [])})
    roles = cards.roles_around(by.person, snapshot.directory, day) if team else frozenset()
    found = assigning.seen_by(whole, persons=mine, roles=roles, everything=everything)
    formats = formats_of(request, snapshot.head.timezone)
    context = _listed(found, snapshot, formats, mine, anew=anew) | {
        "sentence": assigning.about(found, formats, person=bool(by.person), team=bool(team), everything=everything),
        "anew": anew, "stopped": False, "hands_out": everything or bool(team), "levels": bool(levels),
        "proof": assigning.proof(whole, formats) if whole.rows else "",
        "left_out": whole.left_out if everything and whole.rows else "",
    }  # fmt: skip
    rows = [assigning.plain(each) for each in found.rows]
    extra = assigning.extra_of(found)
    return Page("assign", _("Open work"), "roles/assign.html", rows, context, extra, crumbs, section=SECTION)


def _listed(
    found: Proposals, snapshot: Snapshot, formats: Formats, mine: Iterable[str], *, anew: bool
) -> dict[str, object]:
    """Return the tables: what goes to somebody, what stays open, whose hours it takes."""
    given, left = ([each for each in found.rows if (each.person is not None) is there] for there in (True, False))
    names = cards.names_of([*(each.person or "" for each in given), *(each.person for each in found.loads)])
    query = "?anew=1" if anew else ""
    hrefs = {each: f"{reverse('assign_of', args=[each])}{query}" for each in mine}
    return {
        "given": _lines(given, snapshot, formats, names, hrefs),
        "left": _lines(left, snapshot, formats, names, hrefs),
        "loads": assigning.loads(found, names, formats),
        "more": max(len(given), len(left)) > SHOWN,
        "shown": SHOWN,
    }


def _levels_of(snapshot: Snapshot) -> frozenset[str]:
    """Return of whom noted levels may count today, by the register of metrics."""
    day, directory = today(snapshot), snapshot.directory
    held = {each: directory.person(each, day) for each in directory.everybody(day)}
    units = {each: now.unit or "" for each, now in held.items() if now is not None}
    return told.allowed(told.CAPABILITIES, units, day, snapshot.head.timezone)


def _lines(
    rows: Iterable[Proposal],
    snapshot: Snapshot,
    formats: Formats,
    names: Mapping[str, str],
    hrefs: Mapping[str, str],
    *,
    own_reason: bool = False,
) -> list[assigning.Line]:
    return assigning.lines(
        list(rows)[:SHOWN], names=names, activities=aligning.activity_names(snapshot), titles=snapshot.role_titles,
        hrefs=hrefs, formats=formats, own_reason=own_reason,
    )  # fmt: skip


@guarded(Record.SKILL_LEVEL, Action.VIEW, subject=person_asked)
@page
def assign_of(request: HttpRequest, snapshot: Snapshot, person: str) -> Page:
    """Show what is proposed to one person with what of their levels stands behind it; a look is written down first."""
    by, day, standing = actor_of(request), today(snapshot), standing_to(request, person)
    card = cards.card_of(person, snapshot.directory, day)
    if card is None or not standing & CLOSE:
        raise Http404
    looked(by=by, kind=Record.SKILL_LEVEL, key=person, subject=person)
    own, anew = Relation.SELF in standing, request.GET.get("anew") == "1"
    unit = card.now.unit or "" if card.now is not None else ""
    try:
        stopped, levels, wishes = MODEL in duties.stopped(), _levels_of(snapshot), counting()
        reason = "" if person in levels else told.why_not(
            told.CAPABILITIES, person, unit, day, snapshot.head.timezone
        )  # fmt: skip
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    every = () if stopped else snapshot.proposals(anew=anew, levels_of=levels, wishes=wishes).rows
    rows = [each for each in every if each.person == person]
    formats, with_levels = formats_of(request, snapshot.head.timezone), person in levels
    context = {
        "sentence": _proposed_to("" if own else card.name, len(rows)),
        "own": own, "name": card.name, "stopped": stopped,
        "given": _lines(rows, snapshot, formats, {person: card.name}, {}, own_reason=with_levels),
        "withheld": told.reason_in_words(reason, told.CAPABILITIES, own=own) if reason else "",
    }  # fmt: skip
    crumbs = [Crumb(_("Roles"), reverse("team")), Crumb(_("Open work"), reverse("assign"))]
    twins, name = [assigning.plain(each, own_reason=with_levels) for each in rows], f"assign-{person}"
    extra = {"withheld": reason}
    return Page(name, card.name, "roles/assign_of.html", twins, context, extra, crumbs, section=SECTION)


def _proposed_to(name: str, count: int) -> str:
    """Return how much is proposed to somebody, or without a name to whoever reads it."""
    said = (
        ngettext("{items} is proposed to {name}; nothing is assigned by it.",
                 "{items} are proposed to {name}; nothing is assigned by it.", count)
        if name
        else ngettext("{items} is proposed to you; nothing is assigned by it.",
                      "{items} are proposed to you; nothing is assigned by it.", count)
    )  # fmt: skip
    return said.format(items=opening(counted(count, "open item")), name=name)
