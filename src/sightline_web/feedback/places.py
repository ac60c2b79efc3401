"""What the palette shows of feedback."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the page."""
    return [Entry("page", "Feedback", reverse("feedback"), "360 anonymous ask colleagues summary")]
