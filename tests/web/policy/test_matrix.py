"""Every kind of user x record x action, held to a second statement of the rules that was written by hand.

`expected.csv` names the answer of an account that has one duty, or stands in one relation, and nothing else. What does
not stand in it is refused: so are whole kinds of record, like raw feedback.
"""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest

from sightline_web.policy.actor import NOBODY, SYSTEM, Actor
from sightline_web.policy.decide import may
from sightline_web.policy.grants import Condition
from sightline_web.policy.rules import ABOUT_PERSONS
from sightline_web.policy.words import Action, Duty, Record, Relation

WHO = ("employee", *Duty, *Relation)


def _expected() -> dict[tuple[str, str, str], str]:
    found = {}
    with (Path(__file__).parent / "expected.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for action, who in product(row["actions"].split(), WHO):
                assert (row["record"], action, who) not in found, "stated twice"
                found[row["record"], action, who] = row[who]
    return found


EXPECTED = _expected()


def _ask(who: str, action: Action, record: Record, *, scopes=None, holding=frozenset()):
    duties = frozenset({Duty(who)} if who in set(Duty) else ())
    relations = frozenset({Relation(who)} if who in set(Relation) else ())
    return may(Actor(7, "a@example.org", duties=duties, scopes=scopes), action, record, relations, holding=holding)


@pytest.mark.parametrize("record", Record)
def test_every_cell_is_answered_as_the_table_written_by_hand_says(record):
    wrong = []
    for action, who in product(Action, WHO):
        wanted = EXPECTED.get((record, action, who), "no")
        view, _, condition = wanted.partition(" if ")
        view = {"yes": "full", "no": None}.get(view, view)
        holding = {Condition(condition)} if condition else frozenset()
        found = _ask(who, action, record, holding=holding)
        if (found.allowed, found.view) != (view is not None, view):
            wrong.append((action.value, str(who), wanted, found))
        if condition and _ask(who, action, record, holding=set(Condition) - holding).allowed:
            wrong.append((action.value, str(who), "open without its condition", condition))
    assert wrong == []


def test_the_table_written_by_hand_speaks_of_all_kinds_of_record_but_the_one_nobody_sees():
    assert {record for record, _, _ in EXPECTED} == set(Record) - {Record.FEEDBACK_RAW}


def test_nobody_and_the_system_may_do_nothing():
    assert not any(may(who, a, r, set(Relation)).allowed for who in (NOBODY, SYSTEM) for a in Action for r in Record)


def test_a_token_does_what_its_account_may_and_its_scopes_name_and_nothing_else():
    for record, action, who in product(Record, Action, WHO):
        scope = f"{record.value}:{action.value}"
        everything = frozenset(f"{r.value}:{a.value}" for r in Record for a in Action)
        alone = _ask(who, action, record).allowed
        assert _ask(who, action, record, scopes=everything).allowed == alone
        assert _ask(who, action, record, scopes=frozenset({scope})).allowed == alone
        assert not _ask(who, action, record, scopes=everything - {scope}).allowed
        assert not _ask(who, action, record, scopes=frozenset()).allowed


def test_administrators_read_nothing_about_persons():
    alone = {(a, r) for a in Action for r in ABOUT_PERSONS if _ask(Duty.ADMINISTRATOR, a, r).allowed}
    assert alone == set()


def test_a_person_loses_nothing_by_a_further_duty():
    for record, action in product(Record, Action):
        all_duties = Actor(7, "a", duties=frozenset(Duty))
        for who in ("employee", *Duty):
            if _ask(who, action, record).allowed:
                assert may(all_duties, action, record).allowed


@pytest.mark.parametrize(
    ("action", "record", "words"),
    [
        (Action.LIST, Record.JOURNAL, "This needs the duty auditor. An administrator can give it."),
        (Action.DELETE, Record.SESSION, "This needs the duty administrator, or is open to the person"),
        (Action.VIEW, Record.PRIVATE_NOTE, "This is open to its author."),
        (Action.VIEW, Record.FEEDBACK_RAW, "Nobody may do this."),
    ],
)  # fmt: skip
def test_a_denial_says_what_is_missing_and_who_gives_it(action, record, words):
    found = _ask("employee", action, record)
    assert f"{found.missing} {found.ask}".startswith(words)


def test_a_missing_condition_is_said():
    found = _ask(Relation.MANAGER, Action.VIEW, Record.PERSON_METRIC)
    assert found.missing == "The person sees this first; it opens once they have, or after five days."


def test_a_missing_scope_is_named():
    found = _ask("employee", Action.VIEW, Record.GOAL, scopes=frozenset({"goal:list"}))
    assert found.missing == "This token lacks the scope goal:view."
