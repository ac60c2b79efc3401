"""Sentences about cases that violated a rule, or will probably miss its deadline."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.operations.findings import Place, per_cent
from sightline.operations.places import in_place, place_named
from sightline.records.deviations import Prediction
from sightline.saying import Said, joined, labelled, phrase, say, say_many

__all__ = ["beyond_tolerance", "missing", "violated_by", "violated_by_one", "waiting"]


def violated_by(rule: str, count: int, new: int, place: Place, *, elsewhere: bool) -> Said:
    """Return that so many cases violated a rule: in a place, elsewhere than in those told before, or at all."""
    if place:
        text = phrase("'{rule}' was violated by {count} cases in {place}, {new} of them in the last seven days")
        return say(text, rule=rule, count=count, place=place_named(place), new=new)
    every = phrase("'{rule}' was violated by {count} cases, {new} of them in the last seven days")
    rest = phrase("'{rule}' was violated by {count} cases elsewhere, {new} of them in the last seven days")
    return say(rest if elsewhere else every, rule=rule, count=count, new=new)


def violated_by_one(rule: str, case: str, place: Place) -> Said:
    """Return that a case violated a rule."""
    return say("{case} violated '{rule}'", case=in_place(case, place), rule=rule)


def waiting(usual: float | None, still: int, stuck: int, ahead: Sequence[Prediction]) -> str:
    """Return what should be known of cases of a rule.

    Parameters
    ----------
    usual : float, optional
        How many violate it in seven days; None where that is not known of these cases.
    still, stuck : int
        How many of them owe something, and how many others have done so for over four weeks.
    ahead : sequence of Prediction
        Open cases that will probably follow.
    """
    words: list[str] = []
    if usual is not None:
        words.append(say("Usual are {usual:.1f} in seven days.", usual=usual))
    if still:
        words.append(say_many("{count} of them still waits.", "{count} of them still wait.", still))
    return joined(" ", [*words, _left_waiting(stuck), _followers(ahead)])


def _left_waiting(stuck: int) -> str:
    if not stuck:
        return ""
    return say_many(
        "{count} more has waited for over four weeks, not counted here.",
        "{count} more have waited for over four weeks, not counted here.",
        stuck,
    )


def _followers(ahead: Sequence[Prediction]) -> str:
    if not ahead:
        return ""
    return say_many(
        "{count} open case will probably follow: {case}.",
        "{count} open cases will probably follow, {case} among them.",
        len(ahead),
        case=max(ahead, key=lambda one: one.late or 0.0).case,
    )


def missing(rule: str, case: str | None, chances: Sequence[float]) -> Said:
    """Return that one case, or each of several, will miss a deadline with these chances."""
    low, high = (per_cent(one) for one in (min(chances), max(chances)))
    if case is not None:
        return say("{case} will miss '{rule}' with a chance of {chance}", case=case, rule=rule, chance=low)
    text = phrase("{count} open cases will miss '{rule}' with chances of {low} to {high}")
    return say(text, count=len(chances), rule=rule, low=low, high=high)


def beyond_tolerance(control: str, many: float, period: str, accepted: int) -> Said:
    """Return that a period had more violations than a control tolerates."""
    text = phrase("'{control}': {many:,.0f} violations in {period}, where {accepted} are tolerated")
    return say(text, control=control, many=many, period=labelled(period), accepted=accepted)
