"""The doctor names what is wrong with the records and how to mend it; it changes nothing and names nobody."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from sightline_web.accounts.models import Account
from sightline_web.care import looks as care
from sightline_web.care.backup import backup
from sightline_web.care.looks import looks
from sightline_web.journal.services import record
from tests.web.care.conftest import BY, NOW
from tests.web.databases import BOTH


def found(workspace, now=NOW) -> dict[str, care.Look]:
    return {each["check"]: each for each in looks(workspace, now=now)}


@pytest.fixture
def kept(workspace, tmp_path):
    """A workspace in order: something is sealed, and a backup was taken."""
    with transaction.atomic():
        record(by=BY, action="edit", kind="person", key="E001", subject="E001", reason="a reason")
    backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    return workspace


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_workspace_in_order_has_nothing_to_mend(kept, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    if connection.vendor == "sqlite":
        for file in (kept / ".sightline").glob("records.sqlite3*"):
            file.chmod(0o600)
    assert [each for each in looks(kept, now=NOW) if each["status"] != "ok"] == []


def test_what_is_not_well_has_a_fix_and_what_is_well_has_none(kept):
    for each in looks(kept, now=NOW + timedelta(days=3)):
        assert (each["fix"] is None) is (each["status"] == "ok"), each


def test_an_old_sqlite_is_a_warning(kept, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    assert found(kept)["records' SQLite"]["status"] == "warn"


def test_debug_and_nameless_hosts_are_named(kept, monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    assert "DEBUG" in found(kept)["app settings"]["found"]
    monkeypatch.setattr(settings, "DEBUG", False)
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    assert found(kept)["app settings"]["status"] == "fail"


def test_a_backup_counts_for_26_hours(kept, tmp_path):
    assert found(kept, NOW + timedelta(hours=26))["backup"]["status"] == "ok"
    assert found(kept, NOW + timedelta(hours=27))["backup"]["status"] == "warn"
    (tmp_path / "one.zip").unlink()
    assert "no longer" in found(kept)["backup"]["found"]


def test_tables_of_another_version_are_told(kept):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'care'")
    assert found(kept)["tables"]["status"] == "warn"
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('care', '0999_later', '2030-01-01')")
    assert found(kept)["tables"]["status"] == "fail"


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_key_that_opens_nothing_here_is_told(kept, monkeypatch):
    monkeypatch.setenv("SIGHTLINE_SEAL_KEY", "another key that is long enough to be taken")
    look = found(kept)["seal key"]
    assert look["status"] == "fail"
    assert "SIGHTLINE_SEAL_KEY" in look["fix"]


def test_a_journal_that_was_tampered_with_is_told(kept):
    with sqlite3.connect(kept / ".sightline" / "records.sqlite3") as raw:
        raw.execute("DROP TRIGGER journal_entry_no_update")
        raw.execute("UPDATE journal_entry SET action = 'view' WHERE seq = 1")
    raw.close()
    assert any(each["check"] == "journal" and each["status"] == "fail" for each in looks(kept, now=NOW))


def test_demo_accounts_outside_the_demo_are_counted(kept):
    Account.objects.create(email="demo@demo.invalid", demo=True)
    look = found(kept)["demo accounts"]
    assert look["found"].startswith("1 ")
    (kept / ".sightline" / "demo.json").write_text("{}")
    assert "demo accounts" not in found(kept)


def test_nobody_and_no_key_is_named(kept, records):
    said = json.dumps(looks(kept, now=NOW))
    names = {text for row in Account.objects.values_list("email", "name", "person") for text in row if text}
    keys = [path.read_text() for path in (records / "keys").iterdir()] if (records / "keys").is_dir() else []
    assert not [each for each in (*names, *keys) if each in said]


def test_nothing_is_made(workspace):
    (workspace / ".sightline" / "records.sqlite3").unlink()
    before = sorted(path.name for path in (workspace / ".sightline").iterdir())
    assert found(workspace)["records"]["found"] == "nothing is kept yet"
    assert sorted(path.name for path in (workspace / ".sightline").iterdir()) == before
