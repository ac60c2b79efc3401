"""What the palette shows of promises: the list."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    return [Entry("page", "Promises", reverse("promises"), "initiatives approved declined delivered kept calibration")]
