"""The pages of conversations: with whom one talks, and one's conversation with one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.conversations import queries, wording
from sightline_web.conversations.models import WORDS_LETTERS, CheckIn
from sightline_web.conversations.queries import Told
from sightline_web.development.queries import shares_something
from sightline_web.journal.services import looked
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.roles.cards import names_of
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["conversation", "conversation_page", "conversations"]

SECTION = "roles"


@guarded(Record.CHECK_IN, Action.LIST, relations={Relation.SELF})
@page
def conversations(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show with whom one talks, when last and when next, and what is still to be done."""
    by, day = actor_of(request), today(snapshot)
    me = by.person or ""
    managers = sorted(snapshot.directory.managers(me, day)) if me else []
    team = snapshot.directory.team(me, day)
    names = names_of([me, *managers, *team])
    try:
        steps = queries.steps_of(by=by)
        mine = queries.check_ins(by=by, person=me, standing={Relation.SELF}) if me else []
        theirs = queries.check_ins_under(by=by, persons=team)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    rows = [_row(each, me, names.get(each, each), [one for one in mine if one.manager == each], day, _("your manager"))
            for each in managers]  # fmt: skip
    rows += [_row(each, each, names.get(each, each), theirs.get(each, []), day, _("in your team")) for each in team]
    context = {
        "rows": rows,
        "steps": [
            (each, names.get(each.person, each.person), each.due is not None and each.due < day) for each in steps
        ],
        "sentence": wording.about_mine(by.person, len(rows), len(steps)),
    }
    twins = [{name: each[name] for name in ("person", "relation", "last", "next")} for each in rows]
    extra = {"steps": [{"words": each.text, "due": each.due, "person": each.person} for each in steps]}
    return Page("conversations", _("Conversations"), "conversations/list.html", twins, context, extra, section=SECTION)


def _row(who: str, page_of: str, name: str, found: list[CheckIn], day: date, relation: str) -> dict[str, object]:
    held = [each.day for each in found if each.held_at is not None or each.day < day]
    coming = [each.day for each in found if each.held_at is None and each.day >= day]
    return {
        "person": who, "name": name, "relation": relation, "href": reverse("conversation", args=[page_of]),
        "last": max(held, default=None), "next": min(coming, default=None),
    }  # fmt: skip


@guarded(Record.CHECK_IN, Action.VIEW, subject=person_asked)
@page
def conversation(request: HttpRequest, snapshot: Snapshot, person: str) -> Page:
    """Show what two people said to each other; a look by the other side is written down first."""
    return conversation_page(request, snapshot, person)


def conversation_page(
    request: HttpRequest, snapshot: Snapshot, person: str, *, wrong: str = "", typed: dict[str, str] | None = None
) -> Page:
    """Return the page of a conversation, with what was typed and is wrong."""
    by, day, standing = actor_of(request), today(snapshot), standing_to(request, person)
    own = Relation.SELF in standing
    if not by.person or not person or not snapshot.directory.assignments(person):
        raise Http404
    if wrong == "":
        looked(by=by, kind=Record.SHARED_NOTE, key=person, subject=person)
    managers = sorted(snapshot.directory.managers(person, day))
    try:
        found = queries.check_ins(by=by, person=person, standing=standing)
        told = queries.opened_parts(found)
        private = queries.private_notes(by=by, person=person)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    names = names_of([person, by.person, *managers, *(each.manager for each in found)])
    formats = formats_of(request, snapshot.head.timezone)
    name = names.get(person, person)
    context = {
        "person": person, "name": name, "own": own, "told": [_told(each, names, day) for each in told],
        "private": private, "managers": [(each, names.get(each, each)) for each in managers] if own else [],
        "may_plan": bool(managers) if own else True, "me": by.account,
        "sentence": wording.about_one(name, found, day, formats, own=own), "wrong": wrong, "typed": typed or {},
        "shares": not own and shares_something(person), "most": WORDS_LETTERS, "done": _done(request),
        "proposed": "proposed" in request.GET,
    }  # fmt: skip
    rows = [_plain(each, part, kind) for each in told for kind, parts in _parts(each) for part in parts]
    crumbs = [Crumb(_("Conversations"), reverse("conversations"))]
    title = _("My conversations") if own else name
    extra = {"sentence": context["sentence"], "private_notes": [each.text for each in private]}
    return Page(f"conversation-{person}", title, "conversations/one.html", rows, context, extra, crumbs, SECTION)


def _told(each: Told, names: Mapping[str, str], day: date) -> dict[str, object]:
    return {
        "row": each.row, "agenda": each.agenda, "notes": each.notes,
        "manager": names.get(each.row.manager, each.row.manager),
        "coming": each.row.held_at is None and each.row.day >= day,
        "steps": [(one, names.get(one.person if one.side == "person" else one.manager, "")) for one in each.steps],
    }  # fmt: skip


def _parts(each: Told) -> list[tuple[str, tuple[object, ...]]]:
    return [("agenda", each.agenda), ("note", each.notes), ("step", each.steps)]


def _plain(each: Told, part: object, kind: str) -> dict[str, object]:
    return {
        "day": each.row.day, "kind": kind, "words": part.text, "written_at": part.written_at,  # type: ignore[attr-defined]  # a part
        "due": getattr(part, "due", None), "done_at": getattr(part, "done_at", None), "link": getattr(part, "link", ""),
    }  # fmt: skip


def _done(request: HttpRequest) -> tuple[str, int] | None:
    """Return what was deleted a moment ago, so that it can be put back."""
    kind, _, key = request.GET.get("gone", "").partition("-")
    return (kind, whole(key)) if kind in {"agenda", "note", "step", "checkin", "private"} and whole(key) else None
