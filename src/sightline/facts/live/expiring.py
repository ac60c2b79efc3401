"""Letting live events go when their time is over: whole files, by the newest event in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sightline.facts.live.merging import sweep
from sightline.facts.live.ordering import ordering
from sightline.facts.live.schema import FILE, opened, transaction
from sightline.facts.live.sealing import REPLACED

__all__ = ["Expired", "expire", "expiring"]


@dataclass(frozen=True, slots=True)
class Expired:
    """Events in all files, those in files whose time is over, and the newest event of the file that is next."""

    events: int
    due: int
    next_us: int | None


def expiring(state: Path, *, before_us: int) -> Expired:
    """Return what would go of what happened before a moment; nothing is changed."""
    file = state / FILE
    if not file.is_file():
        return Expired(0, 0, None)
    with opened(file) as connection:
        return Expired(
            *connection.execute(
                "SELECT COALESCE(SUM(rows), 0), COALESCE(SUM(CASE WHEN newest_us < ? THEN rows END), 0), "
                "MIN(newest_us) FROM segment WHERE state = 'live'",
                (before_us,),
            ).fetchone()
        )


def expire(state: Path, *, before_us: int, now_us: int) -> int:
    """Remove the files whose events all happened before a moment; return how many events went.

    Where another process is at the files, nothing goes now.
    """
    with ordering(state) as connection:
        if connection is None:
            return 0
        with transaction(connection):
            chosen = "FROM segment WHERE state = 'live' AND newest_us < ?"
            (gone,) = connection.execute(f"SELECT COALESCE(SUM(rows), 0) {chosen}", (before_us,)).fetchone()
            names = [name for (name,) in connection.execute(f"SELECT name {chosen}", (before_us,))]
            connection.execute(f"UPDATE log SET version = version + 1 WHERE log IN (SELECT log {chosen})", (before_us,))
            connection.execute(
                "UPDATE segment SET state = 'old', changed_us = ? WHERE state = 'live' AND newest_us < ?",
                (now_us, before_us),
            )
        for name in names:
            (state / REPLACED / name).unlink(missing_ok=True)
    sweep(state, now_us=now_us)
    return int(gone)
