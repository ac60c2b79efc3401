"""What came in by each token on each day, and why some of it was refused; nothing of what was sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from sightline_web.policy.scoped import ScopedManager
from sightline_web.policy.words import Record

__all__ = ["NO_TOKEN", "Delivery"]

NO_TOKEN = 0  # of requests whose token opens nothing


class Delivery(models.Model):
    """One day of one token."""

    day: models.DateField[date, date] = models.DateField()  # of UTC
    token: models.BigIntegerField[int, int] = models.BigIntegerField(default=NO_TOKEN)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, blank=True)
    requests: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    landed: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    duplicates: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    conflicts: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    refused: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)  # events
    turned_away: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)  # requests
    reasons: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list
    )  # newest first
    last_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects: ClassVar[ScopedManager[Delivery]] = ScopedManager(Record.EVENT, lambda by: models.Q(account=by.account))

    class Meta:
        """The newest first; one row for each token and day."""

        ordering: ClassVar[Any] = ["-day", "token"]
        constraints: ClassVar[Any] = [models.UniqueConstraint(fields=["day", "token"], name="delivery_stands_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} token {self.token}"
