"""The pages of feedback: rounds about oneself and one's team, those in which one is asked, and the form of a ticket."""

from __future__ import annotations

from babel.numbers import format_decimal
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sightline_web.feedback import queries, tickets
from sightline_web.feedback.models import COLLEAGUES, TEXT_LETTERS
from sightline_web.feedback.services import SCALE
from sightline_web.journal.services import looked
from sightline_web.languages.marks import later, later_in
from sightline_web.policy.grants import Condition
from sightline_web.policy.guard import guarded, public
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.roles.cards import names_of
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import NO_PERSON, standing_to, today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.sentences import counted
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["answering", "answering_page", "feedback", "feedback_page", "summary"]

SECTION = "roles"
CIRCLES = {"": later_in("circle", "all"), COLLEAGUES: later("colleagues")}  # others are called as somebody typed them


def _subject(_request: HttpRequest, number: int, **_rest: object) -> str:
    try:
        row = queries.round_find(number)
    except StoreError:
        return NO_PERSON
    return row.person if row is not None else NO_PERSON


def _shared(_request: HttpRequest, number: int, **_rest: object) -> frozenset[Condition]:
    try:
        row = queries.round_find(number)
    except StoreError:
        return frozenset()
    return frozenset({Condition.SHARED} if row is not None and row.shared else ())


@guarded(Record.FEEDBACK_ROUND, Action.LIST, relations={Relation.SELF})
@page
def feedback(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the rounds about oneself, about those whom one leads, and those in which one is asked."""
    return feedback_page(request, snapshot)


def feedback_page(
    request: HttpRequest, snapshot: Snapshot, *, wrong: str = "", typed: dict[str, str] | None = None, ticket: str = ""
) -> Page:
    """Return the page, with what was typed and is wrong, or with a ticket that is shown this once."""
    by, day = actor_of(request), today(snapshot)
    team = snapshot.directory.team(by.person or "", day)
    try:
        asked = queries.asked_of(by, today=day)
        mine = queries.rounds_about(by.person or "")
        theirs = sorted(queries.rounds_about(*team), key=lambda each: each.person)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    names = names_of([*team, *(each.round.person for each in asked)])
    sentence = (
        _("You are asked for feedback about {colleagues}.").format(colleagues=counted(len(asked), "colleague")) if asked
        else _("Nobody waits for your feedback.")
    )  # fmt: skip
    context = {
        "asked": [(each, names.get(each.round.person, each.round.person)) for each in asked],
        "mine": [(each, each.closes_on < day) for each in mine],
        "theirs": [(each, names.get(each.person, each.person), each.closes_on < day) for each in theirs],
        "whom": [(by.person, ""), *((each, names.get(each, each)) for each in team)] if by.person else [],
        "leads": bool(team), "sentence": sentence, "wrong": wrong, "typed": typed or {}, "ticket": ticket,
        "person": by.person,
    }  # fmt: skip
    rows = [
        {"round": each.pk, "person": each.person, "opened_on": each.opened_on, "closes_on": each.closes_on}
        for each in (*mine, *theirs)
    ]
    return Page("feedback", _("Feedback"), "feedback/list.html", rows, context, section=SECTION)


@guarded(Record.FEEDBACK_SUMMARY, Action.VIEW, subject=_subject, holding=_shared)
@page
def summary(request: HttpRequest, snapshot: Snapshot, number: int) -> Page:
    """Show the summary of a round that is over; to a manager once the person shares it."""
    row = queries.round_find(number)
    if row is None:
        raise Http404
    standing = standing_to(request, row.person)
    by = actor_of(request)
    looked(by=by, kind=Record.FEEDBACK_SUMMARY, key=str(row.pk), subject=row.person)
    try:
        found = queries.summary(row, standing=standing, today=today(snapshot))
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    if found is None:
        raise Http404
    name = names_of([row.person]).get(row.person, row.person)
    own, locale = Relation.SELF in standing, formats_of(request).locale
    context = {
        "row": row, "found": found, "own": own, "name": name, "fewest": queries.FEWEST,
        "lines": [(each, CIRCLES.get(each.group, each.group), _mean(each.mean, locale)) for each in found.lines],
    }  # fmt: skip
    rows = [
        {"group": each.group or "all", "question": each.question, "answers": each.answers, "mean": each.mean}
        for each in found.lines
    ]
    crumbs = [Crumb(_("Feedback"), reverse("feedback"))]
    extra = {"texts": list(found.texts)}
    return Page(f"feedback-{row.pk}", _("Summary"), "feedback/summary.html", rows, context, extra, crumbs, SECTION)


def _mean(value: float | None, locale: str) -> str:
    return "" if value is None else str(format_decimal(round(value, 1), format="0.0", locale=locale))


@public
@page
def answering(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the form of a ticket; who looks is not asked, and not written down."""
    return answering_page(request, snapshot, ticket=request.GET.get("ticket", ""))


def answering_page(
    _request: HttpRequest, snapshot: Snapshot, *, ticket: str, wrong: str = "", text: str = "", done: bool = False
) -> Page:
    """Return the form, with what was typed and is wrong; empty of everything for whoever has no good ticket."""
    told = tickets.read(ticket)
    try:
        row = queries.round_find(told.round) if told is not None else None
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    good = row is not None and row.closes_on >= today(snapshot)
    name = names_of([row.person]).get(row.person, row.person) if row is not None and good else ""
    context = {
        "questions": list(enumerate(row.questions)) if row is not None and good else [], "name": name, "ticket": ticket,
        "wrong": wrong, "text": text, "done": done, "scale": range(1, SCALE + 1), "most": TEXT_LETTERS,
    }  # fmt: skip
    return Page(
        "feedback-answer", pgettext("what a ticket is for", "Answer"), "feedback/answer.html", [], context, section=""
    )
