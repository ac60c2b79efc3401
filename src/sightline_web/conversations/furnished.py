"""What the demo's line manager and one of their team have talked about, and when they talk again."""

from __future__ import annotations

from datetime import timedelta

from sightline_web.conversations import services
from sightline_web.conversations.models import CheckIn
from sightline_web.furnishing import House
from sightline_web.policy.words import Relation

__all__ = ["furnish"]

MONTH, WEEK = timedelta(days=30), timedelta(days=7)


def furnish(house: House) -> None:
    """Keep one conversation that took place and plan the next; nothing where there is any."""
    manager, person = house.actors.get("line_manager"), house.actors.get("employee")
    if manager is None or person is None or not manager.person or not person.person or CheckIn.objects.exists():
        return
    then = house.now - MONTH
    one, other = person.person, manager.person
    held = services.check_in_plan(by=manager, person=one, manager=other, day=then.date(), at=then)
    leads, own = {Relation.MANAGER}, {Relation.SELF}
    services.note_add(
        by=manager, standing=leads, check_in=held, at=then,
        words="Triage takes longer where the machine's history is missing. We ask sales to send it along.",
    )  # fmt: skip
    services.note_add(
        by=person, standing=own, check_in=held, at=then,
        words="I should like to plan routes for the engineers myself, one day a week to begin with.",
    )  # fmt: skip
    services.step_add(
        by=manager, standing=leads, check_in=held, words="Ask the head of sales for the machine's history.",
        side="manager", due=house.now.date() + WEEK, at=then,
    )  # fmt: skip
    services.check_in_held(by=manager, standing=leads, person=one, check_in=held.pk, at=then)
    services.check_in_plan(by=manager, person=one, manager=other, day=house.now.date() + WEEK, at=house.now)
