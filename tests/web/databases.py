"""Both kinds of database for the same tests.

    @pytest.mark.parametrize("records", BOTH, indirect=True)
    def test_a_thing_of_the_store(records): ...

runs once on SQLite and once on PostgreSQL; `pytestmark = pytest.mark.parametrize(...)` does so for a whole file. On
PostgreSQL a test has a database of its own, copied from one that is made once, with the same people and sessions in it;
it is reached as a role that is no superuser, so that row-level security holds. A test itself acts as the system does.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, transaction

from sightline_web import store
from tests.postgres import Postgres
from tests.web import people

BOTH = ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.thorough])]
DEFAULT = os.environ.get("SIGHTLINE_TEST_RECORDS", "sqlite")  # of tests that ask for neither
ROLE = "sightline"
_numbers = itertools.count(1)


@contextmanager
def records_on(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Use a store with the people in it, on either kind of database; yields the folder of the workspace's records."""
    if kind == "sqlite":
        yield people.store_with_people(folder)
        return
    database = copied(request.getfixturevalue("postgres_server"))
    with at(database):
        folder.mkdir(parents=True)
        store.install(folder)
        try:
            yield folder
        finally:
            store.install(None)
            database.drop()


@contextmanager
def at(database: Postgres) -> Iterator[None]:
    """Have this process and those that it starts find the records there."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database.uri)
        yield


def server_at(host: str) -> Postgres:
    """The server of a database in use, as its superuser."""
    return Postgres(Path(shutil.which("psql") or "/usr/bin/psql").parent, Path(host))


def empty(server: Postgres) -> Postgres:
    """A new database without tables, of the role that serves; whoever asks for it drops it."""
    return _new(server, "")


def copied(server: Postgres) -> Postgres:
    """The same with the people in it."""
    return _new(server, f"TEMPLATE {_template(server)}")


def _new(server: Postgres, how: str) -> Postgres:
    _roles(server)
    name = f"records_{os.getpid()}_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name} OWNER {ROLE} {how}")
    return replace(server, database=name, user=ROLE)


@cache
def _roles(server: Postgres) -> None:
    server.execute(f"CREATE ROLE {ROLE} LOGIN")


@cache
def _template(server: Postgres) -> str:
    """Make the database that is copied: every row of the template on SQLite, with its number."""
    before = store.folder()
    folder, _ = people._template()
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DATABASE_URL", raising=False)
        store.install(folder)
        models = [model for model in apps.get_models() if model._meta.managed]
        rows = serializers.serialize("json", (row for model in models for row in model._base_manager.all()))
    database = empty(server)
    with at(database):
        store.install(folder)
        store.prepare()
        with transaction.atomic(), connection.cursor() as cursor:
            for row in serializers.deserialize("json", rows):
                row.save()
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
        store.install(None)
    store.install(before)
    return database.database
