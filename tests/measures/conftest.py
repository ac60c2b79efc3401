"""Both engines that read files, each opened once, over a folder in which tests make their workspaces."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sightline.engines import Engine, open_engine


@dataclass
class Desk:
    """An open engine and the folder that it may read."""

    engine: Engine
    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def new(self) -> Path:
        """Return a new folder that the engine may read."""
        path = self.folder / f"w{next(self._numbers)}"
        path.mkdir()
        return path


def _desk(name: str, folder: Path) -> Iterator[Desk]:
    with open_engine(name, allowed=[folder], threads=2) as engine:
        yield Desk(engine, folder)


@pytest.fixture(scope="session")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from _desk("duckdb", tmp_path_factory.mktemp("duck"))


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory, java: str) -> Iterator[Desk]:
    pytest.importorskip("pyspark", reason="pyspark is not here; install sightline[spark]")
    yield from _desk("spark", tmp_path_factory.mktemp("spark"))


@pytest.fixture(params=["duck", pytest.param("spark", marks=pytest.mark.spark)])
def desk(request: pytest.FixtureRequest) -> Desk:
    """DuckDB, then Spark."""
    found: Desk = request.getfixturevalue(request.param)
    return found
