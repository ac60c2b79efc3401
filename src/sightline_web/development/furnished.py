"""What the demo's employee wants and learns: one thing shared with their manager, one their own."""

from __future__ import annotations

from datetime import timedelta

from sightline_web.development import services
from sightline_web.development.models import Aspiration
from sightline_web.furnishing import House

__all__ = ["furnish"]

QUARTER = timedelta(days=90)


def furnish(house: House) -> None:
    """Write down what the employee wants; nothing where anybody has."""
    person = house.actors.get("employee")
    if person is None or not person.person or Aspiration.objects.exists():
        return
    made = services.aspiration_add(
        by=person, text="To lead the planning of service routes one day.", role="service_manager", at=house.now
    )
    services.own_share(Aspiration, by=person, key=made.pk, shared=True)
    services.learning_add(
        by=person, text="Plan the routes of two engineers for a month.", capability="", level=None,
        due=(house.now + QUARTER).date(), at=house.now,
    )  # fmt: skip
