"""The surface as Django knows it: pages without tables of their own."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["RolesConfig"]


class RolesConfig(AppConfig):
    """Roles."""

    name = "sightline_web.roles"
    label = "roles"
