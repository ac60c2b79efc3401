"""What is said in the demo about its goal at risk, by those who have to do with it."""

from __future__ import annotations

from datetime import timedelta

from sightline_web.anchors import anchor_named
from sightline_web.comments import services
from sightline_web.comments.asked import Asked
from sightline_web.comments.models import Comment
from sightline_web.comments.services import Said
from sightline_web.comments.words import Part
from sightline_web.furnishing import House
from sightline_web.policy.actor import Actor

__all__ = ["furnish"]

GOAL, TITLE = ("goal", "grow_service"), "Grow service revenue to 30 million a year by March 2028"
ASKED = "It is behind its path. Which step do we speak about in the review, @{}?"
ANSWERED = """Waiting for the credit check: /metrics/credit_check_time. Orders ship late behind it, and contracts are \
renewed less.

What we could do is in the backlog: /portfolio/automate_credit_check"""
DAY = timedelta(days=1)


def furnish(house: House) -> None:
    """Keep one thread about the goal at risk, and one that is settled; nothing where anything is said."""
    office, manager = house.actors.get("strategy_office"), house.actors.get("operations_manager")
    leads, anchor = house.actors.get("line_manager"), anchor_named(*GOAL)
    there = Comment.objects.unscoped("whether anything is said").exists()
    if office is None or manager is None or leads is None or anchor is None or there:
        return
    then = house.now - 3 * DAY
    asks = _said(ASKED, manager, "operations-manager")
    first = services.comment_write(by=office, anchor=anchor, thread=None, title=TITLE, at=then, said=asks)
    answers = _said(ANSWERED)
    services.comment_write(by=manager, anchor=anchor, thread=first, title=TITLE, at=then + DAY, said=answers)
    settled = services.comment_write(
        by=leads, anchor=anchor, thread=None, title=TITLE, at=then,
        said=_said("Is the target that of the plan, or the one from before the price rise?"),
    )  # fmt: skip
    services.comment_write(
        by=office, anchor=anchor, thread=settled, title=TITLE, at=then + DAY, said=_said("That of the plan.")
    )
    services.thread_resolve(by=leads, comment=settled.pk, at=then + DAY)


def _said(text: str, asks: Actor | None = None, handle: str = "") -> Said:
    if asks is None or asks.account is None:
        return Said(text, Asked({}, {}, ()))
    meant: dict[str, Part] = {handle: {"to": asks.account}}
    return Said(text.format(handle), Asked(meant, {asks.account: "mention"}, ()))
