"""The surface as Django knows it: it has tables, and places for the palette."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ScenariosConfig"]


class ScenariosConfig(AppConfig):
    """Scenarios."""

    name = "sightline_web.scenarios"

    def ready(self) -> None:
        """Offer the saved scenarios to the palette, and their pages to be talked about."""
        from sightline_web import anchors  # noqa: PLC0415 -- models come after the apps
        from sightline_web.numbered import offer_numbers  # noqa: PLC0415 -- likewise
        from sightline_web.scenarios.numbers import of_scenario  # noqa: PLC0415 -- likewise
        from sightline_web.scenarios.places import KIND, saved_places  # noqa: PLC0415 -- likewise
        from sightline_web.shell.palette import offer  # noqa: PLC0415 -- likewise

        offer(saved_places)
        anchors.offer(KIND)
        offer_numbers("scenario", of_scenario)
