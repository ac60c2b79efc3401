"""The pages of development: one's own, and what somebody shared of theirs."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from sightline_web.development import queries
from sightline_web.development.models import TEXT_LETTERS, Aspiration, LearningGoal
from sightline_web.journal.services import looked
from sightline_web.policy.grants import Condition
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.roles.cards import names_of
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Crumb, Page, page
from sightline_web.shell.sentences import counted, numeral
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["development", "development_of", "development_page"]

SECTION = "roles"


def _shared(_request: HttpRequest, person: str, **_rest: object) -> frozenset[Condition]:
    """Return whether a person has shared anything of it."""
    try:
        return frozenset({Condition.SHARED} if queries.shares_something(person) else ())
    except StoreError:
        return frozenset()


@guarded(Record.ASPIRATION, Action.LIST, relations={Relation.SELF})
@page
def development(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what one would like, what one wants to learn, and what of it is shared; to analysts counts by role."""
    return development_page(request, snapshot)


def development_page(
    request: HttpRequest, snapshot: Snapshot, *, wrong: str = "", typed: dict[str, str] | None = None
) -> Page:
    """Return one's own page, with what was typed and is wrong."""
    by = actor_of(request)
    try:
        found = _found(request, by.person or "", frozenset({Relation.SELF}))
        counts = queries.counted_by_role() if "analyst" in by.duties else {}
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    aspirations, goals = found
    shared = sum(each.shared for each in aspirations) + sum(each.shared for each in goals)
    sentence = _("What you would like, and what you want to learn, is yours to write down.")
    if aspirations or goals:
        sentence = _written(len(aspirations), len(goals), shared)
    gone = request.GET.get("gone", "").partition("-")
    context = {
        "aspirations": aspirations, "goals": goals, "sentence": sentence, "person": by.person,
        "wrong": wrong, "typed": typed or {}, "most": TEXT_LETTERS,
        "roles": sorted(snapshot.directory.roles(today(snapshot))), "counts": counts,
        "capabilities": sorted(snapshot.capability_titles.items(), key=lambda each: each[1]),
        "gone": (gone[0], whole(gone[2])) if gone[0] in {"aspiration", "learning"} and whole(gone[2]) else None,
    }  # fmt: skip
    extra = {"wanted_by_role": counts}
    return Page("development", _("Development"), "development/own.html", _twins(found), context, extra, section=SECTION)


def _written(wishes: int, goals: int, shared: int) -> str:
    """Return how much somebody wrote down, and how much of it is shared."""
    said = _("You have written down {wishes} and {things} to learn; nothing is shared.")
    if shared:
        said = ngettext(
            "You have written down {wishes} and {things} to learn; {number} is shared.",
            "You have written down {wishes} and {things} to learn; {number} are shared.",
            shared,
        )
    things = npgettext("to learn", "{number} thing", "{number} things", goals).format(number=numeral(goals))
    return said.format(wishes=counted(wishes, "wish", "wishes"), things=things, number=numeral(shared))


@guarded(Record.ASPIRATION, Action.VIEW, subject=person_asked, holding=_shared)
@page
def development_of(request: HttpRequest, snapshot: Snapshot, person: str) -> Page:
    """Show what somebody shared of what they want and learn; a look is written down first."""
    by = actor_of(request)
    standing = standing_to(request, person)
    if not standing or not snapshot.directory.assignments(person):
        raise Http404
    looked(by=by, kind=Record.ASPIRATION, key=person, subject=person)
    try:
        found = _found(request, person, standing)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    name = names_of([person]).get(person, person)
    context = {
        "aspirations": found[0], "goals": found[1], "name": name,
        "sentence": _("What {name} has shared with you.").format(name=name),
    }  # fmt: skip
    crumbs = [Crumb(_("Roles"), reverse("team")), Crumb(name, reverse("person", args=[person]))]
    title, rows = _("Development"), _twins(found)
    return Page(f"development-{person}", title, "development/shared.html", rows, context, {}, crumbs, SECTION)


def _found(
    request: HttpRequest, person: str, standing: frozenset[Relation]
) -> tuple[list[Aspiration], list[LearningGoal]]:
    by = actor_of(request)
    return (
        queries.aspirations(by=by, person=person, standing=standing),
        queries.learning_goals(by=by, person=person, standing=standing),
    )


def _twins(found: tuple[list[Aspiration], list[LearningGoal]]) -> list[dict[str, object]]:
    wishes: list[dict[str, object]] = [
        {
            "kind": "aspiration",
            "text": each.text,
            "shared": each.shared,
            "written_at": each.written_at,
            "role": each.role,
        }
        for each in found[0]
    ]
    return wishes + [
        {
            "kind": "learning", "text": each.text, "shared": each.shared, "written_at": each.written_at,
            "capability": each.capability, "level": each.level, "due": each.due, "done_at": each.done_at,
        }
        for each in found[1]
    ]  # fmt: skip
