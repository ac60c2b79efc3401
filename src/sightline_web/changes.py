"""What live events change, as the app sees it: a rule in a case that stands otherwise than a moment ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Change"]

Segment = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one rule in one case.

    Parameters
    ----------
    process, rule, case : str
        Which.
    outcome : str
        How it stands: `violated`, `pending`, `satisfied` or `not_applicable`.
    noticed_at : datetime
        The moment in the data at which that was seen.
    segment : tuple of (dimension, value)
        Where the case belongs.
    """

    process: str
    rule: str
    case: str
    outcome: str
    noticed_at: datetime
    segment: Segment = ()
