"""A small enterprise in which there is something to ask for everywhere: exceptions, and a saved scenario."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sightline_web.accounts.acting import actor_of
from sightline_web.exceptions import services as exceptions
from sightline_web.scenarios import services as scenarios
from tests.web import people
from tests.web.fakes import good
from tests.web.fakes_operations import DEVIATIONS

NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)


@pytest.fixture
def full(enterprise) -> None:
    """The exceptions that its deviations raise, one closed again, and two scenarios."""
    exceptions.offer(DEVIATIONS, complete=True, at=NOW, snapshot=good().snapshot)
    by = actor_of(people.account())
    for name, shift in (("Night shift", "lead_time=-0.2"), ("Day shift", "lead_time=+0.2")):
        scenarios.scenario_create(by=by, name=name, shifts=[shift], note="", created_at=NOW)
