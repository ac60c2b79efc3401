"""What the palette shows of appraisals: the pages, and no appraisal of anybody."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sightline_web.shell.palette import Entry

__all__ = ["places"]


def places() -> Iterable[Entry]:
    """Return the pages."""
    return [
        Entry("page", "Appraisals", reverse("appraisals"), "reviews of a period judgement"),
        Entry("page", "Objections", reverse("objections"), "appeal contest answer"),
        Entry("page", "Copies of suggestions", reverse("decisions"), "decisions equal to computed oversight"),
        Entry("page", "Calibration", reverse("calibrations"), "sessions"),
    ]
