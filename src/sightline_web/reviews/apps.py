"""The surface as Django knows it: it has tables, and places for the palette."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ReviewsConfig"]


class ReviewsConfig(AppConfig):
    """Reviews."""

    name = "sightline_web.reviews"

    def ready(self) -> None:
        """Offer the pages to the palette and to be followed, and the demo its cycles."""
        from sightline_web import anchors, furnishing  # noqa: PLC0415 -- models come after the apps
        from sightline_web.reviews.furnished import cycles  # noqa: PLC0415 -- likewise
        from sightline_web.reviews.places import KIND, due, places  # noqa: PLC0415 -- likewise
        from sightline_web.shell.palette import offer  # noqa: PLC0415 -- likewise

        offer(places)
        anchors.offer(KIND)
        anchors.offer_due(due)
        furnishing.offer(cycles)
