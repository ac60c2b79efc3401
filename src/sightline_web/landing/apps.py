"""The surface as Django knows it: it has a table."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["LandingConfig"]


class LandingConfig(AppConfig):
    """Live events coming in."""

    name = "sightline_web.landing"
