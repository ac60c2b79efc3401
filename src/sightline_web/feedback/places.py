"""What the palette shows of feedback."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the page."""
    return [Entry("page", _("Feedback"), reverse("feedback"), _("360 anonymous ask colleagues summary"))]
