"""What live events change: of one rule in one case, as soon as it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Change"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a rule in a case, where that is not what it was.

    Parameters
    ----------
    process, rule, case : str
        Of what.
    before : str, optional
        What it was: `satisfied`, `violated`, `pending` or `not_applicable`; None where nothing has asked before.
    outcome : str
        What it is now.
    at : datetime, optional
        Of the event that violated, or that owes something.
    due : datetime, optional
        Until when a pending one has time.
    segment : tuple of (dimension, value)
        Where the case belongs, by the dimensions of its process.
    row : int
        The number of the last landed event that is taken into account.
    """

    process: str
    rule: str
    case: str
    before: str | None
    outcome: str
    at: datetime | None
    due: datetime | None
    segment: tuple[tuple[str, str], ...]
    row: int
