"""Lengths of time in words: those that are declared, and those that are found."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.periods import Span
from sightline.saying import Said, phrase, say

__all__ = ["declared_length", "length", "working_length"]

_DECLARED: Mapping[str, tuple[str, str]] = {
    "minute": (phrase("{count:g} minute"), phrase("{count:g} minutes")),
    "hour": (phrase("{count:g} hour"), phrase("{count:g} hours")),
    "day": (phrase("{count:g} day"), phrase("{count:g} days")),
    "week": (phrase("{count:g} week"), phrase("{count:g} weeks")),
    "month": (phrase("{count:g} month"), phrase("{count:g} months")),
    "quarter": (phrase("{count:g} quarter"), phrase("{count:g} quarters")),
    "year": (phrase("{count:g} year"), phrase("{count:g} years")),
}
_WORKING: Mapping[str, tuple[str, str]] = {
    "minute": (phrase("{count:g} working minute"), phrase("{count:g} working minutes")),
    "hour": (phrase("{count:g} working hour"), phrase("{count:g} working hours")),
}
_FOUND = (
    (phrase("{count:.3g} days"), 86_400),
    (phrase("{count:.3g} hours"), 3_600),
    (phrase("{count:.3g} minutes"), 60),
)


def declared_length(span: Span) -> Said:
    """Return a length of time as it is declared: '4 days'."""
    return _counted(_DECLARED[span.unit], span.count)


def working_length(span: Span) -> Said:
    """Return a length of working time, of which days have fewer than 24 hours: '16 working hours'."""
    if span.unit == "minute":
        return _counted(_WORKING["minute"], span.count)
    return _counted(_WORKING["hour"], span.seconds / 3_600)


def length(lasting: float) -> Said:
    """Return seconds in the unit that fits them."""
    for words, size in _FOUND:
        if lasting >= 2 * size:
            return say(words, count=lasting / size)
    return say("{count:.3g} seconds", count=lasting)


def _counted(words: tuple[str, str], count: float) -> Said:
    one, many = words
    return say(one if count == 1 else many, count=count)
