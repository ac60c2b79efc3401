"""What is kept of a person's development: what they want, and what they learn; theirs, and shared by them alone."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from sightline_web.journal import seal

__all__ = ["TEXT_LETTERS", "Aspiration", "LearningGoal"]

ID_LETTERS = 200
TEXT_LETTERS = 2_000


class Own(models.Model):
    """Something that a person wrote about themselves, sealed under their key."""

    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    sealed: models.TextField[str, str] = models.TextField()
    keys: seal.Keys | None = None  # shared by rows that are read together, see `seal.opened`
    shared: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    written_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        abstract = True
        ordering: ClassVar[Any] = ["-id"]

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    @cached_property
    def text(self) -> str:
        """What it says."""
        return str(seal.opened(self.sealed, self.keys) or "")


class Aspiration(Own):
    """What a person would like to become or to do; a role of the model where there is one."""

    role: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, blank=True)


class LearningGoal(Own):
    """What a person wants to learn: a capability of the model where there is one, to which level, until when."""

    capability: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, blank=True)
    level: models.PositiveSmallIntegerField[int | None, int | None] = models.PositiveSmallIntegerField(null=True)
    due: models.DateField[date | None, date | None] = models.DateField(null=True)
    counts: models.BooleanField[bool, bool] = models.BooleanField(default=False)  # when open work is proposed
    done_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
