"""An entry of the journal and the keys that open what is personal in it.

Who acts stands there as the number of an account, never as a name: names are joined where the journal is shown, so that
erasing a person changes no row. The tables refuse an update and a deletion themselves (migration 0001).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

__all__ = ["MOMENT", "Entry", "SealKey"]

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Entry(models.Model):
    """One thing that was done or seen; `before`, `after`, `reason` and `origin` are JSON, sealed where personal."""

    seq: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)  # from 1, without a gap
    at: models.CharField[str, str] = models.CharField(max_length=27)  # UTC, as MOMENT, which sorts as time
    actor: models.CharField[str, str] = models.CharField(max_length=40)  # "account", "system" or "nobody"
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    action: models.CharField[str, str] = models.CharField(max_length=40)
    kind: models.CharField[str, str] = models.CharField(max_length=40)
    key: models.CharField[str, str] = models.CharField(max_length=200)
    subject: models.CharField[str, str] = models.CharField(max_length=200)  # the person whom it is about, or empty
    before: models.TextField[str, str] = models.TextField()
    after: models.TextField[str, str] = models.TextField()
    reason: models.TextField[str, str] = models.TextField()
    origin: models.TextField[str, str] = models.TextField()
    key_id: models.CharField[str, str] = models.CharField(max_length=8)  # which key the hash was made with
    previous: models.CharField[str, str] = models.CharField(max_length=64)
    hash: models.CharField[str, str] = models.CharField(max_length=64)

    class Meta:
        """Found by who did it, by what it was done to, and by whom it is about."""

        ordering: ClassVar[Any] = ["seq"]
        indexes: ClassVar[Any] = [
            models.Index(fields=["account", "seq"], name="journal_by_account"),
            models.Index(fields=["kind", "key", "seq"], name="journal_by_record"),
            models.Index(fields=["subject", "seq"], name="journal_by_subject"),
            models.Index(fields=["at"], name="journal_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.action} {self.kind} {self.key}"

    @property
    def moment(self) -> datetime:
        """When it was done, with its zone."""
        return datetime.fromisoformat(self.at)


class SealKey(models.Model):
    """The key of one person, itself sealed under a key outside the database; empty once it is destroyed."""

    holder: models.CharField[str, str] = models.CharField(max_length=200, primary_key=True)
    wrapped: models.TextField[str, str] = models.TextField(blank=True)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    erased_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.holder
