"""What the palette shows of conversations: the page with one's own."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the page; a conversation with somebody is nobody else's to find."""
    words = _("check-ins one to one notes next steps agenda")
    return [Entry("page", _("Conversations"), reverse("conversations"), words)]
