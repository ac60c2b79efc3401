"""Duty 21: no way leads from an author to a text, and a summary speaks of five answers or more."""

from __future__ import annotations

import random
import re

import pytest
from django.apps import apps
from django.db import connection, models

from sightline_web import rows
from sightline_web.care.export import gathered
from sightline_web.care.holdings import whose
from sightline_web.feedback import queries, services, tickets
from sightline_web.feedback.models import Answer, Asked, Round
from sightline_web.feedback.services import FeedbackError
from sightline_web.journal.models import Entry
from tests.web.databases import BOTH
from tests.web.house import DAY, MANAGER, NOW, SELF, TODAY, actor

ASKED = tuple(range(20, 32))
CLOSES = TODAY + 7 * DAY
AFTER = CLOSES + DAY


def opened(**more: object) -> Round:
    usual = {
        "by": actor(1), "standing": SELF, "person": "p1", "questions": ["Is easy to work with", "Keeps promises"],
        "asked": {f"p{number}": "peers" if number % 2 else "customers" for number in ASKED}, "today": TODAY,
        "closes_on": CLOSES,
    }  # fmt: skip
    return services.round_open(**usual | more)


def answer(ticket: str, *, text: str = "", score: int | None = 4) -> None:
    services.answer_give(ticket=ticket, scores=[score, 3], text=text, today=TODAY)


def answered(row: Round, *, many: int = len(ASKED), said: bool = True) -> dict[str, str]:
    """Have people take tickets, and answer in another order; return who said what."""
    taken = {f"p{n}": services.ticket_take(by=actor(n), round_=row.pk, today=TODAY) for n in ASKED[:many]}
    order = list(taken)
    random.Random(7).shuffle(order)  # noqa: S311 -- any order
    for person in order:
        answer(taken[person], text=f"Zq9 said by {hash(person) % 997}" if said else "")
    return taken


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_dump_of_the_database_holds_no_way_from_an_author_to_a_text(records):
    row = opened()
    taken = answered(row)
    digests = {person: tickets.read(ticket).spent for person, ticket in taken.items()}
    spent = set(Answer.objects.values_list("spent", flat=True))
    assert spent == set(digests.values())
    for model in apps.get_models(include_auto_created=True):
        for values in models.QuerySet(model).values_list():
            text = str(values)
            if model is not Answer:
                assert not [each for each in spent if each in text], model
            if model is Answer:
                words = set(re.split(r"[^\w+/=-]+", text))  # a sealed text is one word
                assert not words & set(taken)
            assert not [ticket for ticket in taken.values() if ticket in text]
    columns = {each.name for each in Answer._meta.concrete_fields}
    assert columns == {"id", "round", "group", "spent", "scores", "sealed", "month"}
    assert not Entry.objects.filter(kind__in=["answer", "feedback_raw", "feedback_ticket"]).exists()


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_neither_list_tells_in_which_order_tickets_went_or_answers_came(records):
    row = opened()
    order = list(ASKED)
    random.Random(3).shuffle(order)  # noqa: S311 -- any order
    for number in order[:6]:
        services.ticket_take(by=actor(number), round_=row.pk, today=TODAY)
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"select person, id from feedback_asked order by {place}")
        rows_ = cursor.fetchall()
    by_place, by_id = [person for person, _ in rows_], sorted(rows_, key=lambda each: each[1])
    assert by_place == sorted(by_place) or place == "rowid"  # as written: by name; on SQLite by number, drawn by lot
    assert [person for person, _ in by_id] != sorted(by_place)
    assert Asked.objects.filter(taken=True).count() == 6


def test_a_ticket_answers_once_and_another_one_is_refused(records):
    row = opened()
    ticket = services.ticket_take(by=actor(20), round_=row.pk, today=TODAY)
    answer(ticket)
    with pytest.raises(FeedbackError, match="has been used"):
        answer(ticket)
    with pytest.raises(FeedbackError, match="taken your ticket"):
        services.ticket_take(by=actor(20), round_=row.pk, today=TODAY)
    with pytest.raises(FeedbackError, match="not asked"):
        services.ticket_take(by=actor(2), round_=row.pk, today=TODAY)


