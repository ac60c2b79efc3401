"""How far events have been handed on, and what each live log has sent: written together with what they led to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

__all__ = ["Following", "LogDay", "LogState"]


class Following(models.Model):
    """The one row of the live process; `row` is the last landed event that it has handed on, with all it led to."""

    row: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    behind: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)  # rows still to come
    pid: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    started_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    beat_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    looked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)  # of the data
    offered_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)  # a reading's
    fault: models.CharField[str, str] = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"row {self.row}"


class LogState(models.Model):
    """What one live log has sent so far."""

    log: models.CharField[str, str] = models.CharField(max_length=200, unique=True)
    events: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    newest_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    received_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """By name."""

        ordering: ClassVar[Any] = ["log"]

    def __str__(self) -> str:
        return self.log


class LogDay(models.Model):
    """One day of a live log: how much came, and the longest silence that ended on it."""

    log: models.CharField[str, str] = models.CharField(max_length=200)
    day: models.DateField[date, date] = models.DateField()
    events: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    longest_s: models.FloatField[float, float] = models.FloatField(default=0.0)

    class Meta:
        """One row a log and day."""

        ordering: ClassVar[Any] = ["log", "day"]
        constraints: ClassVar[Any] = [models.UniqueConstraint(fields=["log", "day"], name="live_log_day_once")]

    def __str__(self) -> str:
        return f"{self.log} {self.day:%Y-%m-%d}"
