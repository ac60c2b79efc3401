"""The surface as Django knows it: pages without tables of their own, whose numbers can be talked about."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["SightConfig"]


class SightConfig(AppConfig):
    """Lines of sight."""

    name = "sightline_web.sight"
    label = "sight"

    def ready(self) -> None:
        """Offer the pages of what moves goals, and their numbers, to be talked about."""
        from sightline_web import anchors  # noqa: PLC0415 -- pages come after the apps
        from sightline_web.numbered import offer_numbers  # noqa: PLC0415 -- likewise
        from sightline_web.sight import numbers  # noqa: PLC0415 -- likewise

        anchors.offer(numbers.KIND)
        offer_numbers("effect", numbers.of_effect)
        offer_numbers("line-of-sight", numbers.of_origin)
