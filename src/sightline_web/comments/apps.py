"""Comments as Django knows them: they have tables, and a part of the demo."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["CommentsConfig"]


class CommentsConfig(AppConfig):
    """Comments."""

    name = "sightline_web.comments"
    label = "comments"

    def ready(self) -> None:
        """Offer a part of the demo."""
        from sightline_web import furnishing  # noqa: PLC0415 -- models come after the apps
        from sightline_web.comments import furnished  # noqa: PLC0415 -- likewise

        furnishing.offer(furnished.furnish)
