"""My record, the record of another person, and my team. A look at another person's record is written down first."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.agreed import Agreed
from sightline_web.aims import RoleAims
from sightline_web.journal.queries import lookers
from sightline_web.journal.queries import plain as plain_entry
from sightline_web.journal.services import looked
from sightline_web.policy.decide import may
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.roles import aims, cards, wording
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.snapshot import Snapshot, UnanswerableError, UnderWayError

__all__ = ["goals", "me", "person", "team"]

SHOWN_LOOKS = 200
NEWEST = 4  # agreements on one's own page


@guarded(Record.PERSON, Action.VIEW, relations={Relation.SELF})
@page
def me(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show one's own record, with who has looked at it."""
    by = actor_of(request)
    card = cards.card_of(by.person, snapshot.directory, today(snapshot)) if by.person else None
    looks = lookers(person=by.person, but=by.account, most=SHOWN_LOOKS) if by.person else []
    with store.reading():
        account = get_user_model().objects.filter(pk=by.account).first()
    formats = formats_of(request, snapshot.head.timezone)
    context = {
        "sentence": wording.about_me(card, formats),
        "card": card,
        "account": account,
        "duties": wording.duties_held(by.duties),
        "looks": [(each, wording.looked_at(each.kind)) for each in looks],
        "looks_words": wording.about_looks(looks),
        "export": _export(by.person),
        "agreed": _agreed(by.person, snapshot),
        "mine": _goals_of(by.person, snapshot, formats),
    }
    extra = {
        "person": by.person,
        "duties": sorted(by.duties),
        "looks": [plain_entry(each) for each in looks],
    }
    rows = [cards.plain(each) for each in card.assignments] if card else []
    return Page("me", _("My record"), "roles/me.html", rows, context, extra, section="roles")


def _agreed(person: str | None, snapshot: Snapshot) -> list[tuple[Agreed, str]]:
    """Return the newest agreements that bind a person, with their addresses."""
    bound = snapshot.agreements().binding(snapshot.directory, [person]) if person else []
    return [(each, reverse("agreement", args=[who, each.id])) for who, each in bound[:NEWEST]]


def _goals_of(person: str | None, snapshot: Snapshot, formats: Formats) -> list[aims.Shown]:
    """Return what the roles of a person can do for the goals; nothing while that is being estimated."""
    if not person or not snapshot.ready("role_goals"):
        return []
    held = {each.role for each in snapshot.directory.held(person, today(snapshot))}
    try:
        found = [each for each in snapshot.role_goals() if each.role in held]
    except UnanswerableError:  # the page of role goals says why
        return []
    return [aims.shown(each, snapshot, formats) for each in found]


def _export(person: str | None) -> str:
    """Return where a person's own export is offered; empty where it is not."""
    try:
        return reverse("person_export") if person else ""
    except NoReverseMatch:
        return ""


@guarded(Record.PERSON, Action.VIEW, subject=person_asked)
@page
def person(request: HttpRequest, snapshot: Snapshot, person: str) -> Page:
    """Show another person's role, unit and dates; that it was looked at stands in the journal before it is shown."""
    card = cards.card_of(person, snapshot.directory, today(snapshot))
    if card is None:
        raise Http404
    by = actor_of(request)
    looked(by=by, kind=Record.PERSON, key=person, subject=person)
    formats = formats_of(request, snapshot.head.timezone)
    leads = Relation.MANAGER in standing_to(request, person)
    context = {
        "sentence": wording.about_person(card, formats), "card": card, "own": by.person == person,
        "talks": reverse("conversation", args=[person]) if leads or by.person == person else "",
        "agreed": _agreed(person, snapshot) if leads or by.person == person else [],
    }  # fmt: skip
    rows = [cards.plain(each) for each in card.assignments]
    crumbs = [Crumb(_("Roles"), reverse("team"))]
    return Page(f"person-{person}", card.name, "roles/person.html", rows, context, {}, crumbs, section="roles")


@guarded(Record.PERSON, Action.LIST, relations={Relation.SELF})
@page
def team(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show who reports to whoever asks."""
    by = actor_of(request)
    found = cards.reports_of(by.person, snapshot.directory, today(snapshot)) if by.person else []
    context = {"sentence": wording.about_team(by.person, len(found)), "team": found, "person": by.person}
    rows = [cards.plain(each) for card in found for each in card.assignments]
    return Page("team", _("My team"), "roles/team.html", rows, context, section="roles")


@guarded(Record.ROLE_WEIGHTS, Action.LIST, relations={Relation.SELF})
@page
def goals(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what roles can do for the goals: one's own and one's team's, or all where a duty opens them."""
    by = actor_of(request)
    everything = may(by, Action.LIST, Record.ROLE_WEIGHTS, ()).allowed
    mine = None if everything else cards.roles_around(by.person, snapshot.directory, today(snapshot))
    found: tuple[RoleAims, ...] = ()
    fault, waits = None, False
    try:
        found = tuple(each for each in snapshot.role_goals() if mine is None or each.role in mine)
    except UnderWayError:
        waits = True
    except UnanswerableError as error:
        fault = error.fault
    formats = formats_of(request, snapshot.head.timezone)
    context = {
        "sentence": aims.about(found, waits=waits, fault=fault is not None, everything=everything),
        "roles": [aims.shown(each, snapshot, formats) for each in found],
        "fault": fault,
        "waits": waits,
    }
    crumbs = [Crumb(_("Roles"), reverse("team"))]
    return Page(
        "role-goals", _("Role goals"), "roles/goals.html", aims.rows(found), context, {}, crumbs, section="roles"
    )
