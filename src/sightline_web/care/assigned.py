"""What the people source says of a person: in which roles and units they were, under whom, from when to when."""

from __future__ import annotations

from pathlib import Path

from sightline_web import engine, keeper
from sightline_web.keeper import Keeper

__all__ = ["assignments", "assignments_of"]

LONGEST_READING_SECONDS = 600.0


def assignments(person: str | None) -> list[dict[str, object]]:
    """Return a person's assignments by the reading that this process serves; none before there is one."""
    kept = keeper.installed()
    return _held(kept, person, wait=0.0) if kept is not None else []


def assignments_of(root: Path, person: str) -> list[dict[str, object]]:
    """Return a person's assignments by a reading that is made for it; none where the model or the data are wrong."""
    kept = engine.open_workspace(root)
    try:
        return _held(kept, person, wait=LONGEST_READING_SECONDS)
    finally:
        kept.close()


def _held(kept: Keeper, person: str | None, *, wait: float) -> list[dict[str, object]]:
    snapshot = kept.state(wait=wait).snapshot
    if snapshot is None or not person:
        return []
    return [
        {
            "role": each.role,
            "unit": each.unit,
            "manager": each.manager,
            "since": each.since and each.since.isoformat(),
            "until": each.until and each.until.isoformat(),
        }
        for each in snapshot.directory.assignments(person)
    ]
