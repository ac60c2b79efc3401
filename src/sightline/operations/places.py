"""Places in words: the segment of a metric in which something happened."""

from __future__ import annotations

from sightline.operations.findings import Place
from sightline.saying import say

__all__ = ["in_place", "place_named"]


def place_named(segment: Place) -> str:
    """Return the values of a segment: 'North, Retail'; empty for the enterprise as a whole."""
    return ", ".join(value for _, value in segment)


def in_place(what: str, segment: Place) -> str:
    """Return what something is called with its place: 'Receipt to shipment in North'."""
    return say("{what} in {place}", what=what, place=place_named(segment)) if segment else what
