"""Who may decide on an initiative, and how a promise says who did."""

from __future__ import annotations

from sightline_web.accounts.marks import mark_of, named
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Duty

__all__ = ["DECIDERS", "named", "written"]

DECIDERS = (Duty.EXECUTIVE, Duty.PORTFOLIO_BOARD)


def written(by: Actor) -> str:
    """Return who decides as a promise says it: "account 12 (portfolio board)"."""
    return mark_of(by, DECIDERS)
