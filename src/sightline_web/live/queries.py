"""What is known of live logs and of the process that follows them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sightline_web import store
from sightline_web.live import clock
from sightline_web.live.freshness import PAST_DAYS, Freshness, judged
from sightline_web.live.models import Following, LogDay, LogState

__all__ = ["SLOW", "following", "freshness", "runs"]

SLOW = timedelta(seconds=30)  # a process that has not been heard of for so long does not run


def freshness(now: datetime | None = None) -> tuple[Freshness, ...]:
    """Return how fresh each live log is; nothing where there is none, or where the records cannot be read."""
    try:
        with store.reading():
            states = list(LogState.objects.all())
            if not states:
                return ()
            at = now or clock.now()
            days: dict[str, list[LogDay]] = defaultdict(list)
            for each in LogDay.objects.filter(day__gte=at.date() - timedelta(days=PAST_DAYS)):
                days[each.log].append(each)
    except store.StoreError:
        return ()
    return tuple(_judged(each, days[each.log], at) for each in states)


def _judged(state: LogState, days: list[LogDay], now: datetime) -> Freshness:
    return judged(
        state.log,
        newest_at=state.newest_at,
        received_at=state.received_at,
        silences=[timedelta(seconds=each.longest_s) for each in days],
        events=sum(each.events for each in days),
        since=min((each.day for each in days), default=None),
        now=now,
    )


def following() -> Following | None:
    """Return where the live process stands; None before it has ever run."""
    with store.reading():
        return Following.objects.first()


def runs(state: Following | None, now: datetime) -> bool:
    """Return whether the live process has been heard of lately."""
    return state is not None and state.beat_at is not None and now - state.beat_at < SLOW
