"""A workspace whose log takes live events, the door in front of it, and a token that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sightline_web.asgi import App
from sightline_web.landing import budgets
from tests.web.landing.sending import MODEL, Door, token_of


@pytest.fixture
def workspace(records: Path) -> Path:
    """The folder of a workspace; its records are those of the test."""
    root = records.parent
    (root / "sightline.yml").write_text(MODEL)
    (root / "orders.csv").write_text("case,activity,time\n")
    return root


@pytest.fixture
def token(workspace: Path) -> str:
    """A token of somebody who may send events."""
    return token_of("operations_manager")


@pytest.fixture
def door(workspace: Path, token: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """The application, asked without a server; every request bears the token."""
    monkeypatch.setattr(budgets.BUDGET, "_purses", {})
    app = App(workspace)
    yield Door(app, token)
    app.close()


@pytest.fixture
def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
