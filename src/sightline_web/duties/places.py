"""What the palette shows of duties."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    return [
        Entry(
            "page",
            _("Register of metrics about people"),
            reverse("register"),
            _("purpose approval agreement switch stop"),
        ),
        Entry("page", _("What is computed about me"), reverse("person_notices"), _("notice acknowledge privacy")),
        Entry("page", _("Fairness between groups"), reverse("fairness"), _("audit impact ratio bias")),
        Entry("page", _("The document of the register"), reverse("impact"), _("dpia impact assessment technical file")),
    ]
