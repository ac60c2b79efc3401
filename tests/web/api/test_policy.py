"""Who may do what by the API: exactly what they may do on the pages, by session and by token."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from sightline_web.accounts.models import Token
from sightline_web.accounts.scopes import WORDS
from sightline_web.accounts.tokens import scope_of
from sightline_web.api.every import OPERATIONS
from sightline_web.journal.models import Entry
from sightline_web.policy.rules import ABOUT_PERSONS
from sightline_web.policy.words import Action, Duty
from tests.web import people
from tests.web.accounts.test_tokens import program, token
from tests.web.api.asking import READS, address
from tests.web.policy.test_matrix import EXPECTED

WHO = (people.NOBODY_IN_PARTICULAR, *(duty.value for duty in Duty))


def open_to(operation, who: str) -> bool:
    """Whether the table that was written by hand opens an operation to an account with one duty that owns nothing."""
    policy = operation.policy
    held = ("employee" if who == people.NOBODY_IN_PARTICULAR else who, *policy.relations)
    return any(EXPECTED.get((policy.record, policy.action, each), "no") != "no" for each in held)


def test_every_operation_says_who_may_do_it():
    assert [each.id for each in OPERATIONS if each.policy.record is None] == []
    assert len({each.id for each in OPERATIONS}) == len(OPERATIONS)


def test_every_operation_that_reads_is_the_view_of_a_page():
    pages = {each.callback.__wrapped__ for each in get_resolver().url_patterns if hasattr(each.callback, "__wrapped__")}
    assert [each.id for each in READS if each.view not in pages] == ["processes", "model", "model_file"]


@pytest.mark.parametrize("who", WHO)
def test_every_operation_answers_each_duty_as_the_table_says(full, as_, who):
    client, wrong = as_(who), []
    for each in READS:
        status = client.get(address(each)).status_code
        refused = status == 403 or (status == 404 and each.policy.record in ABOUT_PERSONS)
        if status not in {200, 403, 404} or refused == open_to(each, who):
            wrong.append((each.id, status))
    assert wrong == []


def test_a_token_opens_what_its_scopes_name_and_says_what_it_lacks(full):
    wrong, bearers = [], {}
    for read in READS:
        scope = scope_of(read.policy.record, read.policy.action)
        who = next(each for each in (people.BUSINESS, *(duty.value for duty in Duty)) if open_as(read, each))
        lacks = "metric:list" if scope == "goal:list" else "goal:list"
        client = bearers.get(who) or bearers.setdefault(who, program(token(who, scopes=[scope])))
        Token.objects.update(scopes=[scope])
        opened = client.get(address(read))
        Token.objects.update(scopes=[lacks])
        refused = client.get(address(read))
        if opened.status_code != 200 or refused.status_code != 403:
            wrong.append((read.id, opened.status_code, refused.status_code))
        elif refused.json()["missing"] != f"This token lacks the scope {scope}.":
            wrong.append((read.id, refused.json()))
    assert wrong == []


def open_as(operation, who: str) -> bool:
    return any(open_to(operation, duty) for duty in people.DUTIES[who]) or open_to(
        operation, people.NOBODY_IN_PARTICULAR
    )


def test_nobody_is_answered_nothing(anonymous):
    assert {anonymous.get(address(each)).status_code for each in READS} == {401}


def test_what_is_refused_stands_in_the_journal_under_its_own_name(as_):
    as_(people.NOBODY_IN_PARTICULAR).get("/api/v1/processes/order_to_cash/rules")
    last = Entry.objects.order_by("-seq").first()
    assert (last.action, last.kind, last.key) == ("deny", "rule", "order_to_cash")


def test_a_token_can_be_allowed_every_operation_but_those_about_persons():
    assert [each.id for each in OPERATIONS if each.policy.record not in {*WORDS, *ABOUT_PERSONS}] == []


def test_no_operation_reads_a_person_but_oneself():
    about = [
        each.id for each in OPERATIONS if each.policy.record in ABOUT_PERSONS and Action.VIEW is each.policy.action
    ]
    assert set(about) <= {"me"}