def test_a_ticket_that_was_changed_is_none(records):
    row = opened()
    ticket = services.ticket_take(by=actor(20), round_=row.pk, today=TODAY)
    assert tickets.read(ticket).group == "customers"
    changed = ("", "x", ticket[:-1], "9" + ticket, ticket.replace("customers", "peers"), "1.a.b.c.d")
    for each in changed:
        assert tickets.read(each) is None
        with pytest.raises(FeedbackError):
            answer(each)


def test_at_least_five_are_asked_and_small_circles_are_put_together(records):
    few = {f"p{n}": "peers" for n in range(20, 24)}
    with pytest.raises(FeedbackError, match="at least 5"):
        opened(asked=few)
    row = opened(asked=few | {"p30": "boss"})
    assert set(Asked.objects.filter(round=row).values_list("group", flat=True)) == {"all together"}


def test_nobody_is_asked_about_themselves_and_only_the_two_ask(records):
    with pytest.raises(FeedbackError, match="themselves"):
        opened(asked={f"p{n}": "a" for n in range(1, 9)})
    with pytest.raises(FeedbackError, match="by the person"):
        opened(standing=frozenset())
    opened(standing=MANAGER, by=actor(2))


def test_a_summary_comes_when_the_round_is_over_and_five_have_answered(records):
    row = opened()
    answered(row, many=4)
    assert not queries.summary(row, standing=SELF, today=AFTER).enough
    Answer.objects.all().delete()
    Asked.objects.update(taken=False)
    answered(row, many=12)
    assert not queries.summary(row, standing=SELF, today=TODAY).enough
    found = queries.summary(row, standing=SELF, today=AFTER)
    assert [(each.group, each.answers, each.mean) for each in found.lines][:2] == [("", 12, 4.0), ("", 12, 3.0)]
    assert {each.group for each in found.lines} == {"", "peers", "customers"}
    assert found.texts == tuple(sorted(found.texts))
    assert len(found.texts) == 12


def test_texts_of_fewer_than_ten_are_not_shown(records):
    row = opened()
    answered(row, many=9)
    found = queries.summary(row, standing=SELF, today=AFTER)
    assert (found.enough, found.texts) == (True, ())
    assert {each.group for each in found.lines} == {""}  # of the circles one has four: neither is told


def test_a_summary_is_the_persons_and_the_managers_once_it_is_shared(records):
    row = opened()
    answered(row)
    assert queries.summary(row, standing=MANAGER, today=AFTER) is None
    assert not services.summary_share(by=actor(2), round_=row.pk, shared=True)
    assert services.summary_share(by=actor(1), round_=row.pk, shared=True)
    shared = queries.round_find(row.pk)
    assert queries.summary(shared, standing=MANAGER, today=AFTER).enough
    assert queries.summary(shared, standing=frozenset(), today=AFTER) is None


@pytest.mark.parametrize("records", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_the_database_shows_answers_to_no_request(records):
    answered(opened())
    for number in (1, 2, 20):
        with rows.acting_as(actor(number)):
            assert Answer.objects.count() == 0


def test_what_others_said_is_not_in_what_a_person_takes_along(records):
    answered(opened())
    assert "Zq9" not in str(gathered(whose("p1"), now=NOW)["held"])
    assert "Feedback that you were asked for" in gathered(whose("p20"), now=NOW)["held"]


@pytest.mark.parametrize("scores", [[6, 1], [0, 1], [1], [None, None]])
def test_an_answer_that_does_not_fit_is_refused_and_the_ticket_stays_good(records, scores):
    row = opened()
    ticket = services.ticket_take(by=actor(20), round_=row.pk, today=TODAY)
    with pytest.raises(FeedbackError):
        services.answer_give(ticket=ticket, scores=scores, text="", today=TODAY)
    answer(ticket)
