"""What the palette shows of duties."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    return [
        Entry(
            "page", "Register of metrics about people", reverse("register"), "purpose approval agreement switch stop"
        ),
        Entry("page", "What is computed about me", reverse("person_notices"), "notice acknowledge privacy"),
        Entry("page", "Fairness between groups", reverse("fairness"), "audit impact ratio bias"),
        Entry("page", "The document of the register", reverse("impact"), "dpia impact assessment technical file"),
    ]
