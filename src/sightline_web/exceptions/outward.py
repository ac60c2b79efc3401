"""What others are told when an exception changes: pages that show it, and whoever wants to be notified."""

from __future__ import annotations

from sightline_web.exceptions.models import Exceptional
from sightline_web.notices.services import queue
from sightline_web.stream.services import touch

__all__ = ["tell"]


def tell(exception: Exceptional | None, what: str = "") -> None:
    """Say within the transaction that exceptions have changed, and what happened to which."""
    touch("exceptions", "deviations")
    if exception is not None:
        queue(exception, what)
