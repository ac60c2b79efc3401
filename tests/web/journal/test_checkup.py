"""What `doctor` is told of the journal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from sightline_web import store
from sightline_web.journal import head
from sightline_web.journal.checkup import daily, look
from sightline_web.journal.services import record
from sightline_web.policy.actor import SYSTEM

NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "sightline.yml").write_text("sightline: 1\nname: Small Parts\n")
    store.install(tmp_path / ".sightline")
    yield tmp_path
    store.install(None)


def write(count: int) -> None:
    store.prepare()
    for number in range(count):
        with transaction.atomic():
            record(by=SYSTEM, action="edit", kind="scenario", key=str(number))


def test_before_anything_is_written_there_is_nothing_to_say(workspace):
    assert [each["state"] for each in look(workspace)] == ["ok"]
    assert not (workspace / ".sightline").exists()


def test_a_sound_journal_is_counted(workspace):
    write(2)
    chain, triggers = look(workspace)
    assert (chain["name"], chain["state"], triggers["state"]) == ("journal", "ok", "ok")
    assert chain["text"].startswith("2 entries, unbroken up to 2")


def test_an_entry_that_was_changed_is_named_with_what_to_do(workspace):
    write(3)
    connection.close()
    with closing(sqlite3.connect(workspace / ".sightline" / store.FILE)) as file, file:
        file.execute("drop trigger journal_entry_no_update")
        file.execute("update journal_entry set kind = 'goal' where seq = 2")
    chain, triggers = look(workspace)
    assert (chain["state"], chain["text"]) == ("fail", "Entry 2 is not as it was written.")
    assert "backup" in chain["fix"]
    assert triggers["state"] == "fail"
    assert "journal_entry_no_update" in triggers["text"]


def test_once_a_day_what_is_wrong_is_told_in_the_log(workspace, caplog):
    write(2)
    assert daily(NOW).startswith("2 entries")
    assert caplog.records == []
    connection.close()
    with closing(sqlite3.connect(workspace / ".sightline" / store.FILE)) as file, file:
        file.execute("drop trigger journal_entry_no_delete")
        file.execute("delete from journal_entry where seq = 2")
    assert "entry 2 is gone" in daily(NOW)
    assert [each.levelname for each in caplog.records] == ["ERROR"]


def test_a_head_that_is_gone_is_a_warning(workspace):
    write(1)
    (workspace / ".sightline" / head.FILE).unlink()
    assert look(workspace)[0]["state"] == "warn"


def test_records_that_cannot_be_read_are_told(workspace):
    write(1)
    connection.close()
    (workspace / ".sightline" / store.FILE).write_bytes(b"no records" * 100)
    found = look(workspace)
    assert [each["state"] for each in found] == ["fail"]
    assert "not a database" in found[0]["text"]
