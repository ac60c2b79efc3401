"""The record store: made at the start, upgraded once, safe beside a second process, and honest where it cannot be."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from sightline_web import keeper, store
from sightline_web.policy.actor import SYSTEM
from sightline_web.scenarios import queries, services
from sightline_web.scenarios.models import Scenario
from sightline_web.server import make_server

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
SHIFTS = ["on_time_share=+2pp", "lead_time=-10%"]


@pytest.fixture
def fresh(tmp_path) -> Path:
    folder = tmp_path / "halden parts?#%" / ".sightline"
    folder.parent.mkdir()
    store.install(folder)
    store.prepare()
    yield folder
    store.install(None)


def kept(name: str = "Faster checks", **other: object) -> Scenario:
    return services.scenario_create(
        **({"by": SYSTEM, "name": name, "shifts": SHIFTS, "note": "", "created_at": NOW} | other)
    )


def rows(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / store.FILE)) as file:
        return file.execute("select name, archived_at is null from scenarios_scenario order by id").fetchall()


def test_the_store_is_one_file_in_wal_mode_in_the_workspace(fresh):
    kept()
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("pragma journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("pragma synchronous")
        assert cursor.fetchone() == (2,)
    connection.close()
    beside = ["journal.head", "journal.lock", "keys"]  # what shows that the journal is whole is not in the database
    assert sorted(path.name for path in fresh.iterdir()) == [*beside, store.LOCK, store.FILE]
    assert rows(fresh) == [("Faster checks", 1)]


def test_the_migrations_say_what_the_models_say(fresh):
    loader = MigrationExecutor(connection).loader
    from django.apps import apps

    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    assert changes == {}


def test_a_store_of_no_tables_is_brought_up_to_date_by_the_next_write(fresh):
    executor = MigrationExecutor(connection)
    executor.migrate([("scenarios", None)])
    with pytest.raises(store.StoreError, match="no such table"):
        queries.scenario_list(by=SYSTEM)
    kept()
    assert [each.name for each in queries.scenario_list(by=SYSTEM)] == ["Faster checks"]


def test_a_store_that_is_up_to_date_is_not_compared_with_all_upgrades_at_each_write(fresh, monkeypatch):
    def compared(_connection: object) -> MigrationExecutor:
        raise AssertionError("the upgrades of this version were read again")

    monkeypatch.setattr(store, "MigrationExecutor", compared)
    assert kept().name == "Faster checks"


def test_a_store_that_another_took_the_place_of_is_brought_up_to_date(fresh, tmp_path):
    kept()
    connection.close()
    (fresh / store.FILE).unlink()
    assert kept("After it").name == "After it"
    assert [name for name, _ in rows(fresh)] == ["After it"]


def test_a_store_of_a_newer_version_is_refused_with_the_reason(fresh):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into django_migrations (app, name, applied) values ('scenarios', '0999_later', '2030-01-01')"
        )
    with pytest.raises(store.StoreError, match="newer version") as refused:
        store.prepare()
    assert "Start that version" in refused.value.fault.fix


def test_two_processes_start_on_one_new_workspace(tmp_path):
    folder = tmp_path / ".sightline"
    code = (
        "import os, sys, django; from pathlib import Path\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'sightline_web.settings'; django.setup()\n"
        "from sightline_web import store\n"
        "sys.stdin.readline(); store.install(Path(sys.argv[1])); store.prepare()\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, folder], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for each in started:
        each.stdin.write("\n")
        each.stdin.flush()
    said = [each.communicate(timeout=60)[1] for each in started]
    assert ([each.returncode for each in started], said) == ([0, 0], ["", ""])
    with closing(sqlite3.connect(folder / store.FILE)) as file:
        counted = file.execute("select count(*), count(distinct app || name) from django_migrations").fetchone()
    assert counted[0] == counted[1] > 1


def test_serving_a_workspace_makes_its_store_and_needs_none_to_start(tmp_path):
    (tmp_path / "sightline.yml").write_text("sightline: 1\nname: Small Parts\n")
    for stands_in_the_way in (False, True):
        if stands_in_the_way:
            shutil.rmtree(tmp_path / ".sightline")
            (tmp_path / ".sightline").write_text("")
        make_server(tmp_path, started=lambda: None)
        keeper.current().settle(60)
        keeper.current().close()
        assert (tmp_path / ".sightline" / store.FILE).exists() is not stands_in_the_way
    store.install(None)


def test_a_server_may_prepare_the_store_within_its_loop(tmp_path):
    async def start() -> None:
        store.install(tmp_path / ".sightline")
        store.prepare()

    asyncio.run(start())
    assert kept().name == "Faster checks"
    store.install(None)


def test_a_read_makes_nothing_and_says_that_nothing_is_there(tmp_path):
    store.install(tmp_path / ".sightline")
    with pytest.raises(store.StoreError, match="unable to open"):
        queries.scenario_list(by=SYSTEM)
    assert list(tmp_path.iterdir()) == []
    store.install(None)


def test_without_a_workspace_there_is_no_place_for_records():
    store.install(None)
    with pytest.raises(store.StoreError, match="no place"):
        queries.scenario_list(by=SYSTEM)
    with pytest.raises(store.StoreError, match="no place"):
        kept()


def test_a_folder_that_cannot_be_made_is_told_with_its_place_and_mended_by_the_next_write(tmp_path):
    folder = tmp_path / ".sightline"
    folder.write_text("a file stands in the way")
    store.install(folder)
    with pytest.raises(store.StoreError, match=r"\.sightline.records\.sqlite3 cannot be used") as refused:
        store.prepare()
    assert "may write to it" in refused.value.fault.fix
    folder.unlink()
    assert kept().name == "Faster checks"
    store.install(None)


def test_a_file_that_is_no_database_is_told_and_left_alone(fresh):
    connection.close()
    (fresh / store.FILE).write_bytes(b"these are no records at all" * 100)
    with pytest.raises(store.StoreError, match="not a database") as refused:
        queries.scenario_list(by=SYSTEM)
    assert "copy from before" in refused.value.fault.fix
    with pytest.raises(store.StoreError, match="not a database"):
        kept()
    assert (fresh / store.FILE).read_bytes().startswith(b"these are no records")


def test_a_disk_that_is_full_leaves_nothing_half_written(fresh):
    kept()
    with connection.cursor() as cursor:
        cursor.execute("pragma page_count")
        cursor.execute(f"pragma max_page_count = {cursor.fetchone()[0]}")
    many = [
        Scenario(name=f"n{n}", key=f"n{n}", shifts=SHIFTS, created_at=NOW, updated_at=NOW, note="x" * 500)
        for n in range(1_000)
    ]
    with pytest.raises(store.StoreError, match="full") as refused, store.writing(), transaction.atomic():
        Scenario.objects.unscoped("a test").bulk_create(many, batch_size=10)
    assert "Make room" in refused.value.fault.fix
    assert rows(fresh) == [("Faster checks", 1)]
