"""Telling the role above, where nobody has taken up what is overdue: once for each level, and nobody twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from sightline_web.notices.models import Open
from sightline_web.notices.people import served, tiers_of
from sightline_web.notices.services import accounts_there, escalated, ladder, message, post
from sightline_web.notices.told import Notice

__all__ = ["run"]


def run(now: datetime) -> str:
    """Tell each level whose time has come; returns how much was told."""
    declared, told = ladder(), 0
    snapshot = served()
    for row in Open.objects.filter(waits=True):
        if snapshot is not None and row.level == 0:  # who stands above may have changed since it was raised
            row.tiers = tiers_of(row.role, snapshot)
        due = row.due_at or row.since + timedelta(hours=declared.due_hours)
        reached = sum(now >= due + timedelta(hours=hours) for hours in declared.hours)
        if row.level < reached:
            told += _tell(row, now)
    return f"{told} told what is overdue" if told else ""


@transaction.atomic
def _tell(row: Open, now: datetime) -> int:
    """Tell the next level; whoever changes the row first tells it, and nobody else does."""
    level = row.level + 1
    taken = Open.objects.filter(pk=row.pk, level=row.level, waits=True).update(level=level, tiers=row.tiers)
    if not taken:
        return 0
    notice = Notice.of(row.content)
    if level == 1:
        post("exception.overdue", escalated(notice), now)
    accounts = accounts_there(row.tiers[level] if level < len(row.tiers) else [])
    once = f"escalation-{row.pk}-{row.since:%Y%m%dT%H%M%S%f}-{level}"
    more = {"due": row.due_at.isoformat() if row.due_at else None, "level": level}
    content = escalated(notice).plain() | more
    for account in accounts:
        message(
            "escalation", content, account=account, now=now, once=f"{once}-{account}", through=notice.control
        )  # fmt: skip
    return len(accounts)
