"""Live events as the app cares for them: copied into a backup, let go when they are old, a person taken out of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

__all__ = [
    "Keeping",
    "copied",
    "erased_from_events",
    "erased_where",
    "expired",
    "forget_worked_out",
    "keeping",
    "performers_of",
    "unsealed",
]

_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many live events are in files, how many of them are due to go, and when the next file's newest happened."""

    events: int
    due: int
    next_at: datetime | None


def copied(state: Path, into: Path) -> tuple[Path, ...]:
    """Copy the landing of a workspace to a file; return the sealed files that belong to it, relative to `state`."""
    from sightline.facts.live.copying import copy_landing  # noqa: PLC0415 -- Arrow, with the events

    return copy_landing(state, into)


def unsealed(state: Path) -> AbstractContextManager[None]:
    """Keep files of live events from being written while a block lasts; raises EnvironmentFaultError."""
    from sightline.facts.live.ordering import still  # noqa: PLC0415 -- Arrow, with the events

    return still(state)


def erased_from_events(state: Path, person: str) -> int:
    """Take a person out of all live events, and of what was worked out from them; return in how many they stood."""
    from sightline.facts.live.erasing import erase  # noqa: PLC0415 -- Arrow, with the events

    done = erase(state, person, now_us=_now_us())
    if done:
        forget_worked_out(state)
    return done


def performers_of(state: Path) -> set[str]:
    """Return all who did something in any live event."""
    from sightline.facts.live.erasing import performers  # noqa: PLC0415 -- Arrow, with the events

    return performers(state)


def erased_where(state: Path, met: Callable[[str], bool]) -> int:
    """Take out of all live events each performer that meets a condition; return how many persons that were."""
    found = [each for each in performers_of(state) if met(each)]
    return sum(bool(erased_from_events(state, each)) for each in found)


def keeping(state: Path, *, before: datetime) -> Keeping:
    """Return what would go of the live events that happened before a moment."""
    from sightline.facts.live.expiring import expiring  # noqa: PLC0415 -- Arrow, with the events

    found = expiring(state, before_us=_us(before))
    next_at = None if found.next_us is None else datetime.fromtimestamp(found.next_us / _US, UTC)
    return Keeping(found.events, found.due, next_at)


def expired(state: Path, *, before: datetime) -> int:
    """Let the live events go that happened before a moment, by whole files; return how many went."""
    from sightline.facts.live.expiring import expire  # noqa: PLC0415 -- Arrow, with the events

    return expire(state, before_us=_us(before), now_us=_now_us())


def forget_worked_out(state: Path) -> None:
    """Remove copies of what waited, and answers that may name performers: they are worked out again when asked for."""
    for pattern in ("facts/*-tail/*", "readings/**/*"):
        for path in state.glob(pattern):
            if path.is_file():
                path.unlink(missing_ok=True)


def _us(moment: datetime) -> int:
    return round(moment.timestamp() * _US)


def _now_us() -> int:
    return time.time_ns() // 1_000
