"""What is found, in words: what differs, what chance gives, where it comes from, and what a reader should know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sightline.records.alignment import Against, AlignmentState, Cause
from sightline.records.work import Measured
from sightline.roles.alignment.judging import FEW, LIMIT, OWN
from sightline.saying import Said, joined, phrase, say

__all__ = ["NO_PAST", "Able", "cause_words", "few_words", "move_why", "move_words", "percent", "state_words"]

NO_PAST = phrase("Earlier work does not say how this would be split, so where the distance comes from cannot be told.")
Able = Literal["before", "now", "role"]
_COMPARED: Mapping[Against, str] = {
    "agreement": phrase(
        "{distance} of the work (90 %: {low} to {high}) is in other activities than agreed. Chance alone gives {noise}."
    ),
    "baseline": phrase(
        "{distance} of the work (90 %: {low} to {high}) is in other activities than before; nothing was agreed. Chance "
        "alone gives {noise}."
    ),
}
_CAUSES: Mapping[Cause, str] = {
    "demand": phrase(
        "Other work came: {value} (90 %: {low} to {high}); so far the mix would have moved had each activity kept its "
        "split over performers."
    ),
    "assignment": phrase(
        "The same work was given to others: {value} (90 %: {low} to {high}); activities are split over performers "
        "unlike before."
    ),
    "own": phrase(
        "This person's work moved beyond that of the role: {value} (90 %: {low} to {high}); a matter for whoever "
        "assigns the work."
    ),
    "goals": phrase(
        "What is agreed was declared anew: {value} (90 %: {low} to {high}); the distance between what is agreed now "
        "and at the start."
    ),
    "residual": phrase(
        "It already differed before: {value} (90 %: {low} to {high}); what the earlier work does not share with what "
        "was agreed."
    ),
}
_NOTHING: Mapping[Cause, str] = {
    "goals": phrase("What is agreed has not changed since the start."),
    "residual": phrase("Nothing is left unexplained."),
}
_AMOUNTS: Mapping[tuple[Measured, str], str] = {
    ("hours", "day"): phrase("{amount:,.0f} hours a day"),
    ("hours", "week"): phrase("{amount:,.0f} hours a week"),
    ("hours", "month"): phrase("{amount:,.0f} hours a month"),
    ("hours", "quarter"): phrase("{amount:,.0f} hours a quarter"),
    ("hours", "year"): phrase("{amount:,.0f} hours a year"),
    ("cases", "day"): phrase("{amount:,.0f} cases a day"),
    ("cases", "week"): phrase("{amount:,.0f} cases a week"),
    ("cases", "month"): phrase("{amount:,.0f} cases a month"),
    ("cases", "quarter"): phrase("{amount:,.0f} cases a quarter"),
    ("cases", "year"): phrase("{amount:,.0f} cases a year"),
}
_LACKS: Mapping[Able, str] = {
    "before": phrase("{taker} has less of it than agreed, and {taker} did it before."),
    "now": phrase("{taker} has less of it than agreed, and {taker} does it now."),
    "role": phrase("{taker} has less of it than agreed, and {taker} performs it by its role."),
}
_EXCEEDS: Mapping[Able, str] = {
    "before": phrase("{giver} has more of it than agreed, and {taker} did it before."),
    "now": phrase("{giver} has more of it than agreed, and {taker} does it now."),
    "role": phrase("{giver} has more of it than agreed, and {taker} performs it by its role."),
}


def percent(share: float) -> Said:
    """Return a share in whole percent, below 10 with a digit.

    Examples
    --------
    >>> percent(0.2014), percent(0.0419), percent(-0.002)
    ('20 %', '4.2 %', '-0.2 %')
    """
    value = float(share) * 100
    if abs(value) >= 9.95:  # noqa: PLR2004 -- where 10.0 would be written
        return say("{percent:.0f} %", percent=value)
    return say("{percent:.1f} %", percent=value)


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
        return say("Withheld: {reason}.", reason=reason)
    if state == "no_reference":
        return say("Nothing was agreed, and there is no earlier work to compare with.")
    if state == "too_little":
        text = phrase("Only {items:.0f} items of work: below {least} no distance is told.")
        return reason or say(text, items=items or 0, least=LIMIT)
    if distance is None or noise is None or interval is None:
        return reason
    low, high = (percent(max(one, 0.0)) for one in interval)
    moved = say(_COMPARED[against], distance=percent(distance), low=low, high=high, noise=percent(noise))
    if state == "team":
        text = phrase("{items:.0f} items are too few for a value of one's own (from {own} on): this is the role's.")
        return joined(" ", [say(text, items=items or 0, own=OWN), moved])
    if state == "drifted":
        return moved
    return joined(" ", [moved, say("That is within what chance does.")])


def few_words(items: float) -> Said:
    """Return why nothing is told of a person."""
    return say("{items:.0f} items of work: below {few} nothing is told of a person.", items=items, few=FEW)


def cause_words(cause: Cause, value: float, low: float, high: float) -> Said:
    """Return what a cause adds, as a sentence."""
    if value == low == high == 0.0 and cause in _NOTHING:
        return say(_NOTHING[cause])
    return say(_CAUSES[cause], value=percent(value), low=percent(low), high=percent(high))


def move_why(giver: str, taker: str, *, able: Able, lacks: bool) -> Said:
    """Return why work should pass from one to another, as a sentence.

    Parameters
    ----------
    giver, taker : str
        Titles.
    able : str
        Why the taker can do it.
    lacks : bool
        Whether the taker has less of it than agreed; else the giver has more.
    """
    return say(_LACKS[able], taker=taker) if lacks else say(_EXCEEDS[able], giver=giver, taker=taker)


def move_words(activity: str, giver: str, taker: str, amount: float, measured: Measured, grain: str, why: str) -> Said:
    """Return a move as a sentence with its reason."""
    much = say(_AMOUNTS[measured, grain], amount=amount)
    text = phrase("{amount} of {activity} from {giver} to {taker}: {why}")
    return say(text, amount=much, activity=activity, giver=giver, taker=taker, why=why)
