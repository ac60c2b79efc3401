"""`doctor`: break something, and it is named with its fix."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import zoneinfo
from collections import namedtuple

import jsonschema
import pytest

from sightline.cli.documents import DOCTOR
from sightline.cli.health import machine, place


def _rows(sightline, *words):
    printed = sightline("doctor", "--format", "json", *words)
    jsonschema.validate(printed.json, DOCTOR.schema())
    return printed.code, {row["check"]: row for row in printed.json["rows"]}


def test_a_whole_workspace_is_0_and_nothing_fails(sightline, workspace):
    code, rows = _rows(sightline)
    assert code == 0
    assert not [row for row in rows.values() if row["status"] == "fail"]
    assert rows["source orders"]["found"].startswith("257 rows, written ")
    assert rows["metrics"]["status"] == "ok"


def test_what_is_well_needs_no_fix_and_the_rest_has_one(sightline, workspace):
    _, rows = _rows(sightline)
    assert all((row["fix"] is None) is (row["status"] == "ok") for row in rows.values())


Version = namedtuple("Version", "major minor micro releaselevel serial")  # noqa: PYI024 -- as sys.version_info


def _old_python(monkeypatch, workspace):
    monkeypatch.setattr(sys, "version_info", Version(3, 9, 1, "final", 0))
    return "Python", "Install Python 3.11"


def _old_sqlite(monkeypatch, workspace):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 8, 2))
    return "SQLite", "SQLite 3.37.0 or newer"


def _no_zones(monkeypatch, workspace):
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    return "time zones", "pip install tzdata"


def _no_spark(monkeypatch, workspace):
    head = workspace / "sightline.yml"
    head.write_text(head.read_text().replace("engine: duckdb ", "engine: spark "))
    installed = machine.is_installed
    monkeypatch.setattr(machine, "is_installed", lambda name: name != "pyspark" and installed(name))
    return "extra spark", "pip install 'sightline[spark]'"


def _no_address(monkeypatch, workspace):
    with (workspace / "sightline.yml").open("a") as file:
        file.write("connections: {books: {driver: sqlite, address_from: BOOKS_ADDRESS}}\n")
    monkeypatch.delenv("BOOKS_ADDRESS", raising=False)
    return "connection books", "export BOOKS_ADDRESS="


def _wrong_model(monkeypatch, workspace):
    (workspace / "more.yml").write_text("nonsense: 1\n")
    return "model", "sightline check"


def _no_file(monkeypatch, workspace):
    (workspace / "data" / "orders.csv").unlink()
    return "source orders", "check the spelling"


def _no_column(monkeypatch, workspace):
    table = workspace / "data" / "orders.csv"
    table.write_text(table.read_text().replace("amount", "amnt", 1))
    return "2 metrics", "amnt"


def _state_is_a_file(monkeypatch, workspace):
    (workspace / ".sightline").write_text("")
    return "write .sightline", "Move it away"


def _full_disk(monkeypatch, workspace):
    usage = shutil.disk_usage(workspace)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000))
    return "disk space", "Free at least 1 GB"


BREAKS = [
    _old_python, _old_sqlite, _no_zones, _no_spark, _no_address, _wrong_model, _no_file, _no_column, _state_is_a_file,
    _full_disk,
]  # fmt: skip


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda one: one.__name__.strip("_"))
def test_what_is_broken_is_named_with_its_fix(sightline, workspace, monkeypatch, break_it):
    check, fix = break_it(monkeypatch, workspace)
    code, rows = _rows(sightline)
    assert code == 3
    assert rows[check]["status"] == "fail"
    assert fix in rows[check]["fix"]


def test_six_things_broken_at_once_are_six_named_fixes(sightline, workspace, monkeypatch):
    breaks = [_old_python, _old_sqlite, _no_address, _no_file, _state_is_a_file, _full_disk]
    expected = dict(break_it(monkeypatch, workspace) for break_it in breaks)
    printed = sightline("doctor")
    assert printed.code == 3
    for check, fix in expected.items():
        assert check in printed.out
        assert fix in " ".join(printed.out.split())


def test_a_missing_optional_part_is_a_warning(monkeypatch):
    monkeypatch.setattr(machine, "is_installed", lambda name: name != "pyspark")
    looks = {one.check: one for one in machine.look_at_extras(set())}
    assert looks["extra spark"].status == "warn"
    assert "Java" not in looks


@pytest.mark.parametrize(("version", "status"), [(None, "warn"), (11, "warn"), (17, "ok"), (21, "ok")])
def test_java_is_looked_at_where_spark_is(monkeypatch, version, status):
    monkeypatch.setattr(machine, "is_installed", lambda _: True)
    monkeypatch.setattr(machine, "java_version", lambda: version)
    looks = {one.check: one for one in machine.look_at_extras(set())}
    assert looks["Java"].status == status


def test_without_a_workspace_the_machine_is_looked_at(sightline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, rows = _rows(sightline)
    assert code == 0
    assert rows["workspace"]["status"] == "warn"
    assert "sightline init" in rows["workspace"]["fix"]


def test_a_workspace_that_was_named_and_is_none_fails(sightline, tmp_path):
    code, rows = _rows(sightline, "-C", tmp_path)
    assert (code, rows["workspace"]["status"]) == (3, "fail")


@pytest.mark.skipif(os.name != "posix", reason="mount tables are POSIX")
@pytest.mark.parametrize(("kind", "status"), [("ext4", "ok"), ("nfs4", "warn"), ("9p", "warn"), ("btrfs", "ok")])
def test_a_shared_folder_is_warned_of(tmp_path, kind, status):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path}/my\\040work {kind} rw 0 0\n")
    assert place.look_at_file_system(tmp_path / "my work" / "shop", mounts).status == status
    assert place.file_system_of(tmp_path / "my work2", mounts) == "ext4"


def test_a_folder_that_cannot_be_written_is_a_fail(tmp_path, monkeypatch):
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(place.tempfile, "TemporaryFile", refuse)
    look = place.look_at_state(tmp_path / ".sightline")
    assert look.status == "fail"
    assert "chmod" in str(look.fix)
