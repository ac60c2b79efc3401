"""What the demo's line manager follows: the goal at risk, once a week."""

from __future__ import annotations

from sightline_web.anchors import anchor_named
from sightline_web.furnishing import House
from sightline_web.subscriptions import services
from sightline_web.subscriptions.models import Subscription
from sightline_web.subscriptions.stands import Stand

__all__ = ["furnish"]

GOAL = ("goal", "grow_service")


def furnish(house: House) -> None:
    """Have the goal followed; nothing where anything is."""
    leads, anchor = house.actors.get("line_manager"), anchor_named(*GOAL)
    there = Subscription.objects.unscoped("whether anything is followed").exists()
    if leads is None or anchor is None or there:
        return
    services.follow(by=leads, anchor=anchor, query="", cadence="weekly", mail=True, stand=Stand(), at=house.now)
