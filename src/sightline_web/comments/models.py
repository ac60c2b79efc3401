"""What is kept of comments: the words, what the number was then, what became of them, and who was told.

The words stand sealed under the key of whoever wrote them, so that erasing a person takes them along and leaves the
thread in its order. A thread is known by the number of its first comment, which may be gone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from sightline_web.anchors import KEY_LETTERS, QUERY_LETTERS
from sightline_web.policy.scoped import ScopedManager
from sightline_web.policy.words import Record, Relation

__all__ = ["WORDS_LETTERS", "Comment", "Told", "Turn"]

KIND_LETTERS = 30
WORDS_LETTERS = 4_000


class Comment(models.Model):
    """One comment on a page; `about` names the number on it, and `was` what that was when the comment was written."""

    kind: models.CharField[str, str] = models.CharField(max_length=KIND_LETTERS)
    key: models.CharField[str, str] = models.CharField(max_length=KEY_LETTERS)
    query: models.CharField[str, str] = models.CharField(
        max_length=QUERY_LETTERS, blank=True
    )  # the view it was made on
    thread: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, db_index=True)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, db_index=True)
    sealed: models.TextField[str, str] = models.TextField()
    about: models.CharField[str, str] = models.CharField(max_length=KEY_LETTERS, blank=True)
    was: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    written_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    changed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    resolved_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Comment]] = ScopedManager(
        Record.COMMENT, lambda by: models.Q(account=by.account), Relation.AUTHOR
    )

    class Meta:
        """In the order in which they were written; found by their page."""

        ordering: ClassVar[Any] = ["id"]
        indexes: ClassVar[Any] = [models.Index(fields=["kind", "key"], name="comments_by_page")]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Turn(models.Model):
    """What became of a comment after it was written; of a change, what it said before."""

    comment: models.ForeignKey[Comment, Comment] = models.ForeignKey(Comment, on_delete=models.CASCADE)
    account: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True, db_index=True)
    what: models.CharField[str, str] = models.CharField(max_length=10)  # changed, deleted, restored, resolved, reopened
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    sealed: models.TextField[str, str] = models.TextField(blank=True)

    class Meta:
        """In their order."""

        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class Told(models.Model):
    """Somebody whom a comment asks, or answers: what the page of mentions and replies lists."""

    comment: models.ForeignKey[Comment, Comment] = models.ForeignKey(Comment, on_delete=models.CASCADE)
    account: models.BigIntegerField[int, int] = models.BigIntegerField()
    why: models.CharField[str, str] = models.CharField(max_length=10)  # mention, role or reply
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    seen_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first; one comment concerns somebody once."""

        ordering: ClassVar[Any] = ["-id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(fields=["account", "comment"], name="comment_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.why} of comment {self.comment_id}"  # type: ignore[attr-defined]  # Django's own name
