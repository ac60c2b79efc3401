"""Agreements go with the workspace into a backup, and come out of it as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sightline.facts.agreements import AgreementStore
from sightline.records.agreements import Agreement
from sightline_web import store
from sightline_web.care.backup import backup
from sightline_web.care.restore import restore
from sightline_web.engine import EnvironmentFaultError
from tests.web.care.conftest import BY, NOW

FIRST = Agreement(
    "2027-01", date(2027, 1, 1), date(2027, 1, 31), "clerk", "Clerk", "E001", None, None, (), (("p.check", 1.0),), 1,
    None, "", "m" * 64, datetime(2026, 12, 31, tzinfo=UTC),
)  # fmt: skip
SECOND = replace(FIRST, version=2, previous=FIRST.hash, reason="The goal changed.")


def kept(root):
    return AgreementStore(root / ".sightline" / "agreements")


@pytest.fixture
def taken(workspace, tmp_path):
    kept(workspace).keep(FIRST)
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    return tmp_path / "one.zip"


def test_a_backup_gives_them_back_on_another_machine(taken, tmp_path):
    there = tmp_path / "there"
    store.install(there / ".sightline")
    restore(taken, there, by=BY, now=NOW, unsigned=True)
    found = kept(there).read()
    assert (found.every, found.faults) == ((FIRST,), ())


def test_a_later_version_is_put_aside_with_the_rest(workspace, taken):
    kept(workspace).keep(SECOND)
    done = restore(taken, workspace, by=BY, now=NOW, replace=True)
    assert kept(workspace).read().every == (FIRST,)
    assert [
        path.stem for path in (workspace / ".sightline").glob("before-restore-*/.sightline/agreements/*/*.json")
    ] == [SECOND.hash]
    assert done.kept


def test_where_others_are_it_does_not_restore_unasked(taken, tmp_path):
    there = tmp_path / "there"
    store.install(there / ".sightline")
    kept(there).keep(replace(FIRST, person="E002"))
    with pytest.raises(EnvironmentFaultError, match="agreements"):
        restore(taken, there, by=BY, now=NOW, unsigned=True)
    assert kept(there).read().every == (replace(FIRST, person="E002"),)


def test_one_that_was_changed_comes_back_as_it_was_agreed(workspace, taken):
    file = kept(workspace).file_of(FIRST)
    file.write_bytes(file.read_bytes().replace(b"Clerk", b"Klerk"))
    restore(taken, workspace, by=BY, now=NOW, replace=True)
    assert kept(workspace).read().every == (FIRST,)
