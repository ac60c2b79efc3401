"""Comments as Django knows them: they have tables, and a part of the demo."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["CommentsConfig"]


class CommentsConfig(AppConfig):
    """Comments."""

    name = "sightline_web.comments"
    label = "comments"
