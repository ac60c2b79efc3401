"""What time it is for notices: that of the clock, whatever day the data are of; tests turn it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

__all__ = ["now"]


def now() -> datetime:
    """Return the present moment."""
    return timezone.now()
