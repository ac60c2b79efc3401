"""What the palette shows of evidence."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the page that is about metrics; what is about a person stands under that person."""
    words = _("how much is individual variance bar case mix")
    return [Entry("page", _("Evidence about work"), reverse("evidence"), words)]
