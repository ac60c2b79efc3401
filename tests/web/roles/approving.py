"""What must be done before something about one person is told: an entry, its approval, a notice that was read."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sightline_web.duties import services
from sightline_web.duties.models import PersonNotice
from sightline_web.policy.actor import Actor

AT = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)
MAKER, OTHER = Actor(901, "maker"), Actor(902, "other")


def approve(metric: str, *persons: str, read_at: datetime = AT, unit: str = "") -> int:
    """Enter and approve a metric for single persons, and have these told; returns the approval."""
    words = {"purpose": "To hand out work as agreed", "legal_basis": "WA 3", "data": "tickets", "level": "individual"}
    services.entry_set(by=MAKER, metric=metric, at=AT, **words)
    made = services.approval_give(
        by=OTHER, metric=metric, agreement="WA 2026/3", unit=unit, since=date(2026, 1, 1), at=AT
    )
    services.notices_make(by=MAKER, persons=persons, metrics=[metric], at=AT)
    PersonNotice.objects.filter(person__in=persons, acknowledged_at=None).update(acknowledged_at=read_at)
    return int(made.pk)
