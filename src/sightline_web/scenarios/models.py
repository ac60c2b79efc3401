"""A scenario as it is kept: its changes as they were written, so that a new reading answers them anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from sightline_web.policy.scoped import ScopedManager
from sightline_web.policy.words import Record

__all__ = ["NAME_LETTERS", "NOTE_LETTERS", "Scenario"]

NAME_LETTERS = 80
NOTE_LETTERS = 4_000


class Scenario(models.Model):
    """A named set of changes; one that was deleted keeps its row, so that it can be brought back."""

    name: models.CharField[str, str] = models.CharField(max_length=NAME_LETTERS)
    key: models.CharField[str, str] = models.CharField(max_length=4 * NAME_LETTERS)  # the name without its case
    shifts: models.JSONField[list[str], list[str]] = models.JSONField()  # "metric=change", in their order
    note: models.TextField[str, str] = models.TextField(blank=True)
    revision: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)  # one more at each change
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    updated_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    owner: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(
        null=True, blank=True, db_index=True
    )  # the account that made it; none where it is older than accounts

    objects: ClassVar[ScopedManager[Scenario]] = ScopedManager(Record.SCENARIO, lambda by: models.Q(owner=by.account))

    class Meta:
        """One name stands once among those that are not deleted."""

        ordering: ClassVar[Any] = ["key", "id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(archived_at=None), name="scenario_name_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
