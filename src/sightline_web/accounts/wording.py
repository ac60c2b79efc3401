"""Duties and moments of accounts in words."""

from __future__ import annotations

from collections.abc import Iterable

from sightline_web.policy.words import Duty

__all__ = ["DUTIES", "NO_DUTY", "duty_words"]

DUTIES = {  # each duty, and what it is for
    Duty.EXECUTIVE: ("executive", "reads strategy, operations and figures by role"),
    Duty.STRATEGY_OFFICE: ("strategy office", "keeps scenarios and the strategy's files"),
    Duty.OPERATIONS_MANAGER: ("operations manager", "works through deviations and processes"),
    Duty.PORTFOLIO_BOARD: ("portfolio board", "decides on initiatives"),
    Duty.ANALYST: ("analyst", "sees data, sources and how figures are made"),
    Duty.HR_PARTNER: ("HR partner", "stands by the people of some units"),
    Duty.AUDITOR: ("auditor", "reads the journal"),
    Duty.WORKS_COUNCIL: ("works council", "sees which figures about people are made"),
    Duty.ADMINISTRATOR: ("administrator", "invites people and keeps their accounts"),
}
NO_DUTY = "no duty: own record, goals and figures for all"


def duty_words(duties: Iterable[str]) -> str:
    """Return duties as a reader knows them, in their usual order."""
    held = set(duties)
    return ", ".join(word for duty, (word, _) in DUTIES.items() if duty.value in held)
