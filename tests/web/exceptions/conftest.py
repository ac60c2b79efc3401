"""Deviations of the small enterprise, offered day by day; and people who act on what was raised."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sightline_web.accounts.acting import actor_of
from sightline_web.deviations import Deviation
from sightline_web.exceptions import services
from sightline_web.exceptions.models import Exceptional
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.fakes import good
from tests.web.fakes_operations import DEVIATIONS, deviation

NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SLOW, LATE, UNCHECKED, LIMIT = DEVIATIONS  # a chart, a deadline, a rule and a control
SLOWNESS, OVERDUE = "lead_time@region=North", "receivables"


def offered(*found: Deviation, at: datetime = NOW, complete: bool = True) -> services.Offered:
    """Offer deviations as a live process does."""
    return services.offer(found, complete=complete, at=at, snapshot=good().snapshot)


def late(number: int, share: float = 0.05) -> Deviation:
    """One of many cases of one rule, dear enough to interrupt."""
    return deviation(
        f"late-{number}", "rule", process="order_to_cash", rule="ship_in_time", case=f"2026/{number}",
        owner="operations_manager", goal="ship_on_time", price=0.004, low=0.001, high=0.007, price_share=share,
        prices={"ship_on_time": 0.004}, sentence=f"Case 2026/{number} was shipped too late; it costs 0.4 points.",
    )  # fmt: skip


def dearer(each: Deviation, times: float) -> Deviation:
    """The same at another price."""
    share = (each.price_share or 0.0) * times
    price = (each.price or 0.0) * times
    return replace(each, price=price, price_share=share, prices={str(each.goal): price})


def one(key: str = SLOWNESS) -> Exceptional:
    """The exception of a key."""
    return Exceptional.objects.unscoped("a test").get(key=key)


@pytest.fixture
def manager() -> Actor:
    """The operations manager on duty."""
    return actor_of(people.account(Duty.OPERATIONS_MANAGER))


@pytest.fixture
def colleague() -> Actor:
    """Somebody else with the same duty."""
    return actor_of(people.account())
