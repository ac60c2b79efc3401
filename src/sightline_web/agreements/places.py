"""What the palette shows of agreements: the list, and no agreement of anybody."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    return [Entry("page", "Agreements", reverse("agreements"), "goals of a period, frozen, acknowledge, targets")]
