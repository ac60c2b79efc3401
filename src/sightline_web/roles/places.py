"""What the palette shows of roles."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    return [
        Entry("page", _("Role goals"), reverse("role_goals"), _("weights targets counter metrics")),
        Entry("page", _("Alignment"), reverse("alignment"), _("agreed actual work drift chance moves")),
        Entry("page", _("Open work"), reverse("assign"), _("assign who should take what proposal hours")),
        Entry("page", _("Capabilities"), reverse("capabilities"), _("skills levels careers departure coverage stay")),
    ]
