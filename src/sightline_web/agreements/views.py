"""The pages of agreements: those that whoever looks is a side of, one of them, and what is about to be frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.agreed import Agreed, AgreedAim, Terms
from sightline_web.agreements import wording
from sightline_web.appraisals.agreements import MANAGER, PERSON, Sides, acknowledged, acknowledged_by
from sightline_web.journal.services import looked
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.roles.cards import names_of
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.snapshot import Fault, Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["agreement", "agreements", "found_for", "leads_somebody", "new", "new_page", "whom_led"]

SECTION = "roles"
AGAIN = "to look at what would be agreed"  # a draft of a new version needs a reason, too; it is not kept
SHOWN = 400  # of one's team, newest first


def leads_somebody(request: HttpRequest, **_rest: object) -> frozenset[Relation]:
    """Return whether whoever asks leads anybody today: what is to be frozen is asked about role by role."""
    by = actor_of(request)
    snapshot = keeper.current().state().snapshot
    leads = snapshot is not None and by.person and snapshot.directory.reports(by.person, today(snapshot))
    return frozenset({Relation.MANAGER}) if leads else frozenset()


@guarded(Record.AGREEMENT, Action.LIST, relations={Relation.SELF})
@page
def agreements(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the agreements that bind whoever looks and those whom they lead, with what waits for them."""
    by, formats = actor_of(request), formats_of(request, snapshot.head.timezone)
    me, kept = by.person or "", snapshot.agreements()
    team = snapshot.directory.team(me, today(snapshot)) if me else ()
    try:
        sides = acknowledged_by([me, *team])
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    names = names_of([me, *team])
    people = snapshot.directory
    mine = [_row(*each, sides, names, PERSON, formats) for each in kept.binding(people, [me] if me else [])]
    theirs = [_row(*each, sides, names, MANAGER, formats) for each in kept.binding(people, team)]
    waiting = sum(bool(each["waits"]) for each in (*mine, *theirs))
    context = {
        "mine": mine, "theirs": theirs[:SHOWN], "more": len(theirs) - SHOWN, "leads": bool(team),
        "waiting": sum(bool(each["waits"]) for each in theirs),
        "sentence": wording.about_list(len(mine) + len(theirs), waiting, by.person),
        "person": by.person, "faults": kept.faults,
    }  # fmt: skip
    twins = [{name: each[name] for name in TWIN} for each in (*mine, *theirs)]
    return Page("agreements", _("Agreements"), "agreements/list.html", twins, context, section=SECTION)


TWIN = ("agreement", "period", "role", "person", "team", "version", "person_at", "manager_at")


def _row(
    person: str,
    each: Agreed,
    sides: Mapping[tuple[str, str], Sides],
    names: Mapping[str, str],
    side: str,
    formats: Formats,
) -> dict[str, object]:
    given = sides.get((person, each.id), {})
    return {
        "agreement": each.id, "period": each.period, "shown": formats.period(each.period), "role": each.role,
        "title": each.title, "person": person, "name": names.get(person, person),
        "team": each.person is None, "version": each.version, "person_at": given.get(PERSON),
        "manager_at": given.get(MANAGER), "look": wording.look_of(given), "waits": side not in given,
        "href": reverse("agreement", args=[person, each.id]),
    }  # fmt: skip


def found_for(snapshot: Snapshot, person: str, agreement: str) -> Agreed:
    """Return a version that binds a person, or did until another took its place."""
    found = snapshot.agreements().of(agreement)
    if found is None or person not in found.holders(snapshot.directory):
        raise Http404
    return found


@guarded(Record.AGREEMENT, Action.VIEW, subject=person_asked)
@page
def agreement(request: HttpRequest, snapshot: Snapshot, person: str, agreement: str) -> Page:
    """Show what was agreed with one person; a look by somebody else is written down first."""
    found, by = found_for(snapshot, person, agreement), actor_of(request)
    looked(by=by, kind=Record.AGREEMENT, key=f"{found.period} {found.id[:16]}", subject=person)
    standing, formats = standing_to(request, person), formats_of(request, snapshot.head.timezone)
    try:
        sides = acknowledged(person=person, period=found.period, content=found.id)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    versions = snapshot.agreements().versions(found.key)
    before = next((each for each in versions if each.id == found.previous), None)
    newest, own = versions[-1], Relation.SELF in standing
    side = PERSON if own else MANAGER if Relation.MANAGER in standing else None
    names = names_of([person, found.manager or ""])
    name = names.get(person, person)
    context = {
        "agreed": found, "person": person, "name": name, "own": own, "sides": sides, "look": wording.look_of(sides),
        "manager": names.get(found.manager or "", found.manager), "newest": newest,
        "sentence": wording.about_one(sides, side, name, replaced=newest.id != found.id),
        "lines": wording.lines(found, snapshot, formats), "split": wording.split_of(found, snapshot, formats),
        "changes": wording.changes(found, before, formats), "acts": side is not None and side not in sides,
        "versions": versions if may(by, Action.HISTORY, Record.AGREEMENT, standing).allowed else (),
        "period": formats.period(found.period),
    }  # fmt: skip
    crumbs = [Crumb(_("Agreements"), reverse("agreements"))]
    extra = {
        "agreement": found.id, "period": found.period, "role": found.role, "person": person, "version": found.version,
        "previous": found.previous, "reason": found.reason, "model": found.model, "as_of": found.as_of,
        "split": dict(found.activities), "acknowledged": sides,
    }  # fmt: skip
    slug, title = f"agreement-{found.id[:16]}", _("Agreement of {period}").format(period=context["period"])
    return Page(slug, title, "agreements/one.html", _goals(found), context, extra, crumbs, SECTION)


