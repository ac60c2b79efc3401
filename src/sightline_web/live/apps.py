"""The live process as Django knows it: it has tables."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["LiveConfig"]


class LiveConfig(AppConfig):
    """How far events are handed on, and when the last one came."""

    name = "sightline_web.live"
    label = "live"
