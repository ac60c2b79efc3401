"""What time it is for exceptions: by the clock, in a replay by its newest event, in the example by its data.

What people do is then later than what they do it about, also where a year is replayed in a minute.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from sightline_web.exceptions import queries
from sightline_web.live import clock
from sightline_web.snapshot import Snapshot

__all__ = ["moment"]


def moment(snapshot: Snapshot) -> datetime:
    """Return the present moment of a workspace."""
    if clock.replayed():
        return max(filter(None, (queries.last_look(), clock.now())))
    if snapshot.head.example:
        return max(filter(None, (queries.last_look(), snapshot.head.as_of)))
    return timezone.now()
