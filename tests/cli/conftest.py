"""Running the command line in this process, and reading what it printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sightline.cli.commands.init import make_workspace
from sightline.cli.entry import run
from tests.cli.ahead import FakeReading, stand_in


@dataclass(frozen=True)
class Printed:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@pytest.fixture
def sightline(capfdbinary, monkeypatch) -> Callable[..., Printed]:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*words: str | Path) -> Printed:
        capfdbinary.readouterr()
        code = run([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return Printed(code, out.decode(), err.decode())

    return call


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Path:
    """A fresh workspace as `init` makes it; the current folder."""
    root = tmp_path / "corner_shop"
    make_workspace(root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def reading(monkeypatch) -> FakeReading:
    """A reading made by hand, which every command of the test gets."""
    return stand_in(monkeypatch, FakeReading())
