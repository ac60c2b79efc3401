"""The surface as Django knows it: pages without tables of their own."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["PortfolioConfig"]


class PortfolioConfig(AppConfig):
    """Portfolio."""

    name = "sightline_web.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        """Have the palette offer the pages, and their numbers be talked about."""
        from sightline_web import anchors  # noqa: PLC0415 -- models come after the apps
        from sightline_web.numbered import offer_numbers  # noqa: PLC0415 -- likewise
        from sightline_web.portfolio import numbers, places  # noqa: PLC0415 -- likewise
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.places)
        anchors.offer(numbers.KIND)
        offer_numbers("initiative", numbers.of_initiative)
        offer_numbers("best-set", numbers.of_best_set)
