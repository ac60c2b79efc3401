"""Numbers about one person want an approved entry of the register of metrics, which the app keeps."""

from __future__ import annotations

from collections.abc import Collection

from sightline.errors import NotApprovedError

__all__ = ["refuse_unapproved"]


def refuse_unapproved(
    metric: str, approved: Collection[str], *, instead: str, what: str = "numbers about one person"
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
        raise NotApprovedError(
            f"no approved entry of the register of metrics allows {what}.",
            place=f"metric '{metric}'",
            fix="Have its purpose, legal basis, data and level of view entered and approved. "
            f"{instead} are shown without.",
        )
