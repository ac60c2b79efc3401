"""The stream as Django knows it: it has a table."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["StreamConfig"]


class StreamConfig(AppConfig):
    """What has changed, and when."""

    name = "sightline_web.stream"
    label = "stream"
