"""What is to be told: how each account wants it, messages and posts on their way, and what still stands open.

Messages and posts are an outbox: a row is written in the transaction of what it tells, and sent after it. Whoever
sends takes a row by writing into it until when it is held, so that two senders never send the same one.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.db import models

from sightline_web.policy.scoped import ScopedManager
from sightline_web.policy.words import Record, Relation

__all__ = ["GIVEN_UP_AFTER", "Ladder", "Message", "Open", "Outgoing", "Posting", "Preference", "Webhook"]

KEY_LETTERS = 1_000
NAME_LETTERS = 200
ERROR_LETTERS = 300
GIVEN_UP_AFTER = timedelta(hours=24)  # of trying
WORKDAYS = [1, 2, 3, 4, 5]  # as in ISO 8601: Monday is 1


def workdays() -> list[int]:
    """Return the days on which most people work."""
    return list(WORKDAYS)


def hours_past_due() -> list[int]:
    """Return when the next role is told, in hours past due."""
    return [0, 24]


class Preference(models.Model):
    """How one account wants to be told; whoever has none is told by the defaults."""

    account: models.BigIntegerField[int, int] = models.BigIntegerField(unique=True)
    digest: models.CharField[str, str] = models.CharField(max_length=10, default="daily")  # daily, weekly or never
    digest_before: models.CharField[str, str] = models.CharField(max_length=10, default="daily")  # it was ended
    hour: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=7)  # of the digest
    weekday: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=1)  # of a weekly one
    zone: models.CharField[str, str] = models.CharField(max_length=60, blank=True)  # empty: that of the enterprise
    quiet_from: models.TimeField[time | None, time | None] = models.TimeField(null=True, blank=True)
    quiet_until: models.TimeField[time | None, time | None] = models.TimeField(null=True, blank=True)
    workdays: models.JSONField[list[int], list[int]] = models.JSONField(default=workdays)
    controls_through: models.BooleanField[bool, bool] = models.BooleanField(default=True)  # whatever the hour
    mentions: models.BooleanField[bool, bool] = models.BooleanField(default=True)  # by mail, too
    digested_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ScopedManager[Preference]] = ScopedManager(
        Record.NOTICE, lambda by: models.Q(account=by.account), Relation.SELF
    )

    def __str__(self) -> str:
        return f"notices of account {self.account}"


class Outgoing(models.Model):
    """Something on its way: when it is tried next, who tries it now, and what became of it."""

    once: models.CharField[str, str] = models.CharField(max_length=120, unique=True)  # what stands twice is sent once
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    state: models.CharField[str, str] = models.CharField(max_length=10, default="waiting")
    attempts: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    next_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    until: models.DateTimeField[datetime, datetime] = models.DateTimeField()  # then it is given up
    held_until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    done_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    error: models.CharField[str, str] = models.CharField(max_length=ERROR_LETTERS, blank=True)  # of the last attempt

    class Meta:
        """Each kind has a table of its own."""

        abstract = True


class Message(Outgoing):
    """Something for one account: an alert, an escalation or a digest, by e-mail and on the page of notices."""

    account: models.BigIntegerField[int, int] = models.BigIntegerField(db_index=True)
    kind: models.CharField[str, str] = models.CharField(max_length=12)
    bundle: models.BooleanField[bool, bool] = models.BooleanField(default=False)  # waited for the end of quiet hours

    objects: ClassVar[ScopedManager[Message]] = ScopedManager(
        Record.NOTICE, lambda by: models.Q(account=by.account), Relation.SELF
    )

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.once}"


class Webhook(models.Model):
    """A receiver elsewhere; its secret is sealed. One that was deleted keeps its row for the posts that it got."""

    title: models.CharField[str, str] = models.CharField(max_length=NAME_LETTERS)
    url: models.CharField[str, str] = models.CharField(max_length=KEY_LETTERS)
    events: models.JSONField[list[str], list[str]] = models.JSONField()
    sealed: models.TextField[str, str] = models.TextField()
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    failing_since: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    disabled_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    disabled_why: models.CharField[str, str] = models.CharField(max_length=ERROR_LETTERS, blank=True)
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order in which they were made."""

        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return self.title


class Posting(Outgoing):
    """One post to a webhook."""

    webhook: models.ForeignKey[Webhook, Webhook] = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="postings"
    )

    class Meta:
        """The newest first."""

        ordering: ClassVar[Any] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.once


class Open(models.Model):
    """An exception that is not closed, as it was told last: what digests list and escalation watches."""

    key: models.CharField[str, str] = models.CharField(max_length=KEY_LETTERS, unique=True)
    state: models.CharField[str, str] = models.CharField(max_length=20)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    role: models.CharField[str, str] = models.CharField(max_length=NAME_LETTERS, blank=True)
    tiers: models.JSONField[list[list[int]], list[list[int]]] = models.JSONField()  # accounts: the holders, those above
    waits: models.BooleanField[bool, bool] = models.BooleanField()  # nobody has taken it up
    regressed: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    since: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    due_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    level: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=0)  # told so far

    class Meta:
        """What has waited longest first."""

        db_table = "notices_open"
        ordering: ClassVar[Any] = ["since", "id"]

    def __str__(self) -> str:
        return self.key


class Ladder(models.Model):
    """When the role above is told of what nobody has taken up; one row, or none for the defaults."""

    hours: models.JSONField[list[int], list[int]] = models.JSONField(default=hours_past_due)  # past due, level by level
    due_hours: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=24)  # of what has no due

    def __str__(self) -> str:
        return ", ".join(str(each) for each in self.hours)
