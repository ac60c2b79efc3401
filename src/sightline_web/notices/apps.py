"""The surface as Django knows it: it has tables."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["NoticesConfig"]


class NoticesConfig(AppConfig):
    """Notices."""

    name = "sightline_web.notices"
    label = "notices"
