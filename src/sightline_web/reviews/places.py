"""Reviews as places of the palette."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.reviews import queries
from sightline_web.shell.palette import Entry
from sightline_web.store import StoreError

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages, and each review; those alone where the records cannot be read."""
    found = [
        Entry("page", "Reviews", reverse("reviews"), "cycles packs sign calendar meeting"),
        Entry("page", "Decisions", reverse("review_decisions"), "decided owner due what came of it"),
    ]
    try:
        cycles = queries.cycles()
    except StoreError:
        return found
    return found + [
        Entry("review", f"Review of {each.title}", reverse("review", args=[each.pk]), f"{each.period} pack")
        for each in cycles
    ]
