"""The surface as Django knows it: pages without tables of their own, offered to the palette."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ComputedConfig"]


class ComputedConfig(AppConfig):
    """How numbers are computed."""

    name = "sightline_web.computed"
    label = "computed"

    def ready(self) -> None:
        """Offer the pages."""
        from sightline_web.computed import places  # noqa: PLC0415 -- pages come after the apps
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.places)
