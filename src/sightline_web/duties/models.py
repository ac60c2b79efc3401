"""What is kept of duties: the register of metrics, approvals, switches, notices, who saw what first, fairness tables.

None of these says what a metric found about anybody. The register, approvals and switches are about the enterprise and
open to all; notices and what was seen are the person's; what somebody belongs to is sealed for the audit alone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from sightline_web.engine.saying import said_of
from sightline_web.languages.marks import later

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

__all__ = [
    "ID_LETTERS", "TEXT_LETTERS", "Approval", "FairnessTable", "Level", "MetricEntry", "PersonNotice", "Protected",
    "Seen", "Setting", "Switch",
]  # fmt: skip

ID_LETTERS = 200
TEXT_LETTERS = 2_000


class Level(models.TextChoices):
    """At which level a metric may be shown."""

    TEAM = "team", later("teams of five or more")
    ROLE = "role", later("roles")
    INDIVIDUAL = "individual", later("single persons")


class MetricEntry(models.Model):
    """What a metric about people's work is for; at the level of persons it needs an approval besides."""

    metric: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, unique=True)
    purpose: models.TextField[str, str] = models.TextField()
    legal_basis: models.TextField[str, str] = models.TextField()
    data: models.TextField[str, str] = models.TextField()  # which data, from where
    level: models.CharField[str, str] = models.CharField(max_length=20, choices=Level.choices)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)  # who entered it last
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    revision: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)
    approvals: RelatedManager[Approval]  # what `Approval.entry` gives it

    class Meta:
        """By id."""

        ordering: ClassVar[Any] = ["metric"]

    def __str__(self) -> str:
        return self.metric


class Approval(models.Model):
    """That a metric may be computed for single persons, of a unit and a country, by which agreement, and who said so.

    It is of the entry as it stood: an entry that is changed needs another.
    """

    entry: models.ForeignKey[MetricEntry, MetricEntry] = models.ForeignKey(
        MetricEntry, on_delete=models.CASCADE, related_name="approvals"
    )
    revision: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    unit: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, blank=True)  # empty: each
    country: models.CharField[str, str] = models.CharField(max_length=2, blank=True)  # ISO 3166; empty: each
    agreement: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)  # such as "works agreement 2026/3"
    since: models.DateField[date, date] = models.DateField()
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    approved_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-id"]

    def __str__(self) -> str:
        return f"{self.entry} by {self.agreement}"


class Switch(models.Model):
    """Something that is off until somebody switches it on: figures of single persons, or what a model suggests.

    Whatever is left empty is not looked at: one with a unit alone switches off all metrics in that unit.
    """

    unit: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, blank=True)
    country: models.CharField[str, str] = models.CharField(max_length=2, blank=True)
    metric: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, blank=True)
    computation: models.CharField[str, str] = models.CharField(max_length=80, blank=True)  # a model: "credit", "funnel"
    reason: models.CharField[str, str] = models.CharField(max_length=400)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    off_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    on_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-id"]

    def __str__(self) -> str:
        return f"off: {self.computation or self.metric or 'figures of persons'}"


class Setting(models.Model):
    """What the enterprise chose where there is a choice."""

    name: models.CharField[str, str] = models.CharField(max_length=40, unique=True)
    value: models.IntegerField[int, int] = models.IntegerField()
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class PersonNotice(models.Model):
    """What a person was told would be computed, and when they said that they have read it."""

    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    text: models.TextField[str, str] = models.TextField()
    metrics: models.JSONField[list[str], list[str]] = models.JSONField()
    digest: models.CharField[str, str] = models.CharField(max_length=64)  # of the text
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    acknowledged_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first; the same is said once."""

        ordering: ClassVar[Any] = ["-made_at", "-id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["person", "digest"], name="person_notice_said_once"),
        ]

    def __str__(self) -> str:
        return f"notice of {self.made_at:%Y-%m-%d}"


class Seen(models.Model):
    """Since when a figure about a person has been there, and when the person saw it."""

    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    metric: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)
    period: models.CharField[str, str] = models.CharField(max_length=40)
    since: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    seen_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """One row a figure."""

        ordering: ClassVar[Any] = ["metric", "period"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["person", "metric", "period"], name="figure_first_seen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.period}"


class Protected(models.Model):
    """To which group a person belongs, sealed under a key that the fairness audit alone asks for."""

    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    attribute: models.CharField[str, str] = models.CharField(max_length=40)
    sealed: models.BinaryField[bytes, bytes] = models.BinaryField()
    declared_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """One value each."""

        ordering: ClassVar[Any] = ["id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["person", "attribute"], name="protected_stands_once"),
        ]

    def __str__(self) -> str:
        return f"Protected {self.pk}"


class FairnessTable(models.Model):
    """How decisions of one period and stage fell out between groups; it knows no person."""

    period: models.CharField[str, str] = models.CharField(max_length=40)
    stage: models.CharField[str, str] = models.CharField(max_length=80)
    attribute: models.CharField[str, str] = models.CharField(max_length=80)
    rows: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    words: models.TextField[str, str] = models.TextField()
    source: models.JSONField[Any, Any] = models.JSONField(null=True)  # what the words are made of
    known: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    unknown: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)  # None: < 5
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-made_at", "attribute", "id"]

    def __str__(self) -> str:
        return f"{self.stage} {self.period} by {self.attribute}"

    @property
    def told(self) -> str:
        """What was found, in words that can be said in other languages."""
        return self.words if self.source is None else said_of(self.source)
