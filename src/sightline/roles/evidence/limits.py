"""Limits: from how many cases on what is shown of one person.

Below 10 nothing, up to 29 the team's value, from 30 the shrunk one; the unadjusted mean only where it is asked for. On
a public log of incidents, means of 10 to 29 cases predicted the next half year worse than the team did.
"""

from __future__ import annotations

from sightline.records.evidence import PersonState
from sightline.saying import phrase

__all__ = ["OWN", "RAW_WARNING", "TEAM", "state_of"]

TEAM, OWN = 10, 30
_ROUNDING = 1e-9  # shares of cases do not sum to whole numbers exactly
RAW_WARNING = phrase(
    "Asked for: the unadjusted value. It mixes the cases, chance and the person, and predicts worse than the value "
    "above."
)


def state_of(n: float) -> PersonState:
    """Return what is shown of a person with so many cases.

    Examples
    --------
    >>> [state_of(n) for n in (0, 9.9, 10, 29.9, 30)]
    ['nothing', 'nothing', 'team_only', 'team_only', 'shown']
    """
    if n < TEAM - _ROUNDING:
        return "nothing"
    return "team_only" if n < OWN - _ROUNDING else "shown"
