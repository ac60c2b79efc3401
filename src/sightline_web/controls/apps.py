"""The surface as Django knows it: it has a table of waivers, and offers its pages to the palette."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ControlsConfig"]


class ControlsConfig(AppConfig):
    """Controls."""

    name = "sightline_web.controls"
    label = "controls"

    def ready(self) -> None:
        """Offer controls to the palette."""
        from sightline_web.controls import places  # noqa: PLC0415 -- models come after the apps
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.control_places)
