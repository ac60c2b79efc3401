"""The schedule as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ScheduleConfig"]


class ScheduleConfig(AppConfig):
    """When each job is due."""

    name = "sightline_web.schedule"
    label = "schedule"
