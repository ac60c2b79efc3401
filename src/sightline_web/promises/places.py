"""What the palette shows of promises: the list."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    words = _("initiatives approved declined delivered kept calibration")
    return [Entry("page", _("Promises"), reverse("promises"), words)]
