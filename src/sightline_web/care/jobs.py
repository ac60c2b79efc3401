"""What care does by itself, in the app's schedule."""

from __future__ import annotations

from datetime import datetime

from sightline_web.care.retention import CLASSES, apply
from sightline_web.policy.actor import SYSTEM

__all__ = ["run"]


def run(now: datetime) -> str:
    """Take away what has been kept for its time; return what went, in a few words."""
    gone = apply(now, by=SYSTEM)
    return ", ".join(f"{CLASSES[kind].title.lower()}: {count:,}" for kind, count in gone.items()) or "nothing was due"
