"""What is kept of conversations: check-ins with an agenda, notes of both, notes of one, and what was agreed to do next.

Whatever somebody wrote stands sealed under a key of the person whom it is about, or, where a note is one's own alone,
of whoever wrote it: the database holds no readable text, and who is erased takes the text along. Both sides stand in
every row, so that the database itself can tell whose it is.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from sightline_web.engine.saying import said_of
from sightline_web.journal import seal

__all__ = ["KINDS", "MANAGER", "PERSON", "SIDES", "WORDS_LETTERS", "AgendaItem", "CheckIn", "NextStep", "PrivateNote",
           "SharedNote"]  # fmt: skip

ID_LETTERS = 200
LINK_LETTERS = 400
WORDS_LETTERS = 4_000
PERSON, MANAGER = "person", "manager"  # the two sides
SIDES = (PERSON, MANAGER)
KINDS = ("own", "change", "alignment", "evidence", "agreement", "exception", "development")


class CheckIn(models.Model):
    """One conversation on one day between a person and who led them then."""

    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    manager: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    day: models.DateField[date, date] = models.DateField()
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)  # who planned it
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    held_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first; one of the two on a day."""

        ordering: ClassVar[Any] = ["-day", "-id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(
                fields=["person", "manager", "day"], condition=models.Q(archived_at=None), name="check_in_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.day:%Y-%m-%d}"


class Part(models.Model):
    """A part of a check-in, with a sealed text; one that was deleted keeps its row until it can no longer be undone."""

    check_in: models.ForeignKey[CheckIn, CheckIn] = models.ForeignKey(CheckIn, on_delete=models.CASCADE)
    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    manager: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)  # who wrote it
    sealed: models.TextField[str, str] = models.TextField()
    keys: seal.Keys | None = None  # shared by rows that are read together, see `seal.opened`
    written_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """In the order in which they were written."""

        abstract = True
        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    @cached_property
    def text(self) -> str:
        """What it says; of what the figures proposed, with what it is made of."""
        return said_of(seal.opened(self.sealed, self.keys) or "")


class AgendaItem(Part):
    """Something to talk about: proposed by the figures, or brought by one of the two."""

    kind: models.CharField[str, str] = models.CharField(max_length=20)
    link: models.CharField[str, str] = models.CharField(max_length=LINK_LETTERS, blank=True)
    seed: models.CharField[str, str] = models.CharField(max_length=64, blank=True)  # what it came from, once
    done_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta(Part.Meta):
        """What was proposed once is not proposed again, also where it was taken off."""

        constraints: ClassVar[Any] = [
            models.UniqueConstraint(
                fields=["check_in", "seed"], condition=~models.Q(seed=""), name="agenda_seed_stands_once"
            ),
        ]


class SharedNote(Part):
    """A note that both see; `before` is what it said before it was changed."""

    changed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    before: models.TextField[str, str] = models.TextField(blank=True)


class NextStep(Part):
    """What one of the two is to do until a day."""

    side: models.CharField[str, str] = models.CharField(max_length=10)  # whose it is
    due: models.DateField[date | None, date | None] = models.DateField(null=True)
    done_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)


class PrivateNote(models.Model):
    """A note that whoever wrote it sees, and nobody else."""

    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)  # whom it is about
    account: models.BigIntegerField[int, int] = models.BigIntegerField(db_index=True)
    sealed: models.TextField[str, str] = models.TextField()
    keys: seal.Keys | None = None  # shared by rows that are read together, see `seal.opened`
    written_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    changed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    before: models.TextField[str, str] = models.TextField(blank=True)
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-id"]

    def __str__(self) -> str:
        return f"PrivateNote {self.pk}"

    @cached_property
    def text(self) -> str:
        """What it says; of what the figures proposed, with what it is made of."""
        return said_of(seal.opened(self.sealed, self.keys) or "")