def _fields(
    draft: Agreed, asked: dict[str, str], snapshot: Snapshot, formats: Formats
) -> list[tuple[AgreedAim, wording.Line, str, str]]:
    """Return each goal with what was typed for its weight and its target."""
    return [
        (one, line, asked.get(f"weight-{one.metric}", ""), asked.get(f"target-{one.metric}", ""))
        for one, line in zip(draft.goals, wording.lines(draft, snapshot, formats), strict=True)
    ]


def _goals(found: Agreed) -> list[dict[str, object]]:
    return [
        {
            "metric": one.metric, "goal": one.goal, "unit": one.unit, "weight": one.weight,
            "derived_weight": one.derived_weight, "low": one.low, "high": one.high, "baseline": one.baseline,
            "target": one.target, "derived_target": one.derived_target, "counter": one.counter,
            "by_hand": " ".join(one.by_hand), "reason": one.reason, "words": one.words,
        }
        for one in found.goals
    ]  # fmt: skip


@guarded(Record.AGREEMENT, Action.CREATE, relations=leads_somebody)
@page
def new(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what would be frozen for a role that one leads, to be changed by hand where there is a reason."""
    asked = {name: request.GET.get(name, "") for name in ("role", "period", "person")}
    return new_page(request, snapshot, asked)


@dataclass(frozen=True, slots=True)
class Led:
    """Whom one leads in a role; `alone` where nobody else leads others in it."""

    persons: tuple[str, ...]
    alone: bool

    def meant(self, person: str) -> tuple[str | None, ...]:
        """Return for whom an agreement is meant: one person, the team as a whole, or each of one's own."""
        if person:
            return (person,)
        return (None,) if self.alone else self.persons


def whom_led(request: HttpRequest, snapshot: Snapshot, role: str) -> Led:
    """Return whom the actor leads in a role today."""
    day = today(snapshot)
    led = {each.id for each in snapshot.directory.reports(actor_of(request).person or "", day) if each.role == role}
    return Led(tuple(sorted(led)), snapshot.directory.holders(role, day) <= led)


def new_page(request: HttpRequest, snapshot: Snapshot, asked: dict[str, str], *, fault: Fault | None = None) -> Page:
    """Return the page, with what was typed and is wrong."""
    reports = snapshot.directory.reports(actor_of(request).person or "", today(snapshot))
    roles, periods = sorted({each.role for each in reports if each.role}), snapshot.agreement_periods()
    role = asked["role"] if asked["role"] in roles else ""
    period = asked["period"] if asked["period"] in periods else periods[1]
    led, formats = whom_led(request, snapshot, role), formats_of(request, snapshot.head.timezone)
    person = asked["person"] if asked["person"] in led.persons else ""
    draft, before = None, None
    if role:
        first = led.meant(person)[0]
        before = next(
            (each for each in snapshot.agreements().newest() if each.key == (period, role, first or "")), None
        )
        try:
            draft = snapshot.agree(Terms(period, role, first, reason=AGAIN, again=before is not None), keep=False)
        except UnanswerableError as error:
            fault = fault or error.fault
            draft = before
    context = {
        "roles": roles, "periods": [(each, formats.period(each)) for each in periods], "role": role, "period": period,
        "team": [(each, names_of(led.persons).get(each, each)) for each in led.persons], "person": person,
        "alone": led.alone, "draft": draft, "before": before, "version": before.version + 1 if before else 1,
        "lines": _fields(draft, asked, snapshot, formats) if draft else [],
        "split": wording.split_of(draft, snapshot, formats) if draft else [], "typed": asked, "fault": fault,
        "sentence": wording.about_new(draft.title if draft else role, formats.period(period), before) if role else
                    _("Choose a role of your team and a period."),
    }  # fmt: skip
    crumbs = [Crumb(_("Agreements"), reverse("agreements"))]
    rows = _goals(draft) if draft else []
    return Page("agreement-new", _("Agree upon goals"), "agreements/new.html", rows, context, {}, crumbs, SECTION)
