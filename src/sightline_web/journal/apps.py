"""The journal as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["JournalConfig"]


class JournalConfig(AppConfig):
    """The journal."""

    name = "sightline_web.journal"
    label = "journal"
