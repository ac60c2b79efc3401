"""Scales: how values are compared, and how what was found is said in the metric's unit again.

Times and skewed amounts are compared by their logarithms: a difference there is a ratio, and what stands for an average
case is the typical (middle) one, not the mean, which a few long cases would drive.
"""

from __future__ import annotations

import math

from sightline.records.cases import Scale
from sightline.saying import Said, phrase, say
from sightline.units import format_value

__all__ = ["Z90", "back", "distance", "distance_words", "percent", "scale_words"]

Z90 = 1.6448536269514722  # standard errors of a 90 % interval

_WORDS = {
    "log": phrase(
        "Times are compared as ratios (on the log scale); what stands for an average case is the typical one."
    ),
    "plain": phrase("Values are compared by differences; an average case is the mean of all."),
    "share": phrase("Each case has it or not; values are shares of cases."),
    "count": phrase("Each case has a number; values are means over cases."),
}


def back(y: float, scale: Scale) -> float:
    """Return a place on the scale of comparison in the metric's unit."""
    if scale == "log":
        return math.exp(y)
    if scale == "share":
        return min(max(y, 0.0), 1.0)
    return max(y, 0.0) if scale == "count" else y


def distance(d: float, scale: Scale) -> float:
    """Return a distance on the scale of comparison: a ratio less 1 on the log scale, else in the metric's unit."""
    return math.expm1(d) if scale == "log" else d


def distance_words(d: float, scale: Scale, unit: str) -> str:
    """Return a distance (as `distance` gives it) in words.

    Examples
    --------
    >>> distance_words(0.12, "log", "hours"), distance_words(-0.034, "share", "share")
    ('+12 %', '-3.4 percentage points')
    """
    if scale == "log":
        whole = abs(d) >= 0.1  # noqa: PLR2004 -- one decimal below ten per cent
        return say(phrase("{change:+.0f} %") if whole else phrase("{change:+.1f} %"), change=d * 100)
    if scale == "share":
        return say("{change:+.1f} percentage points", change=d * 100)
    return format_value(d, unit, signed=True)


def scale_words(scale: Scale) -> Said:
    """Return how values are compared, in one sentence."""
    return say(_WORDS[scale])


def percent(share: float) -> Said:
    """Return a share in per cent; one decimal below ten.

    Examples
    --------
    >>> percent(0.314), percent(0.0231), percent(0.0)
    ('31 %', '2.3 %', '0 %')
    """
    size = abs(share) * 100
    whole = size >= 9.95 or size < 0.05  # noqa: PLR2004 -- rounding
    return say(phrase("{percent:.0f} %") if whole else phrase("{percent:.1f} %"), percent=share * 100)
