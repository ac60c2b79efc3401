"""Care as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["CareConfig"]


class CareConfig(AppConfig):
    """Backups, retention, erasure and export."""

    name = "sightline_web.care"
    label = "care"
