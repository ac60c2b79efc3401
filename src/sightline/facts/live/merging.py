"""Merging: many small files of one day become one; what is no longer needed goes after a time of grace."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sightline.facts.live.ordering import Point, nothing, ordering
from sightline.facts.live.protocol import GRACE_US
from sightline.facts.live.schema import FOLDER, mark, set_mark, transaction
from sightline.facts.live.sealing import Plan, carry_out, put, recover

__all__ = ["MANY", "merge", "next_file", "sweep", "swept"]

MANY = 8  # files of a day that are still read as fast as one
LARGE = 1_000_000  # rows of a file that is merged no more


def merge(state: Path, *, now_us: int, many: int = MANY, point: Point = nothing) -> int:
    """Merge the files of each day that has more than `many`; return how many files went into others.

    Raises
    ------
    EnvironmentFaultError
        If the disk is full or cannot be written; then nothing has changed.
    """
    with ordering(state) as connection:
        if connection is None:
            return 0
        recover(connection, state, now_us=now_us, point=point)
        return sum(_merge(connection, state, log, day, now_us, point) for log, day in _crowded(connection, many))


def _crowded(connection: sqlite3.Connection, many: int) -> list[tuple[str, str]]:
    chosen = (
        "SELECT log, day FROM segment WHERE state = 'live' AND rows < ? GROUP BY log, day HAVING COUNT(*) > ? "
        "ORDER BY log, day"
    )
    return list(connection.execute(chosen, (LARGE, many)))


def _merge(connection: sqlite3.Connection, state: Path, log: str, day: str, now_us: int, point: Point) -> int:
    chosen = "SELECT name FROM segment WHERE state = 'live' AND log = ? AND day = ? AND rows < ? ORDER BY name"
    files = tuple(name for (name,) in connection.execute(chosen, (log, day, LARGE)))
    with transaction(connection):
        number, sealed = next_file(connection), mark(connection, "sealed")
        plan = Plan(f"log={log}/day={day}/merged-{number:012d}.parquet", log, day, sealed, sealed, files)
        put(connection, [plan], now_us)
    point("planned")
    carry_out(connection, state, [plan], now_us=now_us, point=point)
    return len(files)


def next_file(connection: sqlite3.Connection) -> int:
    """Return a number that no file made of others has had."""
    number = mark(connection, "merges") + 1
    set_mark(connection, "merges", number)
    return number


def sweep(state: Path, *, now_us: int, grace_us: int = GRACE_US) -> int:
    """Remove files that others replaced before the time of grace; return how many."""
    with ordering(state) as connection:
        return 0 if connection is None else swept(connection, state, before_us=now_us - grace_us)


def swept(connection: sqlite3.Connection, state: Path, *, before_us: int) -> int:
    """Remove files that were replaced until a moment, for who holds the right to; return how many."""
    chosen = "SELECT name FROM segment WHERE state = 'old' AND changed_us <= ?"
    names = [name for (name,) in connection.execute(chosen, (before_us,))]
    for name in names:
        (state / FOLDER / name).unlink(missing_ok=True)
    for left in (state / FOLDER).rglob(".*.parquet.*"):  # of a process that died while it wrote
        left.unlink(missing_ok=True)
    with transaction(connection):
        connection.executemany("DELETE FROM segment WHERE name = ?", [(name,) for name in names])
    return len(names)
