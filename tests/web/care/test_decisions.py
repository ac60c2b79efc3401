"""Decisions about initiatives go out with a person's record, and lose who is erased; the decisions stay."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from sightline.reading.promise_files import keep, kept
from sightline.records.promises import ERASED
from sightline_web.accounts.models import Account
from sightline_web.care.backup import backup
from sightline_web.care.erasure import UnknownPersonError, person_erase
from sightline_web.care.export import person_export
from sightline_web.care.restore import restore
from sightline_web.promises.deciders import named
from tests.strategy.promises.test_freezing import PROMISE
from tests.web.care.conftest import BY, NOW

WHO = "Ada Decider"


@pytest.fixture
def folder(workspace):
    found = workspace / ".sightline" / "promises"
    keep(found, PROMISE)
    return found


def deciders(folder) -> dict[str, str]:
    promises, faults = kept(folder)
    assert faults == ()  # every seal holds
    return {one.initiative: one.by for one in promises}


def account() -> Account:
    return Account.objects.create(email="ada@example.org", name=WHO, person="E-9")


@pytest.mark.parametrize("by", ["E-9", WHO, "ada  decider", "ada@example.org"])
def test_a_decision_stays_and_loses_who_is_erased(folder, by):
    account()
    keep(folder, replace(PROMISE, initiative="hers", by=by))
    assert person_erase(person="E-9", by=BY, reason="asked to", now=NOW).counts["decisions about initiatives"] == 1
    assert deciders(folder) == {"bot": "Committee", "hers": ERASED}
    assert by not in (folder / "hers.json").read_text()


def test_somebody_who_only_decided_at_the_command_line_can_be_erased(folder):
    with pytest.raises(UnknownPersonError):
        person_erase(person=WHO, by=BY, reason="asked to", now=NOW)
    keep(folder, replace(PROMISE, initiative="hers", by=WHO))
    person_erase(person=WHO, by=BY, reason="asked to", now=NOW)
    assert deciders(folder) == {"bot": "Committee", "hers": ERASED}


def test_the_number_that_the_app_writes_is_nobodys_once_the_account_is_erased(folder):
    number = account().pk
    by = f"account {number} (portfolio board)"
    keep(folder, replace(PROMISE, initiative="hers", by=by))
    before = (folder / "hers.json").read_bytes()
    assert named([by]) == {by: f"{WHO}, portfolio board"}
    person_erase(person="E-9", by=BY, reason="asked to", now=NOW)
    assert named([by, ERASED]) == {
        by: "somebody who was erased since, portfolio board", ERASED: "somebody who was erased since",
    }  # fmt: skip
    assert (folder / "hers.json").read_bytes() == before


@pytest.mark.parametrize("by", ["E-9", WHO])
def test_a_restore_of_before_an_erasure_erases_them_again(folder, workspace, tmp_path, by):
    account()
    keep(folder, replace(PROMISE, initiative="hers", by=by))
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    person_erase(person="E-9", by=BY, reason="asked to", now=NOW)
    restore(tmp_path / "one.zip", workspace, by=BY, now=NOW, replace=True)
    assert deciders(folder) == {"bot": "Committee", "hers": ERASED}


def test_a_person_is_given_what_they_decided(folder):
    number = account().pk
    keep(folder, replace(PROMISE, initiative="hers", by=f"account {number} (executive)"))
    keep(folder, replace(PROMISE, initiative="named", by=WHO, declined=True))
    keep(folder, replace(PROMISE, initiative="other", by=f"account {number}1 (executive)"))
    archive = zipfile.ZipFile(io.BytesIO(person_export(person="E-9", by=BY, now=NOW)))
    found = json.loads(archive.read("person.json"))["held"]["Decisions about initiatives"]
    assert [(one["initiative"], one["declined"]) for one in found] == [("hers", False), ("named", True)]
    assert "Decisions about initiatives" in archive.read("person.html").decode()
