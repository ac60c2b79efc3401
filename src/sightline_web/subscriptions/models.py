"""What somebody follows: a page, on a view of it, told at once or at the hour of a digest; and how it stood then."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from sightline_web.anchors import KEY_LETTERS, QUERY_LETTERS
from sightline_web.languages.marks import later
from sightline_web.policy.scoped import ScopedManager
from sightline_web.policy.words import Record, Relation

__all__ = ["AT_ONCE", "CADENCES", "DIGESTS", "Subscription"]

AT_ONCE = "at_once"
DIGESTS = {
    "daily": later("each working day"), "weekly": later("once a week"),
    "monthly": later("once a month, after it is over"),
}  # fmt: skip
CADENCES = {AT_ONCE: later("as soon as it changes beyond noise")} | DIGESTS


class Subscription(models.Model):
    """One thing that an account follows; one that was ended keeps its row until it can no longer be undone."""

    account: models.BigIntegerField[int, int] = models.BigIntegerField(db_index=True)
    kind: models.CharField[str, str] = models.CharField(max_length=30)
    key: models.CharField[str, str] = models.CharField(max_length=KEY_LETTERS)
    query: models.CharField[str, str] = models.CharField(max_length=QUERY_LETTERS, blank=True)
    cadence: models.CharField[str, str] = models.CharField(max_length=10)  # of CADENCES
    mail: models.BooleanField[bool, bool] = models.BooleanField(default=True)  # in the app it is told in any case
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    told: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)  # how it stood then
    told_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()  # or since when it is followed
    paused_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Subscription]] = ScopedManager(
        Record.SUBSCRIPTION, lambda by: models.Q(account=by.account), Relation.SELF
    )

    class Meta:
        """In the order in which they were made; one view of a page is followed once."""

        ordering: ClassVar[Any] = ["id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(
                fields=["account", "kind", "key", "query"], condition=models.Q(archived_at=None),
                name="subscription_stands_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"subscription {self.pk}"
