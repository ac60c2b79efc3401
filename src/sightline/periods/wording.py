"""Lengths of time in words that can be said again in another language."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.saying import Said, phrase, say

__all__ = ["counted", "later"]

_COUNTED: Mapping[str, tuple[str, str]] = {
    "minute": (phrase("{count:g} minute"), phrase("{count:g} minutes")),
    "hour": (phrase("{count:g} hour"), phrase("{count:g} hours")),
    "day": (phrase("{count:g} day"), phrase("{count:g} days")),
    "week": (phrase("{count:g} week"), phrase("{count:g} weeks")),
    "month": (phrase("{count:g} month"), phrase("{count:g} months")),
    "quarter": (phrase("{count:g} quarter"), phrase("{count:g} quarters")),
    "year": (phrase("{count:g} year"), phrase("{count:g} years")),
    "working minute": (phrase("{count:g} working minute"), phrase("{count:g} working minutes")),
    "working hour": (phrase("{count:g} working hour"), phrase("{count:g} working hours")),
}
_LATER: Mapping[str, tuple[str, str]] = {
    "day": (phrase(", {count} day later"), phrase(", {count} days later")),
    "week": (phrase(", {count} week later"), phrase(", {count} weeks later")),
    "month": (phrase(", {count} month later"), phrase(", {count} months later")),
    "quarter": (phrase(", {count} quarter later"), phrase(", {count} quarters later")),
    "year": (phrase(", {count} year later"), phrase(", {count} years later")),
}


def counted(count: float, unit: str) -> Said:
    """Return a length of time in a unit of a `Span`, or in working hours or minutes: "1 day", "4 days"."""
    return _of(_COUNTED[unit], count)


def later(count: int, grain: str) -> Said:
    """Return how many periods later something comes, to be put behind a clause: ", 2 months later"."""
    return _of(_LATER[grain], count)


def _of(words: tuple[str, str], count: float) -> Said:
    one, many = words
    return say(one if count == 1 else many, count=count)
