"""When a job is due, who does it now, and what became of its last run."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

__all__ = ["SAID_LETTERS", "JobState"]

SAID_LETTERS = 400


class JobState(models.Model):
    """One job; `held_until` is the promise of the process that does it, and void once that time is over."""

    name: models.CharField[str, str] = models.CharField(max_length=60, unique=True)
    due_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    held_until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    ran_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    failed: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    said: models.CharField[str, str] = models.CharField(max_length=SAID_LETTERS, blank=True)

    class Meta:
        """By name."""

        ordering: ClassVar[Any] = ["name"]

    def __str__(self) -> str:
        return self.name
