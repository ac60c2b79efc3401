"""The surface as Django knows it: pages without tables of their own, offered to the palette."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["HelpingConfig"]


class HelpingConfig(AppConfig):
    """Help."""

    name = "sightline_web.helping"
    label = "helping"

    def ready(self) -> None:
        """Offer the pages."""
        from sightline_web.helping import doings, places  # noqa: PLC0415 -- pages come after the apps
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.places)
        palette.offer(doings.doings)
