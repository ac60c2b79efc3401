"""What forms do to feedback; the one that takes an answer knows nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.feedback import services, tickets
from sightline_web.feedback.models import COLLEAGUES
from sightline_web.feedback.queries import round_find
from sightline_web.feedback.services import FeedbackError
from sightline_web.feedback.views import answering_page, feedback_page
from sightline_web.policy.guard import guarded, public
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.actors import actor_of
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Page
from sightline_web.shell.typed import whole
from sightline_web.shell.writes import day_typed, posted, typed_in
from sightline_web.snapshot import Snapshot

__all__ = ["answer", "ask", "share", "take"]


def _there(**_rest: object) -> str:
    return reverse("feedback")


def _form(**_rest: object) -> str:
    return reverse("feedback_answer")


def _known(asked: Iterable[str], snapshot: Snapshot, day: date) -> None:
    for each in asked:
        if not snapshot.directory.held(each, day):
            raise FeedbackError(_("The people source knows nobody of the id {id}.").format(id=each[:80]))


@guarded(Record.FEEDBACK_ROUND, Action.CREATE, subject=person_asked)
@posted(_there)
def ask(request: HttpRequest, snapshot: Snapshot, person: str) -> HttpResponse | Page:
    """Ask several people about one person's work."""
    day, said = today(snapshot), request.POST
    asked = {}
    for line in said.get("asked", "").splitlines():
        who, _comma, group = line.partition(",")
        if who.strip():
            asked[who.strip()] = group.strip() or COLLEAGUES
    try:
        _known(asked, snapshot, day)
        services.round_open(
            by=actor_of(request), standing=standing_to(request, person), person=person,
            questions=said.get("questions", "").splitlines(), asked=asked, today=day,
            closes_on=day_typed(said.get("closes_on")) or day,
        )  # fmt: skip
    except FeedbackError as error:
        typed = typed_in(request) | {"of": person}
        return feedback_page(request, snapshot, wrong=str(error), typed=typed)
    return HttpResponseRedirect(_there())


@guarded(Record.FEEDBACK_TICKET, Action.CREATE, relations={Relation.SELF})
@posted(_there)
def take(request: HttpRequest, snapshot: Snapshot, number: int) -> HttpResponse | Page:
    """Take a ticket; it is shown in this answer, and nowhere else ever again."""
    try:
        ticket = services.ticket_take(by=actor_of(request), round_=number, today=today(snapshot))
    except FeedbackError as error:
        return feedback_page(request, snapshot, wrong=str(error))
    return _shown(request, snapshot, ticket)


def _shown(request: HttpRequest, snapshot: Snapshot, ticket: str) -> HttpResponse:
    from sightline_web import keeper  # noqa: PLC0415 -- the state that is served
    from sightline_web.shell.pages import show  # noqa: PLC0415 -- likewise

    return show(request, feedback_page(request, snapshot, ticket=ticket), keeper.current().state())


@guarded(Record.FEEDBACK_SUMMARY, Action.EDIT, relations={Relation.SELF})
@posted(_there)
def share(request: HttpRequest, _snapshot: Snapshot, number: int, act: str) -> HttpResponse:
    """Share a summary with one's manager, or end that."""
    if round_find(number) is None or not services.summary_share(
        by=actor_of(request), round_=number, shared=act == "share"
    ):
        raise Http404
    return HttpResponseRedirect(reverse("feedback_summary", args=[number]))


@public
@posted(_form)
def answer(request: HttpRequest, snapshot: Snapshot) -> HttpResponse | Page:
    """Take an answer in, by its ticket alone."""
    ticket, text = request.POST.get("ticket", ""), request.POST.get("text", "")
    told = tickets.read(ticket)
    row = round_find(told.round) if told is not None else None
    many = len(row.questions) if row is not None else 0
    scores = [whole(request.POST.get(f"score-{index}")) or None for index in range(many)]
    try:
        services.answer_give(ticket=ticket, scores=scores, text=text, today=today(snapshot))
    except FeedbackError as error:
        return answering_page(request, snapshot, ticket=ticket, wrong=str(error), text=text)
    return HttpResponseRedirect(f"{_form()}?done=1")
