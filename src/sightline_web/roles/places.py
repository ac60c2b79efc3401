"""What the palette shows of roles."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    return [
        Entry("page", "Role goals", reverse("role_goals"), "weights targets counter metrics"),
        Entry("page", "Alignment", reverse("alignment"), "agreed actual work drift chance moves"),
        Entry("page", "Open work", reverse("assign"), "assign who should take what proposal hours"),
        Entry("page", "Capabilities", reverse("capabilities"), "skills levels careers departure coverage stay"),
    ]
