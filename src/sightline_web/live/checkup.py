"""What `doctor` says of the live process: whether it runs, how far behind it is, and which logs are silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sightline_web.engine.live import behind, live_logs
from sightline_web.live.freshness import Freshness, spoken
from sightline_web.live.queries import following, freshness, runs

__all__ = ["looks"]

MANY = 20_000  # events that wait: half a minute's work
Told = tuple[str, str, str, str | None]


def looks(root: Path, *, now: datetime) -> Iterator[Told]:
    """Yield check, status, what was found and how to mend it; nothing where no log is live."""
    if not live_logs(root):
        return
    yield _process(root, now)
    for each in freshness():
        yield _log(each)


def _process(root: Path, now: datetime) -> Told:
    name, state = "live process", following()
    if state is None or state.beat_at is None:
        return name, "warn", "it has never run, so live events are kept but not judged", "Start it: sightline serve"
    waiting = behind(root, state.row)
    many = f"{waiting:,} event{'' if waiting == 1 else 's'} behind"
    if not runs(state, now):
        found = f"it was last heard of {spoken(now - state.beat_at)} ago, {many}"
        return name, "warn", found, "Start it: sightline serve, or sightline worker"
    if state.fault:
        return name, "warn", f"it runs, {many}; {state.fault}", "The log of the server says more."
    if waiting > MANY:
        return name, "warn", f"it runs, {many}", "It catches up by itself; if it does not, give it a faster machine."
    return name, "ok", f"it runs, {many}", None


def _log(each: Freshness) -> Told:
    name = f"live log {each.log}"
    if each.state == "never":
        return name, "warn", "nothing has come from it yet", "See that its sender has a token and the right address."
    since = f"the last event came at {each.received_at:%Y-%m-%d %H:%M} UTC" if each.received_at else ""
    if each.state == "silent":
        return name, "warn", f"silent: {since}. {each.how}", "See that its sender runs; /events says what it was told."
    return name, "ok", f"{each.state}: {since}", None
