"""The surface as Django knows it: no tables of its own; it offers its pages, and what it computes to appraisals."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["EvidenceConfig"]


class EvidenceConfig(AppConfig):
    """Evidence."""

    name = "sightline_web.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Offer the pages to the palette, and figures to appraisals."""
        from sightline_web.appraisals import supplied  # noqa: PLC0415 -- models come after the apps
        from sightline_web.evidence import places, supplying  # noqa: PLC0415 -- likewise
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.places)
        supplied.offer(criteria=supplying.criteria, evidence=supplying.evidence, begins=supplying.begins)
