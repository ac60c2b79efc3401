"""What time it is in the data: now; in a replay, the moment of the newest event that came."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from sightline_web import store
from sightline_web.live.models import LogState

__all__ = ["REPLAY", "newest", "now", "replayed"]

REPLAY = "replay.json"  # in the workspace's own folder: what comes in happened at another time


def replayed() -> bool:
    """Return whether this workspace is shown a past again, as the demo is."""
    folder = store.folder()
    return folder is not None and (folder / REPLAY).exists()


def now() -> datetime:
    """Return the moment that counts for exceptions and freshness; raises StoreError where a replay's is not known."""
    return (newest() if replayed() else None) or timezone.now()


def newest() -> datetime | None:
    """Return when the newest live event happened; None before there is one."""
    with store.reading():
        known = LogState.objects.exclude(newest_at=None)
        return known.order_by("-newest_at").values_list("newest_at", flat=True).first()
