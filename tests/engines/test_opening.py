"""Opening an engine by name, and what is said when that cannot be."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from sightline.engines import ENGINES, open_engine
from sightline.errors import EnvironmentFaultError, SourceMissingError, UnknownNameError
from sightline.model.declarations import Connection

LEDGER = {"ledger": Connection(driver="sqlite", address_from="LEDGER_ADDRESS")}


def test_the_table_of_engines_is_complete():
    assert list(ENGINES) == ["duckdb", "spark", "postgresql", "sqlite"]


def test_an_unknown_engine_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'duckdb'"):
        open_engine("duckbd")


def test_a_driver_is_no_engine_without_a_connection():
    with pytest.raises(UnknownNameError, match="Declared: duckdb, ledger, spark"):
        open_engine("sqlite", connections=LEDGER)


def test_a_missing_address_names_the_variable(monkeypatch):
    monkeypatch.delenv("LEDGER_ADDRESS", raising=False)
    with pytest.raises(EnvironmentFaultError, match="Set LEDGER_ADDRESS to the address of the database"):
        open_engine("ledger", connections=LEDGER)


def test_a_database_file_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv("LEDGER_ADDRESS", str(tmp_path / "gone.sqlite"))
    with pytest.raises(SourceMissingError, match=r"there is no file .*gone\.sqlite"):
        open_engine("ledger", connections=LEDGER)
    assert not (tmp_path / "gone.sqlite").exists()


def test_a_file_that_is_no_database(monkeypatch, tmp_path):
    (tmp_path / "text.sqlite").write_text("no database" * 100)
    monkeypatch.setenv("LEDGER_ADDRESS", str(tmp_path / "text.sqlite"))
    with pytest.raises(EnvironmentFaultError, match="cannot be read as a SQLite database"):
        open_engine("ledger", connections=LEDGER)


@pytest.mark.parametrize(
    ("engine", "package", "extra"),
    [("spark", "pyspark", "spark"), ("warehouse", "adbc_driver_postgresql", "postgres")],
)
def test_a_missing_package_says_how_to_install_it(monkeypatch, engine, package, extra):
    there = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == package else there(name, *rest)
    )
    monkeypatch.setenv("WAREHOUSE_ADDRESS", "postgresql://nobody@localhost/nothing")
    connections = {"warehouse": Connection(driver="postgresql", address_from="WAREHOUSE_ADDRESS")}
    with pytest.raises(EnvironmentFaultError, match=rf"pip install 'sightline\[{extra}\]'"):
        open_engine(engine, connections=connections)


def test_importing_the_engines_imports_no_database():
    code = "import sys, sightline.engines; print([m for m in ('duckdb', 'pyspark', 'sqlite3') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
