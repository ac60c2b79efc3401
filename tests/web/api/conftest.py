"""A small enterprise in which there is something to ask for everywhere: exceptions, and a saved scenario."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sightline_web.accounts.acting import actor_of
from sightline_web.exceptions import services as exceptions
from sightline_web.reviews import services as reviews
from sightline_web.reviews.services import Calendar, Known
from sightline_web.scenarios import services as scenarios
from tests.web import people
from tests.web.fakes import good
from tests.web.fakes_operations import DEVIATIONS
from tests.web.fakes_packs import PERIODS

NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)


@pytest.fixture
def full(enterprise) -> None:
    """The exceptions that its deviations raise, one closed again, two scenarios, and a review with a decision."""
    exceptions.offer(DEVIATIONS, complete=True, at=NOW, snapshot=good().snapshot)
    by = actor_of(people.account())
    review = reviews.cycle_open(by=by, period=PERIODS[0], calendar=Calendar(), at=NOW)
    reviews.decision_take(
        by=by, cycle=review.pk, title="Hire two", role="picker", due=None, about="goal:grow_revenue",
        known=Known(0.2, None), at=NOW,
    )  # fmt: skip
    for name, shift in (("Night shift", "lead_time=-0.2"), ("Day shift", "lead_time=+0.2")):
        scenarios.scenario_create(by=by, name=name, shifts=[shift], note="", created_at=NOW)
