"""The surface as Django knows it: pages without tables of their own, offered to the palette."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["PromisesConfig"]


class PromisesConfig(AppConfig):
    """Promises."""

    name = "sightline_web.promises"
    label = "promises"

    def ready(self) -> None:
        """Offer the pages, and their numbers to be talked about."""
        from sightline_web import anchors  # noqa: PLC0415 -- pages come after the apps
        from sightline_web.numbered import offer_numbers  # noqa: PLC0415 -- likewise
        from sightline_web.promises import numbers, places  # noqa: PLC0415 -- likewise
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.places)
        anchors.offer(numbers.KIND)
        offer_numbers("promise", numbers.of_promise)
