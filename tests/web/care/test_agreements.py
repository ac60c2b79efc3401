"""Agreements about goals go out with a person's record, and away with an erased person."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sightline.facts.agreements import AgreementStore
from sightline.records.agreements import AgreedGoal, Agreement
from sightline.saying import say
from sightline_web.care.backup import backup
from sightline_web.care.erasure import UnknownPersonError, find, person_erase
from sightline_web.care.export import gathered, packed, person_export
from sightline_web.care.restore import restore
from sightline_web.languages.spoken import speaking
from tests.web.care.conftest import BY, NOW

WHO = "X-77"
TEAM = Agreement(
    "2027-01", date(2027, 1, 1), date(2027, 1, 31), "clerk", "Clerk", None, "office", None, (), (("p.check", 1.0),), 1,
    None, "", "m" * 64, datetime(2026, 12, 31, tzinfo=UTC),
)  # fmt: skip


def keep(root: Path, *agreements: Agreement) -> AgreementStore:
    store = AgreementStore(root / ".sightline" / "agreements")
    for one in agreements:
        store.keep(one)
    return store


@pytest.fixture
def own(workspace) -> AgreementStore:
    return keep(workspace, TEAM, replace(TEAM, person=WHO, manager="X-1"))


def test_the_agreements_of_an_erased_person_go_and_those_of_others_stay(own):
    assert person_erase(person=WHO, by=BY, reason="asked to", now=NOW).counts["agreements"] == 1
    assert [one.person for one in own.read().every] == [None]


def test_who_only_leads_is_no_holder(own):
    with pytest.raises(UnknownPersonError):
        person_erase(person="X-1", by=BY, reason="asked to", now=NOW)
    assert len(own.read().every) == 2


def test_a_restore_of_before_an_erasure_erases_them_again(own, workspace, tmp_path):
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    person_erase(person=WHO, by=BY, reason="asked to", now=NOW)
    restore(tmp_path / "one.zip", workspace, by=BY, now=NOW, replace=True)
    assert [one.person for one in own.read().every] == [None]


def test_a_person_is_given_their_agreements(workspace):
    keep(workspace, replace(TEAM, person="E004"))
    archive = zipfile.ZipFile(io.BytesIO(person_export(person="E004", by=BY, now=NOW)))
    [one] = json.loads(archive.read("person.json"))["held"]["Agreements about goals"]
    assert (one["person"], one["role"], one["activities"]) == ("E004", "clerk", [["p.check", 1.0]])
    assert "Agreements about goals" in archive.read("person.html").decode()


def test_the_page_says_sentences_of_agreements_in_its_language_and_the_document_in_english(workspace):
    goal = AgreedGoal(
        "late", "Late", "share", "lower", "grow", 1.0, 1.0, 0.9, 1.0, 0.2, 0.1, 0.1, 0.1, 1.0, None, ("late", "sales"),
        say("It has never moved."),
    )  # fmt: skip
    keep(workspace, replace(TEAM, person="E004", goals=(goal,)))
    with speaking("nl"):
        archive = zipfile.ZipFile(io.BytesIO(packed(gathered(find("E004"), now=NOW))))
    assert "Het heeft nooit bewogen." in archive.read("person.html").decode()
    assert "It has never moved." in archive.read("person.json").decode()
