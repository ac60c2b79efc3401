"""What the palette shows of appraisals: the pages, and no appraisal of anybody."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    return [
        Entry("page", _("Appraisals"), reverse("appraisals"), _("reviews of a period judgement")),
        Entry("page", _("Objections"), reverse("objections"), _("appeal contest answer")),
        Entry("page", _("Copies of suggestions"), reverse("decisions"), _("decisions equal to computed oversight")),
        Entry("page", _("Calibration"), reverse("calibrations"), _("sessions")),
    ]
