"""Lengths of time in words: those that are declared, and those that are found."""

from __future__ import annotations

from sightline.periods import Span
from sightline.periods.wording import counted
from sightline.saying import Said, phrase, say

__all__ = ["declared_length", "length", "working_length"]

_FOUND = (
    (phrase("{count:.3g} days"), 86_400),
    (phrase("{count:.3g} hours"), 3_600),
    (phrase("{count:.3g} minutes"), 60),
)


def declared_length(span: Span) -> Said:
    """Return a length of time as it is declared: '4 days'."""
    return counted(span.count, span.unit)


def working_length(span: Span) -> Said:
    """Return a length of working time, of which days have fewer than 24 hours: '16 working hours'."""
    if span.unit == "minute":
        return counted(span.count, "working minute")
    return counted(span.seconds / 3_600, "working hour")


def length(lasting: float) -> Said:
    """Return seconds in the unit that fits them."""
    for words, size in _FOUND:
        if lasting >= 2 * size:
            return say(words, count=lasting / size)
    return say("{count:.3g} seconds", count=lasting)
