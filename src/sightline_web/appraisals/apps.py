"""The surface as Django knows it: it has tables, and offers its pages to the palette."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["AppraisalsConfig"]


class AppraisalsConfig(AppConfig):
    """Appraisals."""

    name = "sightline_web.appraisals"
    label = "appraisals"

    def ready(self) -> None:
        """Offer the pages."""
        from sightline_web.appraisals import places  # noqa: PLC0415 -- models come after the apps
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.places)
