"""Whether live events are as they were written: files against the manifest, plans that were left, what waits."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sightline.facts.durable import digest_of
from sightline.facts.live.known import KNOWN
from sightline.facts.live.schema import FILE, FOLDER, mark, opened

__all__ = ["GOOD_SQLITE", "LiveHealth", "check", "is_whole"]

GOOD_SQLITE = (3, 51, 3)  # earlier ones can damage a database when two connections clear up its log at one instant


@dataclass(frozen=True, slots=True)
class LiveHealth:
    """What a look at the store found.

    Parameters
    ----------
    events, files, waiting : int
        Events in files, files that count, and events that wait.
    oldest_waiting_us : int or None
        Since when the oldest waits.
    missing, damaged, foreign : tuple of str
        Files that are named and not there, that are not as they were written, and that nobody names.
    plans : int
        Files that a process planned and did not write.
    sound : bool
        Whether SQLite finds its own file sound.
    sqlite : tuple of int
        Its version.
    """

    events: int
    files: int
    waiting: int
    oldest_waiting_us: int | None
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    foreign: tuple[str, ...]
    plans: int
    sound: bool
    sqlite: tuple[int, ...]


def check(state: Path, *, contents: bool = True) -> LiveHealth:
    """Look at the store of a workspace; nothing is changed.

    Parameters
    ----------
    state : Path
        The workspace's own folder.
    contents : bool
        Read every file, to see whether one byte has changed; else look at sizes alone.

    Raises
    ------
    EnvironmentFaultError
        If the store cannot be read at all.
    """
    file, folder = state / FILE, state / FOLDER
    with opened(file) as connection:
        rows = connection.execute("SELECT name, state, rows, bytes, sha256 FROM segment").fetchall()
        keys = connection.execute("SELECT name, bytes, sha256 FROM known WHERE state = 'live'").fetchall()
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        waiting, oldest = connection.execute(
            "SELECT COUNT(*), MIN(received_us) FROM landed WHERE row > ?", (mark(connection, "sealed"),)
        ).fetchone()
    live = [(name, count) for name, kind, count, _, _ in rows if kind == "live"]
    files = [(folder, name, size, digest) for name, kind, _, size, digest in rows if kind == "live"]
    files += [(state, f"{KNOWN}/{name}", size, digest) for name, size, digest in keys]
    missing = [name for where, name, _, _ in files if not (where / name).is_file()]
    damaged = [
        name for where, name, size, digest in files
        if name not in missing and not is_whole(where / name, size, digest if contents else None)
    ]  # fmt: skip
    known = {name for name, *_ in rows}
    there = (path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet")) if folder.is_dir() else ()
    return LiveHealth(
        events=sum(count for _, count in live),
        files=len(live),
        waiting=waiting,
        oldest_waiting_us=oldest,
        missing=tuple(sorted(missing)),
        damaged=tuple(sorted(damaged)),
        foreign=tuple(sorted(one for one in there if one not in known)),
        plans=sum(kind == "planned" for _, kind, *_ in rows),
        sound=said == "ok",
        sqlite=sqlite3.sqlite_version_info,
    )


def is_whole(path: Path, size: int, digest: str | None) -> bool:
    """Return whether a file is there and as long as it was written, and the same to the byte where its sum is given."""
    if not path.is_file() or path.stat().st_size != size:
        return False
    if digest is None:
        return True
    return digest_of(path) == digest
