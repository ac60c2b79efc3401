"""What the palette shows of development."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the page with one's own."""
    return [Entry("page", _("Development"), reverse("development"), _("aspirations learning goals career"))]
