"""What a snapshot can be asked about the backlog: what it is worth, the best set, what that hangs on, other rankings.

Questions raise `UnderWayError` while their answer is being found, `UnanswerableError` where the library gave a fault.
How the answers are found stands in `engine/choosing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sightline_web.portfolios import HangsOn, Limits, Portfolio

__all__ = ["ANYTHING", "Choosable"]

ANYTHING = Limits()


class Choosable(Protocol):
    """The part of a snapshot that knows the backlog."""

    def portfolio(self, limits: Limits = ANYTHING) -> Portfolio:
        """Return the backlog ranked and the best set within limits, with the committee's own order beside it."""

    def chances(self, limits: Limits = ANYTHING) -> Mapping[str, float]:
        """Return in which share of draws each belongs to the best set of that draw; nothing where no set can be."""

    def hangs_on(self, limits: Limits = ANYTHING) -> HangsOn:
        """Return what each limit costs, and what to learn first."""

    def compared(self, limits: Limits, name: str, text: str) -> Portfolio:
        """Return the same as `portfolio`, with a ranking beside it that is handed over as CSV; nothing is kept."""
