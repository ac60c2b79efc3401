"""The surface as Django knows it: pages without tables of their own, whose numbers can be talked about."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["StrategyConfig"]


class StrategyConfig(AppConfig):
    """Strategy."""

    name = "sightline_web.strategy"
    label = "strategy"

    def ready(self) -> None:
        """Offer the pages that explain, and their numbers, to be talked about."""
        from sightline_web import anchors  # noqa: PLC0415 -- pages come after the apps
        from sightline_web.numbered import offer_numbers  # noqa: PLC0415 -- likewise
        from sightline_web.strategy import numbers  # noqa: PLC0415 -- likewise

        for kind in numbers.KINDS:
            anchors.offer(kind)
        offer_numbers("goal", numbers.of_goal)
        offer_numbers("explanation", numbers.of_change)
        offer_numbers("way-to-a-goal", numbers.of_levers)
        offer_numbers("calibration", numbers.of_calibration)
