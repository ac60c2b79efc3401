"""Writing down how far the live process is; each of these belongs into the transaction of what the events led to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from sightline_web.live.freshness import PAST_DAYS
from sightline_web.live.models import Following, LogDay, LogState

__all__ = ["Came", "beat", "begun", "declared", "handed_on", "noted", "offered"]

FAULT_LETTERS = 400


@dataclass(frozen=True, slots=True)
class Came:
    """What came in of one log.

    Parameters
    ----------
    log : str
        The source.
    events : int
        How many.
    newest_at : datetime
        When the newest of them happened.
    """

    log: str
    events: int
    newest_at: datetime


def begun(*, pid: int, at: datetime) -> int:
    """Write down that a live process has begun; returns the last row that an earlier one handed on."""
    row, _made = Following.objects.get_or_create(pk=1)
    Following.objects.filter(pk=1).update(pid=pid, started_at=at, beat_at=at, fault="")
    return row.row


def declared(logs: Iterable[str]) -> None:
    """Keep a row for each live log of the model, and for no other, so that one that never sent shows."""
    wanted = set(logs)
    LogState.objects.exclude(log__in=wanted).delete()
    LogState.objects.bulk_create([LogState(log=each) for each in sorted(wanted)], ignore_conflicts=True)


def handed_on(row: int, *, behind: int, at: datetime, looked_at: datetime) -> None:
    """Write down that all events up to a row have been handed on."""
    Following.objects.filter(pk=1).update(row=row, behind=behind, beat_at=at, looked_at=looked_at, fault="")


def offered(*, as_of: datetime) -> None:
    """Write down of which moment the last whole reading was that has been offered."""
    Following.objects.filter(pk=1).update(offered_at=as_of)


def beat(*, at: datetime, behind: int, fault: str = "") -> None:
    """Write down that the process is there, and what is wrong."""
    Following.objects.filter(pk=1).update(beat_at=at, behind=behind, fault=fault[:FAULT_LETTERS])


def noted(came: Iterable[Came], *, at: datetime) -> None:
    """Write down what came in by now, and how long it had been quiet before."""
    for each in came:
        state, _made = LogState.objects.get_or_create(log=each.log)
        quiet = (at - state.received_at).total_seconds() if state.received_at is not None else 0.0
        day, _made = LogDay.objects.get_or_create(log=each.log, day=at.date())
        LogDay.objects.filter(pk=day.pk).update(
            events=F("events") + each.events, longest_s=max(day.longest_s, quiet, 0.0)
        )
        newest = max(filter(None, (state.newest_at, each.newest_at)))
        received = max(filter(None, (state.received_at, at)))
        LogState.objects.filter(pk=state.pk).update(
            events=F("events") + each.events, newest_at=newest, received_at=received
        )
        LogDay.objects.filter(log=each.log, day__lt=at.date() - timedelta(days=2 * PAST_DAYS)).delete()
