"""Feedback at its pages: asked, answered by a ticket alone, summed up, shared."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sightline_web import keeper
from sightline_web.directory import Directory, Person
from sightline_web.feedback.models import Answer, Round
from sightline_web.journal.models import Entry
from sightline_web.keeper import Outcome
from sightline_web.shell.guarding import today
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.house import DIRECTORY, LONG_AGO, person_of, text_of

MANY = tuple(range(20, 32))


class Crowded(FakeSnapshot):
    """The small enterprise with colleagues to ask."""

    directory = Directory.of(
        [
            *(
                each
                for person in DIRECTORY.everybody(LONG_AGO.replace(year=2026))
                for each in DIRECTORY.assignments(person)
            ),
            *(Person(f"p{number}", "picker", "service", "p2", LONG_AGO, None) for number in MANY),
        ]
    )


@pytest.fixture(autouse=True)
def house(records):
    kept = keeper_of(Outcome(Crowded()))
    keeper.install(kept)
    kept.settle()


def signed(number: int):
    return people.signed_in(person_of(number))


def ask(client=None) -> Round:
    until = today(keeper.current().state().snapshot) + timedelta(days=3)
    typed = {
        "questions": "Keeps promises\nExplains well", "asked": "\n".join(f"p{n}, peers" for n in MANY),
        "closes_on": until.isoformat(),
    }  # fmt: skip
    assert (client or signed(1)).post("/feedback/of/p1/ask", typed).status_code == 302
    return Round.objects.get()


def ticket(number: int, row: Round) -> str:
    page = signed(number).post(f"/feedback/{row.pk}/ticket").content.decode()
    return re.search(r"ticket=([^\"]+)\"", page)[1].replace("%20", " ")


def test_it_is_asked_answered_by_ticket_and_summed_up_for_the_person():
    row = ask()
    for number in MANY:
        form = people.new_client()
        where = f"/feedback/answer?ticket={ticket(number, row)}"
        assert "Feedback about" in text_of(form.get(where))
        given = {"ticket": where.partition("=")[2], "score-0": "5", "score-1": "3", "text": f"Text {number}"}
        assert form.post("/feedback/answer/give", given).status_code == 302
    assert Answer.objects.count() == len(MANY)
    assert "There is no summary yet" in text_of(signed(1).get(f"/feedback/{row.pk}"))
    Round.objects.update(closes_on=row.opened_on - timedelta(days=1))
    page = text_of(signed(1).get(f"/feedback/{row.pk}"))
    assert "5.0" in page
    assert "Text 25" in page
    assert signed(2).get(f"/feedback/{row.pk}").status_code == 404
    signed(1).post(f"/feedback/{row.pk}/share")
    assert "5.0" in text_of(signed(2).get(f"/feedback/{row.pk}"))
    assert signed(4).get(f"/feedback/{row.pk}.json").status_code == 404


def test_a_ticket_is_shown_once_and_whoever_has_none_is_told_nothing():
    row = ask()
    ticket(20, row)
    again = signed(20).post(f"/feedback/{row.pk}/ticket")
    assert "kept nowhere" in again.content.decode()
    assert "ticket=" not in again.content.decode()
    page = text_of(people.new_client().get("/feedback/answer?ticket=1.a.b.c"))
    assert "nothing to answer" in page
    assert "Person 1" not in page


def test_the_journal_knows_of_no_answer():
    row = ask()
    form = people.new_client()
    form.post("/feedback/answer/give", {"ticket": ticket(20, row), "score-0": "5", "text": "x"})
    assert set(Entry.objects.values_list("kind", flat=True)) <= {"feedback_round"}


def test_a_manager_asks_for_feedback_about_their_own_team_alone():
    ask(signed(2))
    assert signed(4).post("/feedback/of/p1/ask", {}).status_code == 404


@pytest.mark.parametrize(("asked", "said"), [("p20, a", "at least 5"), ("nobody, a", "knows nobody")])
def test_what_cannot_be_asked_is_said(asked, said):
    answer = signed(1).post("/feedback/of/p1/ask", {"questions": "Q", "asked": asked, "closes_on": "2099-01-01"})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
