"""A review to work on, and who works on it."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime

from sightline_web import keeper
from sightline_web.accounts.acting import actor_of
from sightline_web.keeper import Outcome
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Duty
from sightline_web.reviews import services
from sightline_web.reviews.models import Cycle
from sightline_web.reviews.services import Calendar
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.fakes_packs import PERIODS

NOW = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
DAYS = Calendar(date(2026, 11, 6), date(2026, 11, 11), date(2026, 11, 13))


def serve(snapshot: FakeSnapshot) -> FakeSnapshot:
    """Have the app serve a snapshot."""
    kept = keeper_of(Outcome(snapshot))
    keeper.install(kept)
    kept.settle()
    return snapshot


def actor(duty: Duty | str) -> Actor:
    """Who acts with a duty."""
    return actor_of(people.account(duty))


def opened(period: int = 0, calendar: Calendar = DAYS) -> Cycle:
    """Open the review of one of the periods."""
    return services.cycle_open(by=actor(Duty.STRATEGY_OFFICE), period=PERIODS[period], calendar=calendar, at=NOW)


def text_of(answer, status: int = 200) -> str:
    """What a page says, without its marks."""
    content = answer.content.decode()
    assert answer.status_code == status, content[:600]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", content)))
