"""Duty 25: a file about persons says who took it, when and what for, holds no formula, and is not taken in bulk."""

from __future__ import annotations

import csv
import io
import re

import pytest
from allauth.mfa.models import Authenticator

from sightline_web import keeper
from sightline_web.directory import Directory, Person
from sightline_web.journal import seal
from sightline_web.journal.models import Entry
from sightline_web.keeper import Outcome
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.house import LONG_AGO, person_of


class Large(FakeSnapshot):
    """Somebody leads thirty people, one of whom is named like a formula."""

    directory = Directory.of(
        [
            Person("p2", "lead", "service", None, LONG_AGO, None),
            *(Person(f"x{number}", "=cmd|picker", "service", "p2", LONG_AGO, None) for number in range(30)),
        ]
    )


@pytest.fixture(autouse=True)
def house(records):
    kept = keeper_of(Outcome(Large()))
    keeper.install(kept)
    kept.settle()


def rows_of(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.content.decode()
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def with_factor():
    account = person_of(2)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    return people.signed_in(account)


def test_each_row_says_who_took_it_when_and_what_for_and_none_is_a_formula():
    rows = rows_of(with_factor().get("/roles.csv", {"purpose": "=1+1 planning"}))
    assert len(rows) == 30
    assert {row["taken_by"] for row in rows} == {"p2@example.org"}
    assert {row["purpose"] for row in rows} == {"'=1+1 planning"}
    assert {row["role"] for row in rows} == {"'=cmd|picker"}
    assert all(row["taken_at"].startswith("20") for row in rows)


def test_a_file_about_many_needs_a_second_factor():
    answer = people.signed_in(person_of(2)).get("/roles.csv")
    assert answer.status_code == 422
    assert "second factor" in answer.content.decode()
    assert not re.search(r"\bx7\b", answer.content.decode())


def test_that_it_was_taken_is_written_down_with_its_purpose():
    with_factor().get("/roles.csv", {"purpose": "planning"})
    entry = Entry.objects.get(action="export")
    assert (entry.kind, entry.key) == ("person", "/roles.csv")
    assert seal.opened(entry.after) == {"others": 30, "purpose": "planning"}


def test_a_file_about_the_enterprise_is_as_it_was():
    assert "taken_by" not in people.signed_in().get("/metrics.csv").content.decode()


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    from sightline_web.shell import exports

    monkeypatch.setattr(exports, "MOST", 10)
    answer = with_factor().get("/roles.csv")
    assert (answer.status_code, "take it in parts" in answer.content.decode()) == (422, True)
