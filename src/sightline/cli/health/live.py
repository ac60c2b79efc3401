"""Live events: the database that they land in, the files they are sealed into, and what waits for too long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.cli.health.looks import Look
from sightline.errors import SightlineError

if TYPE_CHECKING:
    from sightline.facts.live.checking import LiveHealth

__all__ = ["look_at_live_events"]

LONG_SECONDS = 300
SHOWN = 3


def look_at_live_events(state: Path) -> Iterator[Look]:
    """Look at the live events of a workspace that keeps its own files in `state`; silent where none ever came."""
    from sightline.facts.live.checking import GOOD_SQLITE, check  # noqa: PLC0415 -- Arrow, with the events
    from sightline.facts.live.store import has_store  # noqa: PLC0415 -- the same

    if not has_store(state):
        return
    try:
        found = check(state)
    except SightlineError as fault:
        yield Look("live events", "fail", fault.cause, fault.fix or "Restore the last backup: sightline restore")
        return
    yield _files(found)
    yield _waiting(found)
    if found.sqlite < GOOD_SQLITE:
        version, good = (".".join(map(str, one)) for one in (found.sqlite, GOOD_SQLITE))
        yield Look(
            "SQLite for live events", "warn", f"{version}; before {good} two at one instant may harm the file",
            "Use a Python with a newer SQLite where events come in all the time; one process alone clears up here.",
        )  # fmt: skip


def _files(found: LiveHealth) -> Look:
    bad = [*(f"{one} is missing" for one in found.missing), *(f"{one} is damaged" for one in found.damaged)]
    if bad or not found.sound:
        said = bad or ["the database itself is damaged"]
        more = f" and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
        return Look(
            "live events", "fail", f"{'; '.join(said[:SHOWN])}{more}", "Restore the last backup: sightline restore FILE"
        )
    if found.foreign:
        what = f"{len(found.foreign)} files in the folder are not ours, such as {found.foreign[0]}"
        return Look("live events", "warn", what, "Move them away: who reads the folder as it is counts them too.")
    return Look("live events", "ok", f"{found.events:,} in {found.files} files, {found.waiting:,} to be sealed")


def _waiting(found: LiveHealth) -> Look:
    oldest = found.oldest_waiting_us
    age = 0.0 if oldest is None else time.time() - oldest / 1_000_000
    if age > LONG_SECONDS or found.plans:
        what = f"the oldest waits for {age / 60:,.0f} minutes" if age > LONG_SECONDS else "a process died while sealing"
        return Look("sealing", "warn", what, "Let something seal: 'sightline serve' or 'sightline worker' does.")
    return Look("sealing", "ok", "nothing waits for long")
