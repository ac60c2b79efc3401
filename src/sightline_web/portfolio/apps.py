"""The surface as Django knows it: pages without tables of their own."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["PortfolioConfig"]


class PortfolioConfig(AppConfig):
    """Portfolio."""

    name = "sightline_web.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        """Have the palette offer the pages."""
        from sightline_web.portfolio import places  # noqa: PLC0415 -- models come after the apps
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.places)
