"""What is kept of feedback: who was asked about whom, and answers that nothing ties to who gave them.

An answer knows its round, its month and what it says. It has a number drawn by lot, so that the table does not tell in
which order answers came; the list of those asked is written anew in its order whenever somebody takes a ticket, so it
does not tell in which order tickets went.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

__all__ = ["COLLEAGUES", "TEXT_LETTERS", "Answer", "Asked", "Round"]

ID_LETTERS = 200
TEXT_LETTERS = 2_000
COLLEAGUES = "colleagues"  # the circle, as it is kept, of those of whom no other was said
BITS = 62


def drawn() -> int:
    """Return a number by lot."""
    return secrets.randbits(BITS)


class Round(models.Model):
    """One asking of several people about one person's work."""

    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    questions: models.JSONField[list[str], list[str]] = models.JSONField()
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)  # who opened it
    opened_on: models.DateField[date, date] = models.DateField()
    closes_on: models.DateField[date, date] = models.DateField()
    over_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()  # the end of its last day
    shared: models.BooleanField[bool, bool] = models.BooleanField(default=False)  # the summary, with the manager
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-opened_on", "-id"]

    def __str__(self) -> str:
        return f"round {self.pk}"


class Asked(models.Model):
    """Somebody who may take one ticket; `group` is a larger circle such as peers or customers."""

    id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True, default=drawn)
    round: models.ForeignKey[Round, Round] = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="asked")
    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    group: models.CharField[str, str] = models.CharField(max_length=40)
    taken: models.BooleanField[bool, bool] = models.BooleanField(default=False)  # without when

    class Meta:
        """Each once."""

        constraints: ClassVar[Any] = [models.UniqueConstraint(fields=["round", "person"], name="asked_once")]

    def __str__(self) -> str:
        return f"asked {self.pk}"


class Answer(models.Model):
    """What one of those who were asked said; of whom, nobody can find out."""

    id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True, default=drawn)
    round: models.ForeignKey[Round, Round] = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="answers")
    group: models.CharField[str, str] = models.CharField(max_length=40)
    spent: models.CharField[str, str] = models.CharField(max_length=64, unique=True)  # a digest of its ticket
    scores: models.JSONField[list[int | None], list[int | None]] = models.JSONField()
    sealed: models.TextField[str, str] = models.TextField(blank=True)
    month: models.CharField[str, str] = models.CharField(max_length=7)

    class Meta:
        """By lot."""

        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return "answer"
