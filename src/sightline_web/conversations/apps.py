"""The surface as Django knows it: it has tables, and offers its pages to the palette."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ConversationsConfig"]


class ConversationsConfig(AppConfig):
    """Conversations."""

    name = "sightline_web.conversations"
    label = "conversations"

    def ready(self) -> None:
        """Offer the pages."""
        from sightline_web import furnishing  # noqa: PLC0415 -- models come after the apps
        from sightline_web.conversations import furnished, places  # noqa: PLC0415 -- likewise
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.places)
        furnishing.offer(furnished.furnish)
