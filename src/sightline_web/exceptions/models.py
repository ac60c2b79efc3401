"""What is kept of exceptions: how each stands, its lives, what happened to it, thresholds, and what was seen when.

An exception has one row for good, so that its address stays; a life is from one time it was raised to its closing.
Whatever happened stands in a row that is never changed; undoing one adds another.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from sightline_web.engine.saying import said_of
from sightline_web.exceptions.holders import roles_of
from sightline_web.policy.actor import Actor
from sightline_web.policy.scoped import ScopedManager
from sightline_web.policy.words import Record
from sightline_web.raised import Life, Raised, Sighting, Threshold, raised_of

__all__ = ["Exceptional", "Happening", "Lived", "Look", "Seen", "ThresholdChange"]

KEY_LETTERS = 1_000
NAME_LETTERS = 200
NOTE_LETTERS = 4_000


def _own(by: Actor) -> models.Q:
    return models.Q(role__in=roles_of(by))


class Exceptional(models.Model):
    """An exception as it stands: all of it in `record`, and beside it what is asked for."""

    key: models.CharField[str, str] = models.CharField(max_length=KEY_LETTERS, unique=True)
    record: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    state: models.CharField[str, str] = models.CharField(max_length=20)
    role: models.CharField[str, str] = models.CharField(max_length=NAME_LETTERS, blank=True, db_index=True)  # its owner
    open: models.BooleanField[bool, bool] = models.BooleanField(db_index=True)
    gone: models.BooleanField[bool, bool] = models.BooleanField()  # it was looked for last and not there
    share: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    raised_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    revision: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)  # one more at each act

    objects: ClassVar[ScopedManager[Exceptional]] = ScopedManager(Record.EXCEPTION, _own)

    class Meta:
        """The dearest first."""

        db_table = "exceptions_exception"
        ordering: ClassVar[Any] = [models.F("share").desc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return self.key

    @property
    def raised(self) -> Raised:
        """The exception."""
        return raised_of(self.record)


class Lived(models.Model):
    """One life of an exception: from being raised to being closed."""

    exception: models.ForeignKey[Exceptional, Exceptional] = models.ForeignKey(
        Exceptional, on_delete=models.CASCADE, related_name="lives"
    )
    raised_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    closed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    acknowledged_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    acted_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    about: models.CharField[str, str] = models.CharField(max_length=KEY_LETTERS)
    role: models.CharField[str, str] = models.CharField(max_length=NAME_LETTERS, blank=True)
    why: models.CharField[str, str] = models.CharField(max_length=20)
    outcome: models.CharField[str, str] = models.CharField(max_length=20, blank=True)
    goal: models.CharField[str, str] = models.CharField(max_length=NAME_LETTERS, blank=True)
    price: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    price_share: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    interrupted: models.BooleanField[bool, bool] = models.BooleanField()

    class Meta:
        """A life begins once."""

        db_table = "exceptions_life"
        ordering: ClassVar[Any] = ["raised_at", "id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["exception", "raised_at"], name="exception_life_begins_once"),
        ]

    def __str__(self) -> str:
        return f"{self.about} since {self.raised_at:%Y-%m-%d}"

    @property
    def life(self) -> Life:
        """The life as a record."""
        return Life(
            self.exception.key, self.about, self.role or None, self.why, self.raised_at, self.acknowledged_at,
            self.acted_at, self.closed_at, self.outcome or None, self.goal or None, self.price, self.price_share,
            self.interrupted,
        )  # fmt: skip


class Happening(models.Model):
    """Something that happened to an exception, or that somebody said of it; kept as it was."""

    exception: models.ForeignKey[Exceptional, Exceptional] = models.ForeignKey(
        Exceptional, on_delete=models.CASCADE, related_name="happenings"
    )
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    what: models.CharField[str, str] = models.CharField(max_length=20)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, db_index=True)
    role: models.CharField[str, str] = models.CharField(max_length=NAME_LETTERS, blank=True)  # who answered for it then
    note: models.TextField[str, str] = models.TextField(blank=True)
    before: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True)  # of an act
    undoes: models.OneToOneField[Happening | None, Happening | None] = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="undone"
    )  # nothing is undone twice

    class Meta:
        """In their order."""

        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return self.what


class ThresholdChange(models.Model):
    """A threshold from a moment on; the last one of a rule or metric holds. `*` stands for all that have none."""

    about: models.CharField[str, str] = models.CharField(max_length=KEY_LETTERS, db_index=True)
    share: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    price: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    retired: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, db_index=True)
    reason: models.TextField[str, str] = models.TextField(blank=True)
    consequence: models.TextField[str, str] = models.TextField(blank=True)  # as it was shown before the change
    source: models.JSONField[Any, Any] = models.JSONField(null=True)  # what that is made of
    undoes: models.OneToOneField[ThresholdChange | None, ThresholdChange | None] = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="undone"
    )

    class Meta:
        """In their order."""

        db_table = "exceptions_threshold"
        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return self.about

    @property
    def foreseen(self) -> str:
        """What it was said to lead to, which can be said again in another language."""
        return self.consequence if self.source is None else said_of(self.source)

    @property
    def threshold(self) -> Threshold | None:
        """The threshold; None where the subject has none of its own any more."""
        found = Threshold(self.share, self.price, self.retired)
        return None if found == Threshold() else found


class Seen(models.Model):
    """What was there on a day, whether or not it became an exception: once a key and day, at its dearest."""

    key: models.CharField[str, str] = models.CharField(max_length=KEY_LETTERS)
    day: models.DateField[date, date] = models.DateField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    role: models.CharField[str, str] = models.CharField(max_length=NAME_LETTERS, blank=True)
    forced: models.CharField[str, str] = models.CharField(max_length=20, blank=True)
    goal: models.CharField[str, str] = models.CharField(max_length=NAME_LETTERS, blank=True)
    price: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    share: models.FloatField[float | None, float | None] = models.FloatField(null=True)

    class Meta:
        """Once a day."""

        db_table = "exceptions_sighting"
        ordering: ClassVar[Any] = ["at", "id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["key", "day"], name="exception_sighting_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.key} on {self.day}"

    @property
    def sighting(self) -> Sighting:
        """The sighting as a record."""
        return Sighting(
            self.key, self.at, self.role or None, self.forced or None, self.goal or None, self.price, self.share
        )


class Look(models.Model):
    """A day on which all was looked for: when first, and when last."""

    day: models.DateField[date, date] = models.DateField(unique=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    last_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """In their order."""

        ordering: ClassVar[Any] = ["day"]

    def __str__(self) -> str:
        return str(self.day)
