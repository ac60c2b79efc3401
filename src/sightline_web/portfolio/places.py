"""What the palette shows of the portfolio."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages; each initiative has its line of sight in the palette already, which leads here."""
    return [
        Entry("page", _("Portfolio"), reverse("portfolio"), _("backlog initiatives worth ranked fixes")),
        Entry(
            "page",
            _("Best set"),
            reverse("best_set"),
            _("portfolio budget capacity schedule limits choose initiatives"),
        ),
        Entry("page", _("Compare rankings"), reverse("rankings"), _("committee wsjf rice jira order backlog")),
    ]
