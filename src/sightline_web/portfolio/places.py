"""What the palette shows of the portfolio."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages; each initiative has its line of sight in the palette already, which leads here."""
    return [
        Entry("page", "Portfolio", reverse("portfolio"), "backlog initiatives worth ranked fixes"),
        Entry("page", "Best set", reverse("best_set"), "portfolio budget capacity schedule limits choose initiatives"),
        Entry("page", "Compare rankings", reverse("rankings"), "committee wsjf rice jira order backlog"),
    ]
