"""Writing feedback: a round is opened for a person, tickets are taken, answers come in by ticket alone.

An answer is written by nobody: no account, no session and no moment reaches it, and the journal is told nothing of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sightline_web import rows, store
from sightline_web.feedback import tickets
from sightline_web.feedback.models import TEXT_LETTERS, Answer, Asked, Round
from sightline_web.journal.seal import personal, written
from sightline_web.journal.services import record
from sightline_web.languages.spoken import spoken_now
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.shell.formats import Formats

__all__ = ["FEWEST", "SCALE", "FeedbackError", "answer_give", "round_open", "summary_share", "ticket_take"]

FEWEST = 5  # people in a circle
SCALE = 5
MOST_QUESTIONS = 10
TOGETHER = "all together"


class FeedbackError(ValueError):
    """Something that cannot be; the text says why and what to do."""


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)  # the policy has been asked how the actor stands to the person
def round_open(
    *,
    by: Actor,
    standing: Collection[Relation],
    person: str,
    questions: Sequence[str],
    asked: Mapping[str, str],
    today: date,
    closes_on: date,
) -> Round:
    """Ask several people about one person's work.

    Parameters
    ----------
    asked : mapping of str to str
        Who is asked, and to which circle each belongs. Circles of fewer than five are put together.

    Raises
    ------
    FeedbackError
        If fewer than five are asked, the person is among them, or there is no question.
    """
    if not {Relation.SELF, Relation.MANAGER} & set(standing):
        raise FeedbackError(_("Feedback is asked for by the person, or by who leads them."))
    said = [each.strip()[:400] for each in questions if each.strip()]
    if not said or len(said) > MOST_QUESTIONS:
        raise FeedbackError(_("Ask between one and {most} questions.").format(most=MOST_QUESTIONS))
    if person in asked:
        raise FeedbackError(_("People do not give feedback on themselves here."))
    if len(asked) < FEWEST:
        text = _("Ask at least {fewest} people: with fewer, everybody would know who said what.")
        raise FeedbackError(text.format(fewest=FEWEST))
    if closes_on <= today:
        raise FeedbackError(_("Leave at least a day for answers."))
    over = datetime.combine(closes_on + timedelta(days=1), time.min, tzinfo=UTC)
    made = Round.objects.create(
        person=person, questions=said, account=by.account, opened_on=today, closes_on=closes_on, over_at=over
    )
    circles = _circles(asked)
    Asked.objects.bulk_create(Asked(round=made, person=each, group=circles[each]) for each in sorted(asked))
    record(by=by, action=Action.CREATE, kind=Record.FEEDBACK_ROUND, key=str(made.pk), subject=person,
           after={"asked": len(asked)})  # fmt: skip
    return made


def _circles(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the circle of each, where none has fewer than five: else all of them are one."""
    sizes = Counter(asked.values())
    if min(sizes.values()) < FEWEST:
        return dict.fromkeys(asked, TOGETHER)
    return {person: group.strip().replace(".", " ")[:40] or TOGETHER for person, group in asked.items()}


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def ticket_take(*, by: Actor, round_: int, today: date) -> str:
    """Return a ticket for somebody who was asked, once; who took one is kept, which one is not.

    Raises
    ------
    FeedbackError
        If the actor was not asked, has one already, or the round is over.
    """
    mine = Asked.objects.filter(round=round_, person=by.person or "", round__archived_at=None).first()
    if mine is None or not by.person or mine.round.closes_on < today:
        raise FeedbackError(_("You are not asked for feedback here, or the time for it is over."))
    if mine.taken:
        raise FeedbackError(_("You have taken your ticket. It was shown once and is kept nowhere."))
    # The list is written anew in its order: where rows lie tells nothing of the order in which tickets went.
    every = [
        (each.person, each.group, each.taken or each.person == by.person)
        for each in Asked.objects.filter(round=round_).order_by("person")
    ]
    Asked.objects.filter(round=round_).delete()
    Asked.objects.bulk_create(
        Asked(round=mine.round, person=person, group=group, taken=taken) for person, group, taken in every
    )
    return tickets.issue(round_, mine.group)


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)  # nobody writes it
def answer_give(*, ticket: str, scores: Sequence[int | None], text: str, today: date) -> None:
    """Take an answer in; the ticket is used up by it.

    Raises
    ------
    FeedbackError
        If the ticket is not good any more, or the answer does not fit the questions.
    """
    told = tickets.read(ticket)
    found = None if told is None else Round.objects.filter(pk=told.round, archived_at=None).first()
    if told is None or found is None or found.closes_on < today:
        raise FeedbackError(_("This ticket is not good, or the time for answers is over."))
    if len(scores) != len(found.questions) or any(each is not None and not 1 <= each <= SCALE for each in scores):
        raise FeedbackError(_("Answer each question from 1 to {most}, or leave it out.").format(most=SCALE))
    said = text.strip()
    if len(said) > TEXT_LETTERS:
        letters = Formats(spoken_now()).count(TEXT_LETTERS)
        raise FeedbackError(_("There is room for {letters} letters.").format(letters=letters))
    if not said and all(each is None for each in scores):
        raise FeedbackError(_("Answer at least one question."))
    try:
        with transaction.atomic():
            Answer.objects.create(
                round=found, group=told.group, spent=told.spent, scores=list(scores),
                sealed=written(personal(said, found.person)) if said else "", month=f"{today:%Y-%m}",
            )  # fmt: skip
    except IntegrityError as error:
        raise FeedbackError(_("This ticket has been used.")) from error


@store.writing()
@transaction.atomic
@rows.acting_as(SYSTEM)
def summary_share(*, by: Actor, round_: int, shared: bool) -> bool:
    """Share the summary with one's manager, or end that; only the person does."""
    changed = Round.objects.filter(pk=round_, person=by.person or "-", archived_at=None, shared=not shared)
    if not by.person or not changed.update(shared=shared):
        return False
    record(by=by, action=Action.EDIT, kind=Record.FEEDBACK_SUMMARY, key=str(round_), subject=by.person,
           after={"shared": shared})  # fmt: skip
    return True
