"""A workspace of one model file and one table, whose record store is the test's own, with some people in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sightline.cli.commands.init import make_workspace
from sightline_web import store
from sightline_web.accounts.models import Account
from sightline_web.policy.actor import Actor

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BY = Actor(None, "system", origin="tests")


@pytest.fixture
def workspace(records: Path, tmp_path: Path) -> Iterator[Path]:
    """A fresh workspace around the store, in which eight accounts belong to persons."""
    made = tmp_path / "made"
    make_workspace(made)
    for child in made.iterdir():
        child.rename(records.parent / child.name)
    for number in range(1, 9):
        Account.objects.create(email=f"p{number}@example.org", name=f"Person {number}", person=f"E{number:03}")
    yield records.parent
    store.install(None)
