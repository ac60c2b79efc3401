"""What is decided about keeping: for how long a class of record stays, and whose records must not go."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

__all__ = ["LegalHold", "RetentionRule"]


class RetentionRule(models.Model):
    """A time that an administrator chose for a class of record; where there is none, the default of the class holds."""

    kind: models.CharField[str, str] = models.CharField(max_length=40, unique=True)  # the key of a class
    days: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """In the order of their classes."""

        ordering: ClassVar[Any] = ["kind"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days} days"


class LegalHold(models.Model):
    """Records of a person that must stay until the hold is lifted, whatever the times say."""

    person: models.CharField[str, str] = models.CharField(max_length=200)  # id in the people source
    reason: models.CharField[str, str] = models.CharField(max_length=400)
    since: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A person is held once at a time."""

        ordering: ClassVar[Any] = ["since", "id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(until=None), name="legal_hold_stands_once"),
        ]

    def __str__(self) -> str:
        return f"hold since {self.since:%Y-%m-%d}"
