"""Duties and moments of accounts in words."""

from __future__ import annotations

from collections.abc import Iterable

from sightline_web.languages.marks import later
from sightline_web.policy.words import Duty

__all__ = ["DUTIES", "NO_DUTY", "duty_words"]

DUTIES = {  # each duty, and what it is for
    Duty.EXECUTIVE: (later("executive"), later("reads strategy, operations and figures by role")),
    Duty.STRATEGY_OFFICE: (later("strategy office"), later("keeps scenarios and the strategy's files")),
    Duty.OPERATIONS_MANAGER: (later("operations manager"), later("works through deviations and processes")),
    Duty.PORTFOLIO_BOARD: (later("portfolio board"), later("decides on initiatives")),
    Duty.ANALYST: (later("analyst"), later("sees data, sources and how figures are made")),
    Duty.HR_PARTNER: (later("HR partner"), later("stands by the people of some units")),
    Duty.AUDITOR: (later("auditor"), later("reads the journal")),
    Duty.WORKS_COUNCIL: (later("works council"), later("sees which figures about people are made")),
    Duty.ADMINISTRATOR: (later("administrator"), later("invites people and keeps their accounts")),
}
NO_DUTY = later("no duty (own record, goals and figures for all)")


def duty_words(duties: Iterable[str]) -> str:
    """Return duties as a reader knows them, in their usual order."""
    held = set(duties)
    return ", ".join(str(word) for duty, (word, _) in DUTIES.items() if duty.value in held)
