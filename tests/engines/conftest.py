"""Every engine in turn, each with a workbench."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.engines import open_engine
from tests.engines.workbench import Workbench

EVERY_ENGINE = ["duckdb", pytest.param("spark", marks=pytest.mark.spark)]


@pytest.fixture(scope="session", params=EVERY_ENGINE)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    if request.param == "spark":
        request.getfixturevalue("java")
    folder: Path = tmp_path_factory.mktemp(f"bench-{request.param}")
    with open_engine(request.param, allowed=[folder], threads=1) as engine:
        yield Workbench(engine, folder)
