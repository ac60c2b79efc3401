"""What is kept of appraisals: how far each has come, what was judged, computed and decided, what was objected to.

Texts and what was computed stand sealed under the key of the person who is appraised. There is no rating that the
product gives, and no column for one: `computed` is a figure of a metric beside what a named person decided.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from sightline_web.journal import seal

__all__ = [
    "ID_LETTERS", "TEXT_LETTERS", "Acknowledgement", "Appraisal", "CalibrationChange", "CalibrationSession", "Decision",
    "Objection", "Opening",
]  # fmt: skip

ID_LETTERS = 200
TEXT_LETTERS = 8_000


def _sealed() -> models.TextField[str, str]:
    return models.TextField(blank=True)


class Appraisal(models.Model):
    """The review of one person's period by who leads them."""

    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    manager: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    unit: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, blank=True)
    period: models.CharField[str, str] = models.CharField(max_length=40)
    state: models.CharField[str, str] = models.CharField(max_length=20)
    judges_first: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    criteria: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField()  # id, title, unit
    statement: models.TextField[str, str] = _sealed()  # what the person says of the period
    judgement: models.TextField[str, str] = _sealed()
    evidence: models.TextField[str, str] = _sealed()  # what was computed, as it was when it was opened
    reason: models.TextField[str, str] = _sealed()
    final: models.TextField[str, str] = _sealed()
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)  # who finalised it
    opened_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    judged_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    shared_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    finalised_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)  # to erase
    revision: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)

    class Meta:
        """The newest first; a period of a person is appraised once."""

        ordering: ClassVar[Any] = ["-opened_at", "-id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["person", "period"], name="appraisal_once_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.period}"

    def text(self, name: str) -> Any:
        """Return what stands sealed in a column; None where nothing does."""
        return seal.opened(getattr(self, name))


class Decision(models.Model):
    """One criterion of an appraisal: what a person judged, what was computed, what a person decided."""

    appraisal: models.ForeignKey[Appraisal, Appraisal] = models.ForeignKey(
        Appraisal, on_delete=models.CASCADE, related_name="decisions"
    )
    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    manager: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    criterion: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)
    judged: models.FloatField[float | None, float | None] = models.FloatField(null=True)  # before
    computed: models.FloatField[float | None, float | None] = models.FloatField(null=True)  # what was suggested
    decided: models.FloatField[float | None, float | None] = models.FloatField(null=True)  # after
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """In their order; one a criterion."""

        ordering: ClassVar[Any] = ["id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["appraisal", "criterion"], name="decision_once_a_criterion"),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal} {self.criterion}"

    @property
    def deviation(self) -> float | None:
        """What was decided less what was computed; None where one of them is missing."""
        return None if self.decided is None or self.computed is None else self.decided - self.computed


class Opening(models.Model):
    """That somebody opened the evidence of an appraisal; who did not cannot finalise it."""

    appraisal: models.ForeignKey[Appraisal, Appraisal] = models.ForeignKey(
        Appraisal, on_delete=models.CASCADE, related_name="openings"
    )
    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    manager: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)
    account: models.BigIntegerField[int, int] = models.BigIntegerField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """Once each."""

        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["appraisal", "account"], name="evidence_opened_once"),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal} by {self.account}"


class Objection(models.Model):
    """What a person does not accept, and what was answered; neither text is ever changed."""

    appraisal: models.ForeignKey[Appraisal, Appraisal] = models.ForeignKey(
        Appraisal, on_delete=models.CASCADE, related_name="objections"
    )
    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    manager: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)
    about: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)  # a criterion, or a part of the text
    text: models.TextField[str, str] = _sealed()
    answer: models.TextField[str, str] = _sealed()
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)  # who answered
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    due: models.DateField[date, date] = models.DateField()
    answered_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    withdrawn_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """In the order in which they were made."""

        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return f"objection {self.pk}"

    @property
    def open(self) -> bool:
        """Whether an answer is owed."""
        return self.answered_at is None and self.withdrawn_at is None

    @property
    def said(self) -> str:
        """What is not accepted, and why."""
        return str(seal.opened(self.text) or "")

    @property
    def answered(self) -> str:
        """What was answered."""
        return str(seal.opened(self.answer) or "")


class CalibrationSession(models.Model):
    """A meeting in which several managers look at their appraisals together; who is in it sees them while it lasts."""

    unit: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)
    period: models.CharField[str, str] = models.CharField(max_length=40)
    members: models.JSONField[list[str], list[str]] = models.JSONField()  # persons
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    opened_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    closed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"


class CalibrationChange(models.Model):
    """What a calibration suggested to change of a decision, why, and in which capacities it was voted for."""

    session: models.ForeignKey[CalibrationSession, CalibrationSession] = models.ForeignKey(
        CalibrationSession, on_delete=models.CASCADE, related_name="changes"
    )
    appraisal: models.ForeignKey[Appraisal, Appraisal] = models.ForeignKey(
        Appraisal, on_delete=models.CASCADE, related_name="calibrations"
    )
    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    manager: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)
    criterion: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)
    suggested: models.FloatField[float | None, float | None] = models.FloatField(null=True)  # what was computed
    before: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    after: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    reason: models.TextField[str, str] = _sealed()
    voters: models.JSONField[list[str], list[str]] = models.JSONField()  # roles, not persons
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """In their order."""

        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return f"calibration {self.pk}"

    @property
    def why(self) -> str:
        """The reason."""
        return str(seal.opened(self.reason) or "")


class Acknowledgement(models.Model):
    """That one side has read and taken note of an agreement as it was frozen; another content is another agreement."""

    person: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS, db_index=True)
    manager: models.CharField[str, str] = models.CharField(max_length=ID_LETTERS)
    period: models.CharField[str, str] = models.CharField(max_length=40)
    content: models.CharField[str, str] = models.CharField(max_length=64)  # the hash of the agreement
    side: models.CharField[str, str] = models.CharField(max_length=10)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """Once for each side of each content."""

        ordering: ClassVar[Any] = ["id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["person", "period", "content", "side"], name="agreement_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.period} {self.side}"
