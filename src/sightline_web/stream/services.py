"""Saying that something has changed, so that pages which show it fetch it anew."""

from __future__ import annotations

from functools import partial

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from sightline_web.stream.models import Topic
from sightline_web.stream.topics import TOPICS

__all__ = ["touch"]


def touch(*topics: str) -> None:
    """Say that what these topics are about has changed; belongs into the transaction of the change.

    A transaction that is undone has touched nothing. On PostgreSQL the count goes up right behind the commit: rows
    that everybody counts up would otherwise make transactions wait for one another.

    Raises
    ------
    ValueError
        For a topic that there is not.
    """
    if unknown := sorted(set(topics) - set(TOPICS)):
        raise ValueError(f"there is no topic {', '.join(unknown)}")
    if connection.vendor == "sqlite":
        _count(topics)
    else:
        transaction.on_commit(partial(_count, topics))


def _count(topics: tuple[str, ...]) -> None:
    now = timezone.now()
    for name in sorted(set(topics)):
        changed = Topic.objects.filter(name=name).update(version=F("version") + 1, changed_at=now)
        if not changed:
            Topic.objects.bulk_create([Topic(name=name, version=1, changed_at=now)], ignore_conflicts=True)
