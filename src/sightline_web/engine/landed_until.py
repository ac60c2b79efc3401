"""Up to where live events have come in: what says that there are new ones, and when the newest of them happened."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sightline.errors import SightlineError

__all__ = ["REPLAY", "landing_files", "newest_event", "versions"]

REPLAY = "replay.json"  # in the workspace's own folder: what comes in happened at another time
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def landing_files(state: Path) -> tuple[Path, ...]:
    """Return the files that change with every live event."""
    from sightline.facts.live.schema import FILE  # noqa: PLC0415 -- Arrow, with the events

    return (state / FILE, state / f"{FILE}-wal")


def versions(state: Path) -> str:
    """Return the versions of all logs that have live events, as a text; empty where none has ever come."""
    from sightline.facts.live.store import has_store, open_store  # noqa: PLC0415 -- Arrow, with the events

    found = {}
    if has_store(state):
        with suppress(SightlineError), closing(open_store(state)) as store:  # the reading will say what is wrong
            found = dict(store.versions())
    return json.dumps(found, sort_keys=True) if found else ""


def newest_event(state: Path) -> datetime | None:
    """Return when the newest live event happened."""
    from sightline.facts.live.store import open_store  # noqa: PLC0415 -- Arrow, with the events

    moments: list[datetime] = []
    with closing(open_store(state)) as store:
        for log in store.versions():
            view = store.view(log)
            moments += [_EPOCH + timedelta(microseconds=one.newest_us) for one in view.segments]
            moments += view.tail.column("time").to_pylist()
    return max(moments, default=None)
