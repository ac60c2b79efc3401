"""A review cycle as it is kept: its calendar, who stands for it, what people wrote and decided, and its frozen pack.

Figures are no part of it: while it is prepared they are those of the reading, once it is signed those of the pack.
Texts stand as they were typed, for the pack holds them for good; the pages say so beside each field.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

__all__ = ["ABOUT_LETTERS", "PREPARED", "PREPARING", "REASON_LETTERS", "SIGNED", "STATES", "STATUSES", "TEXT_LETTERS",
           "TITLE_LETTERS", "Cycle", "Decision", "Note", "Override"]  # fmt: skip

LABEL_LETTERS, ABOUT_LETTERS, TITLE_LETTERS, REASON_LETTERS, TEXT_LETTERS = 20, 120, 200, 1_000, 4_000
PREPARING, PREPARED, SIGNED = "preparing", "prepared", "signed"
STATES = ("open", "done", "dropped")
STATUSES = ("reached", "on course", "behind", "missed")  # what a person may set


class Cycle(models.Model):
    """The review of one period: prepared, owned and signed by somebody, until a day each."""

    period: models.CharField[str, str] = models.CharField(max_length=LABEL_LETTERS, unique=True)
    title: models.CharField[str, str] = models.CharField(max_length=TITLE_LETTERS)  # how people call the period
    start: models.DateField[date, date] = models.DateField()
    end: models.DateField[date, date] = models.DateField()  # the day after its last one
    prepare_until: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    meets_on: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    sign_until: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    preparer_account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, blank=True)
    owner_account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, blank=True)
    signer_account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, blank=True)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)  # who opened it
    opened_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    prepared_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    prepared_by: models.CharField[str, str] = models.CharField(max_length=TITLE_LETTERS, blank=True)  # as in a pack
    signed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    signed_by: models.CharField[str, str] = models.CharField(max_length=TITLE_LETTERS, blank=True)  # as in a pack
    pack: models.CharField[str, str] = models.CharField(max_length=64, blank=True)  # the SHA-256 of what was signed

    class Meta:
        """The newest period first."""

        ordering: ClassVar[Any] = ["-end", "-start"]

    def __str__(self) -> str:
        return self.period

    @property
    def state(self) -> str:
        """Where it is: `preparing`, `prepared` or `signed`."""
        return SIGNED if self.signed_at else PREPARED if self.prepared_at else PREPARING


class Part(models.Model):
    """Something that a person brought into a cycle; what was taken back keeps its row, so that it can be put back."""

    cycle: models.ForeignKey[Cycle, Cycle] = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    written_by: models.CharField[str, str] = models.CharField(max_length=TITLE_LETTERS)  # as in a pack
    written_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order in which they were written."""

        abstract = True
        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class Note(Part):
    """Commentary on a part of the pack."""

    about: models.CharField[str, str] = models.CharField(max_length=ABOUT_LETTERS, blank=True)
    text: models.TextField[str, str] = models.TextField()
    changed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)


class Override(Part):
    """A status set by hand for a goal; one at a time."""

    goal: models.CharField[str, str] = models.CharField(max_length=ABOUT_LETTERS)
    status: models.CharField[str, str] = models.CharField(max_length=20)
    reason: models.TextField[str, str] = models.TextField()

    class Meta(Part.Meta):
        """A goal has one status."""

        constraints: ClassVar[Any] = [
            models.UniqueConstraint(
                fields=["cycle", "goal"], condition=models.Q(archived_at=None), name="one_status_by_hand"
            ),
        ]


class Decision(Part):
    """A decision, whose it is until when, and what came of it; what was known of its goal when it was taken stays."""

    title: models.CharField[str, str] = models.CharField(max_length=TITLE_LETTERS)
    about: models.CharField[str, str] = models.CharField(max_length=ABOUT_LETTERS, blank=True)  # `goal:ID`
    role: models.CharField[str, str] = models.CharField(max_length=ABOUT_LETTERS)  # whose it is
    due: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    state: models.CharField[str, str] = models.CharField(max_length=10, default="open")
    came: models.TextField[str, str] = models.TextField(blank=True)
    ended_on: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    probability: models.FloatField[float | None, float | None] = models.FloatField(null=True, blank=True)
    forecast: models.FloatField[float | None, float | None] = models.FloatField(null=True, blank=True)

    def overdue(self, on: date) -> bool:
        """Say whether it is open past its day."""
        return self.state == "open" and self.due is not None and self.due < on
