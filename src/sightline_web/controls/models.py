"""A waiver: that a control, or one case of it, may fail until a day, why, and who granted that."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

__all__ = ["CASE_LETTERS", "REASON_LETTERS", "Waiver"]

CASE_LETTERS = 200
REASON_LETTERS = 2_000


class Waiver(models.Model):
    """A waiver; what it says is never changed. One that was ended early keeps its row, so that it can be put back."""

    control: models.CharField[str, str] = models.CharField(max_length=200, db_index=True)
    case: models.CharField[str, str] = models.CharField(max_length=CASE_LETTERS, blank=True)  # empty: all of them
    reason: models.TextField[str, str] = models.TextField()
    since: models.DateField[date, date] = models.DateField()
    until: models.DateField[date, date] = models.DateField()  # its last day
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, blank=True)
    granted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    ended_on: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-granted_at", "-id"]

    def __str__(self) -> str:
        return self.control

    def covers(self, day: date) -> bool:
        """Return whether it is in force on a day; on the day on which it was ended it is not."""
        return self.since <= day <= self.until and (self.ended_on is None or day < self.ended_on)
