"""Upgrades: from every released state, with all rows, on both databases, even if killed in the middle."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from sightline_web import store
from tests.web import databases
from tests.web.databases import BOTH

HERE = Path(__file__).parent / "states"
STATES = sorted(path.name.removesuffix(".sqlite.sql") for path in HERE.glob("*.sqlite.sql"))
SCENARIOS = [
    (1, "Faster checks", '["lead_time=-12%", "on_time_share=+2pp"]', "Three more clerks", 2, False),
    (2, "Größere Lager", '["stock=+20%"]', "", 1, True),
    (3, "größere lager", '["stock=+15%"]', '’quoted’ "text"', 1, False),  # noqa: RUF001 -- quotation marks as people type them
]
UPGRADE = """
import os, signal, sys
from pathlib import Path
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "sightline_web.settings"
django.setup()
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from sightline_web import store

left, execute = int(sys.argv[2]), BaseDatabaseSchemaEditor.execute

def counted(self, *args, **kwargs):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(self, *args, **kwargs)

BaseDatabaseSchemaEditor.execute = counted
store.install(Path(sys.argv[1]))
store.prepare()
"""


@contextmanager
def as_released(kind: str, state: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Use a store in a state that was released."""
    folder.mkdir(parents=True)
    sql = (HERE / f"{state}.{'sqlite' if kind == 'sqlite' else 'postgresql'}.sql").read_text()
    if kind == "sqlite":
        with closing(sqlite3.connect(folder / store.FILE)) as file:
            file.executescript(sql)
        store.install(folder)
        yield folder
        return
    database = databases.empty(request.getfixturevalue("postgres_server"))
    database.execute(sql)
    with databases.at(database):
        store.install(folder)
        yield folder
        store.install(None)
    database.drop()


@pytest.fixture(params=STATES)
def state(request) -> str:
    return request.param


@pytest.fixture
def released(request, kind, state, tmp_path) -> Iterator[Path]:
    with as_released(kind, state, tmp_path / ".sightline", request) as folder:
        yield folder
    store.install(None)


def start(folder: Path, *, killed_at: int = 0) -> subprocess.Popen[str]:
    """Start a process that brings the tables up to date, killed at one of its statements; 0: at none."""
    return subprocess.Popen([sys.executable, "-c", UPGRADE, folder, str(killed_at)], stderr=subprocess.PIPE, text=True)


def scenarios() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, name, cast(shifts as text), note, revision, archived_at is not null "
            "from scenarios_scenario order by id"
        )
        return [(*row[:5], bool(row[5])) for row in cursor.fetchall()]


@pytest.mark.parametrize("kind", BOTH)
def test_every_released_state_comes_up_with_its_rows(released):
    store.prepare()
    assert scenarios() == SCENARIOS
    assert not store._pending()
    connection.close()
    store.prepare()


@pytest.mark.parametrize("kind", BOTH)
def test_an_upgrade_that_is_killed_is_finished_by_the_next_start(released):
    for killed_at in (2, 15, 40):
        killed = start(released, killed_at=killed_at)
        _, said = killed.communicate(timeout=60)
        assert killed.returncode == -signal.SIGKILL, said
        assert [row[1] for row in scenarios()] == [row[1] for row in SCENARIOS]
        connection.close()
    store.prepare()
    assert scenarios() == SCENARIOS
    assert not store._pending()


@pytest.mark.parametrize("kind", BOTH)
def test_of_several_processes_that_start_at_once_one_upgrades_and_all_go_on(released):
    started = [start(released) for _ in range(3)]
    said = [each.communicate(timeout=120)[1] for each in started]
    assert ([each.returncode for each in started], said) == ([0] * 3, [""] * 3)
    assert scenarios() == SCENARIOS
    assert not store._pending()


def test_a_migration_that_was_released_is_never_changed():
    lines = (HERE / "migrations.sha256").read_text().splitlines()
    assert lines
    for line in lines:
        digest, _, path = line.partition("  ")
        found = Path(store.__file__).parent.parent / path
        assert found.exists(), f"{path} was released and is gone"
        assert hashlib.sha256(found.read_bytes()).hexdigest() == digest, f"{path} was released: add another instead"
