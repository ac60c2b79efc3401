"""What the palette shows of evidence."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the page that is about metrics; what is about a person stands under that person."""
    return [Entry("page", "Evidence about work", reverse("evidence"), "how much is individual variance bar case mix")]
