"""One default workspace for all tests, and the world as it would be without its slow step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sightline.example import Planted, make_example
from sightline.example.planted import Slowdown
from tests.example.panel import Tables


@pytest.fixture(scope="session")
def halden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_example(tmp_path_factory.mktemp("example") / "halden-parts")


@pytest.fixture(scope="session")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same seed, but the credit check never slows down."""
    planted = Planted(slowdown=Slowdown(after_days=Slowdown().before_days))
    return make_example(tmp_path_factory.mktemp("steady") / "halden-parts", planted=planted)


@pytest.fixture(scope="session")
def truth(halden: Path) -> dict[str, Any]:
    return json.loads((halden / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def tables(halden: Path) -> Tables:
    return Tables(halden, duckdb.connect())
