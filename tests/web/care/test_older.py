"""A backup of an older version restores into this one: rebuilt at its own tables, then brought up."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from django.db import transaction

from sightline_web import secrets_, store
from sightline_web.care import aliases, backup, rows
from sightline_web.care.archive import FORMAT, Writer, opened
from sightline_web.care.restore import restore
from sightline_web.engine import EnvironmentFaultError
from sightline_web.journal.verify import verify
from sightline_web.scenarios.models import Scenario
from tests.web.care.conftest import BY, NOW

FIRST = {"scenarios": ["0001_initial"]}


def older(path: Path, folder: Path, kind: str) -> Path:
    """Write a backup as a version would have that knew scenarios alone, in either form of the database."""
    file, known = folder / "older.sqlite3", aliases.known_at(FIRST)
    out = Writer(path)
    with aliases.opened(file) as alias:
        aliases.at_state(FIRST, using=alias)
        [model] = [each for each in known.get_models() if each._meta.label == "scenarios.Scenario"]
        with transaction.atomic(using=alias):
            model._base_manager.using(alias).create(
                name="Night shift", key="night shift", shifts=["lead_time=-10%"], created_at=NOW, updated_at=NOW
            )
        contents = {name: asdict(each) for name, each in rows.contents(known, using=alias).items()}
        steps = aliases.applied(alias)
        for each in rows.tables(known) if kind == "rows" else ():
            with out.member(f"{backup.ROWS}/{each._meta.db_table}.jsonl") as into:
                for line in rows.lines(each, using=alias):
                    into.write(line.encode() + b"\n")
    if kind == "sqlite":
        out.add(backup.DATABASE, file)
    database = {"kind": kind, "migrations": steps, "tables": contents}
    manifest = {"format": FORMAT, "sightline": "0.0.9", "made_at": NOW.isoformat(), "keys": {}, "database": database}
    out.close(manifest, key=secrets_.secret("backup_key"))
    return path


@pytest.mark.parametrize("kind", ["sqlite", "rows"])
def test_its_rows_are_there_and_the_journal_begins(tmp_path, kind):
    root = tmp_path / "root"
    store.install(root / ".sightline")
    done = restore(older(tmp_path / "old.zip", tmp_path, kind), root, by=BY, now=NOW)
    assert (done.made_by, done.rows) == ("0.0.9", 1)
    assert Scenario._base_manager.get().shifts == ["lead_time=-10%"]
    assert verify().rows == 1
    assert verify().unbroken


def test_steps_that_never_were_are_a_newer_version_s(tmp_path):
    path = older(tmp_path / "old.zip", tmp_path, "rows")
    with opened(path) as box:
        assert aliases.unknown(box.manifest["database"]["migrations"]) == []
    assert aliases.unknown({"scenarios": ["0001_initial", "0999_later"], "other": ["0001_x"]}) == [
        "other.0001_x",
        "scenarios.0999_later",
    ]


def test_a_backup_that_does_not_come_back_is_none(workspace, tmp_path, monkeypatch):
    real = rows.lines
    seen: list[str] = []

    def once(model, *, using):
        seen.append(using)
        found = list(real(model, using=using))
        return iter(found[1:] if using != seen[0] and model._meta.label == "accounts.Account" else found)

    monkeypatch.setattr(rows, "lines", once)
    with pytest.raises(EnvironmentFaultError, match="accounts_account"):
        backup.backup(workspace, tmp_path / "one.zip", by=BY, now=NOW)
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name or path.name.startswith(".")] == []
    assert backup.last_good() is None
