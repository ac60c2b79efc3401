"""Databases behind a connection: read, in types of their own, and never written."""

from __future__ import annotations

import sqlite3

import pytest
from sqlglot import parse_one

from sightline.engines import open_engine
from sightline.errors import DeclarationError, EnvironmentFaultError, SourceError, SourceMissingError
from sightline.model.declarations import Connection


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """A SQLite file with odd values, and an engine over it."""
    path = tmp_path / "odd name#1?.sqlite"
    connection = sqlite3.connect(path)
    with connection:
        connection.executescript(
            """
            CREATE TABLE entries (id INTEGER PRIMARY KEY, amount NUMERIC(12, 2), booked TIMESTAMP, day DATE, note,
                ok BOOLEAN);
            INSERT INTO entries VALUES (1, 10.5, '2026-03-29T03:30:00+02:00', '2026-03-29', 'a', 1);
            INSERT INTO entries VALUES (2, 4, 1774747800, '2026-03-29 10:00:00', 'b', 0);
            INSERT INTO entries VALUES (3, NULL, NULL, NULL, NULL, NULL);
            CREATE TABLE bad (n INTEGER, at TIMESTAMP);
            INSERT INTO bad VALUES ('twelve', 'yesterday');
            CREATE VIEW booked AS SELECT id, amount FROM entries;
            """
        )
    connection.close()
    monkeypatch.setenv("LEDGER_ADDRESS", str(path))
    declared = {"ledger": Connection(driver="sqlite", address_from="LEDGER_ADDRESS")}
    with open_engine("ledger", connections=declared) as engine:
        engine.attach("entries", "entries")
        yield engine


def rows(engine, text):
    return engine.query(parse_one(text, dialect="duckdb")).to_pylist()


def test_declared_types_say_what_columns_hold(ledger):
    assert ledger.columns("entries") == {
        "id": "number",
        "amount": "number",
        "booked": "timestamp",
        "day": "date",
        "note": "text",
        "ok": "boolean",
    }


def test_moments_are_read_as_text_with_an_offset_or_as_seconds(ledger):
    found = rows(ledger, "select booked, day, ok from entries order by id")
    assert [str(row["booked"]) for row in found] == ["2026-03-29 01:30:00+00:00", "2026-03-29 01:30:00+00:00", "None"]
    assert [str(row["day"]) for row in found] == ["2026-03-29", "2026-03-29", "None"]
    assert [row["ok"] for row in found] == [True, False, None]


def test_a_view_is_a_relation_too(ledger):
    ledger.attach("booked", "main.booked")
    assert rows(ledger, "select sum(amount) as total from booked") == [{"total": 14.5}]


def test_a_text_among_numbers_is_the_datas_fault_not_zero(ledger):
    ledger.attach("bad", "bad")
    with pytest.raises(SourceError, match="'twelve' is not a number"):
        rows(ledger, "select sum(n) as total from bad")
    with pytest.raises(SourceError, match="'yesterday' is not a date or moment"):
        rows(ledger, "select max(at) as latest from bad")


def test_a_table_that_is_not_there(ledger):
    with pytest.raises(SourceMissingError, match="there is no table 'gone'"):
        ledger.attach("gone", "gone")


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM entries",
        "CREATE TABLE t (a)",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA writable_schema = ON",
        "SELECT load_extension('x')",
        "VACUUM INTO 'copy.sqlite'",
    ],
)
def test_sqlite_refuses_even_behind_the_gate(ledger, text):
    with pytest.raises((EnvironmentFaultError, DeclarationError)):
        ledger._rows(text)


def test_a_query_that_takes_too_long_is_stopped(ledger):
    ledger._timeout_s = 0.05
    endless = parse_one(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000000) select max(i) as i from n"
    )
    with pytest.raises(EnvironmentFaultError, match=r"took longer than 0\.05 s"):
        ledger.query(endless)


@pytest.fixture
def warehouse(postgres, monkeypatch):
    """A PostgreSQL database with a schema and a reader, and an engine over it."""
    postgres.execute(
        """
        CREATE SCHEMA finance;
        CREATE SEQUENCE numbers;
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE TABLE finance."Ledger" (id bigint, amount numeric(12, 2), rate real, booked timestamptz, day date,
            how mood, key uuid, notes jsonb);
        INSERT INTO finance."Ledger" VALUES
            (1, 10.50, 0.5, '2026-03-29 03:30+02', '2026-03-29', 'good', '00000000-0000-0000-0000-000000000001', '{}'),
            (2, 'NaN', 'NaN', NULL, NULL, 'bad', NULL, NULL);
        """
    )
    monkeypatch.setenv("WAREHOUSE_ADDRESS", postgres.uri)
    declared = {"warehouse": Connection(driver="postgresql", address_from="WAREHOUSE_ADDRESS")}
    with open_engine("warehouse", connections=declared) as engine:
        engine.attach("ledger", "finance.Ledger")
        yield engine


@pytest.mark.postgres
def test_postgresql_types(warehouse):
    assert warehouse.columns("ledger") == {
        "id": "number",
        "amount": "number",
        "rate": "number",
        "booked": "timestamptz",
        "day": "date",
        "how": "text",
        "key": "text",
        "notes": "other",
    }
    found = rows(
        warehouse, "select sum(amount) as a, sum(rate) as r, max(how) as h, max(booked) as b, max(key) as k from ledger"
    )
    assert found[0]["a"] == 10.5
    assert found[0]["r"] == 0.5
    assert found[0]["h"] == "good"
    assert str(found[0]["b"]) == "2026-03-29 01:30:00+00:00"
    assert found[0]["k"] == "00000000-0000-0000-0000-000000000001"


@pytest.mark.postgres
@pytest.mark.parametrize(
    "text",
    [
        'DELETE FROM finance."Ledger"',
        "CREATE TABLE t (a int)",
        "SELECT nextval('numbers')",
        "SELECT 1; SELECT 2",
    ],
)
def test_postgresql_refuses_to_write_even_behind_the_gate(warehouse, text):
    with pytest.raises((EnvironmentFaultError, DeclarationError)):
        warehouse._run(text)
    with pytest.raises((EnvironmentFaultError, DeclarationError)):
        warehouse._run(text, copy=False)


@pytest.mark.postgres
def test_a_table_nobody_made_and_a_server_nobody_runs(warehouse, monkeypatch, tmp_path):
    with pytest.raises(SourceMissingError, match=r"there is no table 'finance\.gone' that this user can see"):
        warehouse.attach("gone", "finance.gone")
    monkeypatch.setenv("WAREHOUSE_ADDRESS", f"postgresql://someone:secret@/nothing?host={tmp_path}")
    declared = {"warehouse": Connection(driver="postgresql", address_from="WAREHOUSE_ADDRESS")}
    with pytest.raises(EnvironmentFaultError, match="PostgreSQL cannot be reached") as told:
        open_engine("warehouse", connections=declared)
    assert "secret" not in str(told.value)


@pytest.mark.postgres
def test_the_statement_timeout_holds(warehouse):
    warehouse._run("SELECT set_config('statement_timeout', '50', false)")
    with pytest.raises(EnvironmentFaultError, match="took too long and was stopped"):
        warehouse._run("SELECT pg_sleep(5)")
