"""The surface as Django knows it: it has tables, tells others how deviations stand, and counts what needs somebody."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ExceptionsConfig"]


class ExceptionsConfig(AppConfig):
    """Exceptions."""

    name = "sightline_web.exceptions"
    label = "exceptions"

    def ready(self) -> None:
        """Offer exceptions to the palette, their number to the menu, and their states to who shows deviations."""
        from sightline_web import standing  # noqa: PLC0415 -- models come after the apps
        from sightline_web.exceptions import places  # noqa: PLC0415 -- likewise
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.standing_places)
        standing.offer(states=places.states, waiting=places.waiting)
