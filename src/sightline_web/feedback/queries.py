"""Reading feedback: rounds, who may still take a ticket, and summaries of five answers or more.

No single answer leaves this module. Texts are given from ten answers on, in the order of the alphabet and apart from
the numbers; circles with fewer than five answers are left out, and so is the one that would tell of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sightline_web import rows, store
from sightline_web.feedback.models import Answer, Asked, Round
from sightline_web.journal import seal
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.policy.words import Relation

__all__ = ["FEWEST", "FEWEST_TEXTS", "Line", "Summary", "asked_of", "round_find", "rounds_about", "summary"]

FEWEST = 5
FEWEST_TEXTS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One question in one circle: how many answered it, and their mean; None where they are too few."""

    group: str  # empty: everybody
    question: str
    answers: int | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a round found; `lines` is empty before enough answers came."""

    lines: tuple[Line, ...]
    texts: tuple[str, ...]
    enough: bool


@store.reading()
@rows.acting_as(SYSTEM)  # whom it is shown to, the policy decides
def round_find(round_: int) -> Round | None:
    """Return a round."""
    return Round.objects.filter(pk=round_, archived_at=None).first()


@store.reading()
@rows.acting_as(SYSTEM)
def rounds_about(*persons: str) -> list[Round]:
    """Return the rounds about persons, the newest first."""
    wanted = [each for each in persons if each]
    return list(Round.objects.filter(person__in=wanted, archived_at=None)) if wanted else []


@store.reading()
def asked_of(by: Actor, *, today: date) -> list[Asked]:
    """Return the rounds in which the actor is asked and has taken no ticket yet."""
    if not by.person:
        return []
    with rows.acting_as(SYSTEM):
        found = Asked.objects.filter(
            person=by.person, taken=False, round__closes_on__gte=today, round__archived_at=None
        ).select_related("round")
        return sorted(found, key=lambda each: (each.round.closes_on, each.round.pk))


@store.reading()
@rows.acting_as(SYSTEM)
def summary(row: Round, *, standing: Collection[Relation], today: date) -> Summary | None:
    """Return the summary of a round that is over, for the person, or for the manager once it is shared.

    While answers still come in there is none: of two summaries the difference would be an answer.
    """
    if Relation.SELF not in standing and not (Relation.MANAGER in standing and row.shared):
        return None
    answers = list(Answer.objects.filter(round=row))
    if row.closes_on >= today or len(answers) < FEWEST:
        return Summary((), (), enough=False)
    lines = [_line("", row.questions, index, answers) for index in range(len(row.questions))]
    circles = {name: [each for each in answers if each.group == name] for name in {each.group for each in answers}}
    if len(circles) > 1 and all(len(each) >= FEWEST for each in circles.values()):
        for name in sorted(circles):
            lines += [_line(name, row.questions, index, circles[name]) for index in range(len(row.questions))]
    keys = seal.Keys()
    texts = sorted(str(seal.opened(each.sealed, keys)) for each in answers if each.sealed)
    return Summary(tuple(lines), tuple(texts) if len(texts) >= FEWEST_TEXTS else (), enough=True)


def _line(group: str, questions: Sequence[str], index: int, answers: Sequence[Answer]) -> Line:
    given = [score for each in answers if (score := each.scores[index]) is not None]
    if len(given) < FEWEST:
        return Line(group, questions[index], None, None)
    return Line(group, questions[index], len(given), sum(given) / len(given))
