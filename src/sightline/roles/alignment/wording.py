"""What is found, in words: what differs, what chance gives, where it comes from, and what a reader should know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sightline.records.alignment import Against, AlignmentState, Cause
from sightline.roles.alignment.judging import FEW, LIMIT, OWN

__all__ = ["NO_PAST", "Able", "cause_words", "few_words", "move_words", "percent", "state_words"]

NO_PAST = "Earlier work does not say how this would be split, so where the distance comes from cannot be told."
Able = Literal["before", "now", "role"]
_ABLE: Mapping[Able, str] = {"before": "did it before", "now": "does it now", "role": "performs it by its role"}
_COMPARED: Mapping[Against, str] = {"agreement": "than agreed", "baseline": "than before; nothing was agreed"}
_CAUSES: Mapping[Cause, tuple[str, str]] = {
    "demand": ("Other work came", "so far the mix would have moved had each activity kept its split over performers"),
    "assignment": ("The same work was given to others", "activities are split over performers unlike before"),
    "own": ("This person's work moved beyond that of the role", "a matter for whoever assigns the work"),
    "goals": ("What is agreed was declared anew", "the distance between what is agreed now and at the start"),
    "residual": ("It already differed before", "what the earlier work does not share with what was agreed"),
}  # fmt: skip
_NOTHING: Mapping[Cause, str] = {
    "goals": "What is agreed has not changed since the start.", "residual": "Nothing is left unexplained.",
}  # fmt: skip


def percent(share: float) -> str:
    """Return a share in whole percent, below 10 with a digit.

    Examples
    --------
    >>> percent(0.2014), percent(0.0419), percent(-0.002)
    ('20 %', '4.2 %', '-0.2 %')
    """
    value = share * 100
    return f"{value:.0f} %" if abs(value) >= 9.95 else f"{value:.1f} %"  # noqa: PLR2004 -- where 10.0 would be written


def state_words(
    state: AlignmentState,
    against: Against,
    *,
    items: float | None = None,
    distance: float | None = None,
    noise: float | None = None,
    interval: tuple[float, float] | None = None,
    reason: str = "",
) -> str:
    """Return one or two sentences on a subject."""
    if state == "withheld":
        return f"Withheld: {reason}."
    if state == "no_reference":
        return "Nothing was agreed, and there is no earlier work to compare with."
    if state == "too_little":
        return reason or f"Only {items or 0:.0f} items of work: below {LIMIT} no distance is told."
    if distance is None or noise is None or interval is None:
        return reason
    low, high = (percent(max(one, 0.0)) for one in interval)
    moved = (
        f"{percent(distance)} of the work (90 %: {low} to {high}) is in other activities {_COMPARED[against]}. Chance "
        f"alone gives {percent(noise)}."
    )
    if state == "team":
        return (
            f"{items or 0:.0f} items are too few for a value of one's own (from {OWN} on): this is the role's. {moved}"
        )
    return moved if state == "drifted" else f"{moved} That is within what chance does."


def few_words(items: float) -> str:
    """Return why nothing is told of a person."""
    return f"{items:.0f} items of work: below {FEW} nothing is told of a person."


def cause_words(cause: Cause, value: float, low: float, high: float) -> str:
    """Return what a cause adds, as a sentence."""
    if value == low == high == 0.0 and cause in _NOTHING:
        return _NOTHING[cause]
    what, why = _CAUSES[cause]
    return f"{what}: {percent(value)} (90 %: {percent(low)} to {percent(high)}); {why}."


def move_words(
    activity: str, giver: str, taker: str, amount: float, unit: str, grain: str, *, able: Able, lacks: bool
) -> str:
    """Return a move as a sentence with its reason.

    Parameters
    ----------
    able : str
        Why the taker can do it.
    lacks : bool
        Whether the taker has less of it than agreed; else the giver has more.
    """
    aim = f"{taker} has less of it than agreed" if lacks else f"{giver} has more of it than agreed"
    return f"{amount:,.0f} {unit} a {grain} of {activity} from {giver} to {taker}: {aim}, and {taker} {_ABLE[able]}."
