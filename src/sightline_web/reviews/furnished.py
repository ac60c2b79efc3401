"""The review that the demo is in the middle of: opened, with a note and a decision, to be prepared."""

from __future__ import annotations

from datetime import date

from sightline_web.furnishing import House
from sightline_web.packed import Reviewable
from sightline_web.reviews import services
from sightline_web.reviews.forms import usual
from sightline_web.reviews.models import Cycle
from sightline_web.reviews.services import Calendar, Known

__all__ = ["cycles"]

PERIOD = Reviewable("2026-10", "October 2026", date(2026, 10, 1), date(2026, 11, 1))


def cycles(house: House) -> None:
    """Open a review of the example's last month; nothing where there is any."""
    office, boss = house.actors.get("strategy_office"), house.actors.get("executive")
    if office is None or boss is None or Cycle.objects.exists():
        return
    days = usual(PERIOD)
    calendar = Calendar(
        days["prepare_until"], days["meets_on"], days["sign_until"], office.account, boss.account, boss.account
    )
    made = services.cycle_open(by=office, period=PERIOD, calendar=calendar, at=house.now)
    services.note_add(
        by=office, cycle=made.pk, about="goal:grow_service", at=house.now,
        text="The path from the credit check to renewals holds: it slowed in North in May, and contracts there "
             "began to lapse in September. No other region shows it.",
    )  # fmt: skip
    services.decision_take(
        by=boss, cycle=made.pk, title="Give the credit checks of North a second analyst until the check is automated",
        role="credit_analyst", due=date(2026, 12, 15), about="goal:grow_service", known=Known(), at=house.now,
    )  # fmt: skip
