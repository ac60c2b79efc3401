"""The surface as Django knows it: it has tables."""

from __future__ import annotations

from django.apps import AppConfig

from sightline_web.languages.marks import later

__all__ = ["NoticesConfig"]


class NoticesConfig(AppConfig):
    """Notices."""

    name = "sightline_web.notices"
    label = "notices"

    def ready(self) -> None:
        """Let mails of the digest and of mentions be ended."""
        from sightline_web.notices import ending, services  # noqa: PLC0415 -- models come after the apps

        ending.offer("digest", ending.Ending(later("the digest of exceptions"), services.digest_switch))
        words = later("comments that mention or answer you")
        ending.offer("mention", ending.Ending(words, services.mentions_switch))
