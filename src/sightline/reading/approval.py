"""Numbers about one person want an approved entry of the register of metrics, which the app keeps."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from sightline.errors import NotApprovedError
from sightline.saying import phrase, say

__all__ = ["refuse_unapproved"]

_Told = Literal["numbers about one person", "levels of one person"]
_CAUSES = {
    "numbers about one person": phrase("no approved entry of the register of metrics allows numbers about one person."),
    "levels of one person": phrase("no approved entry of the register of metrics allows levels of one person."),
}
_FIXES = {
    "Teams": phrase(
        "Have its purpose, legal basis, data and level of view entered and approved. Teams are shown without."
    ),
    "Roles": phrase(
        "Have its purpose, legal basis, data and level of view entered and approved. Roles are shown without."
    ),
}


def refuse_unapproved(
    metric: str,
    approved: Collection[str],
    *,
    instead: Literal["Teams", "Roles"],
    what: _Told = "numbers about one person",
) -> None:
    """Refuse what nobody approved.

    Parameters
    ----------
    metric : str
        What is asked about a person, as the register calls it.
    approved : collection of str
        What the register allows.
    instead : str
        What is shown without: `Teams`, `Roles`.
    what : str
        What would be told.

    Raises
    ------
    NotApprovedError
        If the metric is not among those approved.
    """
    if metric not in approved:
        raise NotApprovedError(say(_CAUSES[what]), place=say("metric '{name}'", name=metric), fix=say(_FIXES[instead]))
