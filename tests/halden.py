"""The example enterprise, made, landed and measured once for all test processes: each takes a copy of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sightline.example import make_example
from sightline.facts.locks import hold
from sightline.reading import read
from sightline.workspace import Workspace

__all__ = ["copy_of_halden"]


def copy_of_halden(factory: pytest.TempPathFactory, into: Path) -> Path:
    """Return a copy of the default example, with all that reading it once leaves below `.sightline`."""
    return Path(shutil.copytree(_made(factory), into, copy_function=shutil.copy2))


def _made(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "halden-shared"
    shared.mkdir(exist_ok=True)
    folder, whole = shared / "halden-parts", shared / "whole"
    with (shared / "lock").open("wb") as mark:
        hold(mark)
        if not whole.exists():
            make_example(folder)
            with read(Workspace(folder)) as reading:
                reading.outlook()
            whole.touch()
    return folder
