"""Every engine in turn, each with a workbench."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.engines import open_engine
from sightline.model.declarations import Connection
from tests.engines.workbench import ParquetLayer, TableLayer, Workbench, sqlite_layer

EVERY_ENGINE = [
    "duckdb",
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("spark", marks=pytest.mark.spark),
]


@pytest.fixture(scope="session", params=EVERY_ENGINE)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder: Path = tmp_path_factory.mktemp(f"bench-{request.param}")
    if request.param in {"duckdb", "spark"}:
        if request.param == "spark":
            request.getfixturevalue("java")
            pytest.importorskip("pyspark")
        with open_engine(request.param, allowed=[folder], threads=1) as engine:
            yield Workbench(engine, ParquetLayer(folder))
        return
    if request.param == "sqlite":
        path = folder / "bench.sqlite"
        sqlite3.connect(path).close()
        path.touch()
        address, layer = str(path), sqlite_layer(path)
    else:
        server = request.getfixturevalue("postgres_server")
        database = server.create()
        address, layer = database.uri, TableLayer("postgres", database.execute)
    os.environ["SIGHTLINE_TEST_ADDRESS"] = address
    connection = Connection(driver=request.param, address_from="SIGHTLINE_TEST_ADDRESS")
    with open_engine("warehouse", connections={"warehouse": connection}) as engine:
        yield Workbench(engine, layer)
