"""What the palette shows of agreements: the list, and no agreement of anybody."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    words = _("goals of a period, frozen, acknowledge, targets")
    return [Entry("page", _("Agreements"), reverse("agreements"), words)]
