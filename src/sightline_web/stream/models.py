"""How often each topic has changed, and when last: the one thing that processes tell each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

__all__ = ["Topic"]


class Topic(models.Model):
    """One topic; whoever changes what it is about counts `version` up in the same transaction."""

    name: models.CharField[str, str] = models.CharField(max_length=40, unique=True)
    version: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """By name."""

        ordering: ClassVar[Any] = ["name"]

    def __str__(self) -> str:
        return self.name
