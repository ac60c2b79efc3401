"""What the palette shows of how numbers are computed."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.computed.kinds import kinds
from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the page of each kind of number."""
    yield Entry("page", _("How numbers are computed"), reverse("computed_kinds"), _("method formula lineage"))
    for each in kinds().values():
        title = _("How it is computed: {number}").format(number=_(each.title))
        yield Entry("computation", title, reverse("computed_kind", args=[each.id]), each.id)
