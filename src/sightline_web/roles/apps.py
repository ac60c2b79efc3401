"""The surface as Django knows it: pages without tables of their own."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["RolesConfig"]


class RolesConfig(AppConfig):
    """Roles."""

    name = "sightline_web.roles"
    label = "roles"

    def ready(self) -> None:
        """Have the palette offer the pages."""
        from sightline_web.roles import places  # noqa: PLC0415 -- models come after the apps
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        palette.offer(places.places)
