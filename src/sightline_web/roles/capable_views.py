"""What the operating model needs of people: coverage, needs, ways ahead and stays of groups, and one's own gaps."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.capabilities import Curve
from sightline_web.languages.marks import later
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.roles import capable, cards, told
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["capabilities"]

GROUPS = {"role": later("By role"), "unit": later("By unit")}


@guarded(Record.CAPABILITY, Action.LIST, relations={Relation.SELF})
@page
def capabilities(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show where one departure would hurt and what roles need, of one's own and one's team's roles or of all."""
    by, day = actor_of(request), today(snapshot)
    everything = may(by, Action.LIST, Record.CAPABILITY, ()).allowed
    mine = cards.roles_around(by.person, snapshot.directory, day)
    found, ways = snapshot.coverage(), snapshot.ways()
    if not everything:
        found, ways = capable.limited(found, mine), tuple(each for each in ways if each.start in mine)
    group = request.GET.get("by", "")
    group = group if group in GROUPS else next(iter(GROUPS))
    curves: tuple[Curve, ...] = snapshot.stays(group) if everything else ()
    formats = formats_of(request, snapshot.head.timezone)
    titles, named = snapshot.role_titles, snapshot.capability_titles
    lines = capable.activity_lines(found.activities, titles, formats)
    stays = capable.curve_lines(curves, titles, formats)
    covered = [each for each in lines if not each.exposed]
    context = {
        "sentence": capable.about(found, everything=everything), "everything": everything,
        "exposed": [each for each in lines if each.exposed], "covered": covered,
        "worded": any(each.words for each in covered),
        "needs": capable.need_lines(found.needs, titles, named, formats),
        "ways": capable.way_lines(ways, titles, named), "by": group, "groups": GROUPS.items(),
        "stays": [each for each in stays if each.figure],
        "unsaid": [each for each in stays if not each.figure], "own": _own(request, snapshot),
    }  # fmt: skip
    extra = {
        "needs": capable.need_rows(found.needs), "stays": capable.curve_rows(curves),
        "ways": [
            {"from": way.start, "to": way.to, "steps": [
                {"role": step.role, "learn": [
                    {"capability": each.capability, "from": each.start, "to": each.to} for each in step.learn
                ]} for step in way.steps
            ]} for way in ways
        ],
    }  # fmt: skip
    rows = [capable.plain(each) for each in found.activities]
    crumbs = [Crumb(_("Roles"), reverse("team"))]
    return Page(
        "capabilities", _("Capabilities"), "roles/capabilities.html", rows, context, extra, crumbs, section="roles"
    )


def _own(request: HttpRequest, snapshot: Snapshot) -> dict[str, object] | None:
    """Return one's own gaps, or why they are withheld; None for an account that is no person with a role today."""
    by, day = actor_of(request), today(snapshot)
    now = snapshot.directory.person(by.person, day) if by.person else None
    if now is None or not by.person:
        return None
    try:
        reason = told.why_not(told.CAPABILITIES, by.person, now.unit or "", day, snapshot.head.timezone)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    if reason:
        return {"withheld": told.reason_in_words(reason, told.CAPABILITIES, own=True)}
    found = snapshot.development_of(by.person)
    titles, named = snapshot.role_titles, snapshot.capability_titles
    gaps = capable.gap_lines(found, titles, named)
    return {"gaps": gaps, "ways": capable.way_lines(found.ways, titles, named), "words": found.words, "withheld": ""}
