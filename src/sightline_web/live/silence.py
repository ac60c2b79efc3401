"""A sender that has fallen silent, as something that somebody must act upon: what rests on it says nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sightline_web.deviations import Deviation
from sightline_web.engine.saying import joined, phrase, say
from sightline_web.headlines import continued
from sightline_web.live.freshness import Freshness, spoken
from sightline_web.snapshot import Snapshot

__all__ = ["deviations"]


def deviations(snapshot: Snapshot, found: Iterable[Freshness], now: datetime) -> Iterator[Deviation]:
    """Yield one deviation for each process whose log has fallen silent."""
    for fresh in found:
        if fresh.state != "silent" or fresh.received_at is None:
            continue
        for process in snapshot.processes.values():
            if process.log == fresh.log:
                yield _silent(process.id, process.title, fresh, fresh.received_at, now)


def _silent(process: str, title: str, fresh: Freshness, since: datetime, now: datetime) -> Deviation:
    text, span = phrase("{process}: nothing has come from {log} for {span}"), spoken(now - since)
    silent = say(text, process=title, log=fresh.log, span=span)
    return Deviation(
        deviation=f"{process}.silent.{fresh.log}",
        kind="control",
        process=process,
        rule=None,
        case=None,
        metric=None,
        segment=(("log", fresh.log),),
        since=since,
        due=None,
        outcome="silent",
        owner=None,
        goal=None,
        price=None,
        low=None,
        high=None,
        price_share=None,
        probability=1.0,
        sentence=continued("", silent),
        words=joined(" ", [fresh.how, say("Its rules and controls say nothing of what has happened since.")]),
    )
