"""Subscriptions as Django knows them: they have a table, and a part of the demo."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["SubscriptionsConfig"]


class SubscriptionsConfig(AppConfig):
    """Subscriptions."""

    name = "sightline_web.subscriptions"
    label = "subscriptions"

    def ready(self) -> None:
        """Offer a part of the demo, and let each kind of mail be ended."""
        from sightline_web import furnishing  # noqa: PLC0415 -- models come after the apps
        from sightline_web.notices import ending  # noqa: PLC0415 -- likewise
        from sightline_web.subscriptions import ends, furnished  # noqa: PLC0415 -- likewise

        furnishing.offer(furnished.furnish)
        for kind, found in ends.ENDINGS.items():
            ending.offer(kind, found)
