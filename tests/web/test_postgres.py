"""Records on PostgreSQL: faults in words and never with a password, roles of their own, shared connections."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from sightline_web import store
from sightline_web.databases.postgres import CONNECTIONS
from sightline_web.policy.actor import SYSTEM
from sightline_web.scenarios import queries, services
from tests.web import databases
from tests.web.test_store_services import LATER, kept

pytestmark = pytest.mark.postgres
SECRET = "s3cret%40word"


@pytest.fixture
def folder(tmp_path):
    yield tmp_path / ".sightline"
    store.install(None)


@pytest.fixture
def database(postgres_server):
    found = databases.empty(postgres_server)
    yield found
    store.install(None)
    found.drop()


def refused(monkeypatch, folder, address: str) -> store.StoreError:
    def start() -> None:
        store.install(folder)
        store.prepare()

    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(store.StoreError) as told:
        start()
    assert "s3cret" not in f"{told.value} {told.value.fault} {told.value.__cause__!r}"
    return told.value


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"mysql://me:{SECRET}@host/records", "must begin with postgresql://"),
        (f"postgresql://me:{SECRET}@host:port/records", "cannot be read"),
        (f"postgresql://me:{SECRET}@host", "names no database"),
    ],
)
def test_an_address_that_makes_no_sense_is_told_without_what_stands_in_it(monkeypatch, folder, address, said):
    error = refused(monkeypatch, folder, address)
    assert said in str(error)
    assert "DATABASE_URL" in str(error)


def test_a_server_that_is_away_is_told_with_its_place(monkeypatch, folder):
    error = refused(monkeypatch, folder, f"postgresql://me:{SECRET}@127.0.0.1:9/records")
    assert "the database “records” of 127.0.0.1:9 cannot be used" in str(error)
    assert "See that the server runs" in error.fault.fix


def test_a_role_or_a_database_that_is_not_there_is_told(monkeypatch, folder, database):
    error = refused(monkeypatch, folder, replace(database, user="nobody_here").uri)
    assert "does not exist" in str(error)
    assert "Make the role and the database first" in error.fault.fix


def test_records_of_a_newer_version_are_refused(monkeypatch, folder, database):
    monkeypatch.setenv("DATABASE_URL", database.uri)
    store.install(folder)
    store.prepare()
    database.execute("insert into django_migrations (app, name, applied) values ('scenarios', '0999_later', now())")
    error = refused(monkeypatch, folder, database.uri)
    assert "written by a newer version" in str(error)
    assert "Start that version" in error.fault.fix


@pytest.mark.parametrize("records", ["postgres"], indirect=True)
def test_a_server_that_goes_away_gives_pages_that_may_be_asked_again_and_comes_back(records, client, monkeypatch):
    name = store._database[0]._served["NAME"]
    assert client.get("/scenarios.json").status_code == 200
    monkeypatch.setattr("sightline_web.databases.postgres.PATIENCE_SECONDS", 1)
    store.install(records)
    server = connection.settings_dict["HOST"] or connection.settings_dict["OPTIONS"]["host"]
    admin = databases.server_at(server)
    admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    answers = [client.get(path) for path in ("/scenarios.json", "/")]
    assert [answer.status_code for answer in answers] == [503] * 2
    assert {answer.headers["Retry-After"] for answer in answers} == {"5"}
    assert "cannot be used" in answers[1].content.decode()
    admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    until = time.monotonic() + 10
    while (status := client.get("/scenarios.json").status_code) == 503 and time.monotonic() < until:
        time.sleep(0.1)
    assert status == 200


@pytest.mark.parametrize("records", ["postgres"], indirect=True)
def test_more_requests_at_once_than_connections_wait_for_each_other(records):
    kept()
    ready = threading.Barrier(3 * CONNECTIONS)

    def read(_number: int) -> int:
        ready.wait()
        try:
            return len(queries.scenario_list(by=SYSTEM))
        finally:
            connection.close()

    with ThreadPoolExecutor(3 * CONNECTIONS) as pool:
        assert set(pool.map(read, range(3 * CONNECTIONS))) == {1}
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where datname = current_database()")
        assert cursor.fetchone()[0] <= CONNECTIONS
        cursor.execute("show statement_timeout")
        assert cursor.fetchone() == ("30s",)


def test_the_role_that_serves_need_not_own_the_tables(monkeypatch, folder, database):
    admin = replace(database, user="postgres")
    admin.execute(
        "DO $$ BEGIN CREATE ROLE serving LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; "
        "REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT ALL ON SCHEMA public TO sightline"
    )
    serving = replace(database, user="serving")
    error = refused(monkeypatch, folder, serving.uri)
    assert "SIGHTLINE_OWNER_DATABASE_URL" in error.fault.fix
    monkeypatch.setenv("SIGHTLINE_OWNER_DATABASE_URL", database.uri)
    store.install(folder)
    store.prepare()
    assert kept().name == "Faster checks"
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("serving",)
    for statement in (
        "DROP TABLE scenarios_scenario",
        "ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
        "DELETE FROM journal_entry",
        "UPDATE journal_entry SET reason = ''",
        "TRUNCATE journal_entry",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
    ):
        with pytest.raises(AssertionError, match=r"must be owner|permission denied"):
            serving.execute(statement)
    monkeypatch.delenv("SIGHTLINE_OWNER_DATABASE_URL")
    store.install(folder)
    store.prepare()
    found = queries.scenario_list(by=SYSTEM)[0]
    assert services.scenario_archive(by=SYSTEM, scenario=found.pk, archived_at=LATER)
