"""Keys of known events from the short list into sorted files, small files into larger ones, old ones away.

A file holds keys that came on one day, and is put together only with others of its day and size: so a key is written
a few times in all, and goes, with its whole file, when the window is over in which it is known again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sightline.facts.durable import digest_of, placed
from sightline.facts.live.known import ENTRY, GATHERED, KEYS, KNOWN, Words, opened_keys, words_of
from sightline.facts.live.ordering import Point, nothing, ordering
from sightline.facts.live.protocol import DAY_US, GRACE_US
from sightline.facts.live.schema import mark, set_mark, transaction

__all__ = ["MANY_KEYS", "WINDOW_US", "gather", "tend"]

WINDOW_US = 7 * DAY_US
MANY_KEYS = 100_000  # worth a file of their own
_MOST_KEYS = 2_000_000  # at a time
_LARGE = 1 << 24  # keys of a file that is put together with no other
_NUMBER = "known_files"  # a mark: how many files there have been; none gets the name of another
_LEVELS = 2  # the folder of keys, and that of the workspace: each may be new
_FAN = 4  # files of one size that become one


class _KeyFile(NamedTuple):
    """A file that counts."""

    name: str
    keys: int
    newest_us: int

    @property
    def day(self) -> int:
        """The day, from 1970, on which its last key came."""
        return self.newest_us // DAY_US

    @property
    def size(self) -> int:
        """Its class of size: files of one class are put together."""
        return max(self.keys // MANY_KEYS, 1).bit_length() // 2


def tend(
    state: Path, *, now_us: int, window_us: int = WINDOW_US, grace_us: int = GRACE_US, least: int = MANY_KEYS,
    point: Point = nothing,
) -> int:  # fmt: skip
    """Gather keys into files, put files together, let go of what came before the window; return how many keys went.

    Where another process is at the files, or nothing ever landed, nothing is done.

    Raises
    ------
    EnvironmentFaultError
        If the disk is full or cannot be written; what is known stays known.
    """
    with ordering(state) as connection:
        if connection is None:
            return 0
        while _gathered(connection, state, now_us, least, point):
            pass
        gone = _forgotten(connection, now_us, now_us - window_us)
        while files := _crowded(_live(connection), now_us // DAY_US):
            _join(connection, state, files, now_us, point)
        _sweep(connection, state, now_us - grace_us)
        return gone


def gather(state: Path, *, now_us: int, least: int = MANY_KEYS) -> int:
    """Gather the last keys into a file where there are many; return how many; 0 where another is at the files."""
    with ordering(state) as connection:
        return 0 if connection is None else _gathered(connection, state, now_us, least, nothing)


def _gathered(connection: sqlite3.Connection, state: Path, now_us: int, least: int, point: Point) -> int:
    """Gather the keys of one day, where they are many or the day is over."""
    after = mark(connection, GATHERED)
    chosen = "SELECT batch, LENGTH(keys), received_us FROM recent WHERE batch > ? ORDER BY batch"
    taken, last, day, newest = 0, after, -1, 0
    for batch, size, received in connection.execute(chosen, (after,)):
        if taken >= _MOST_KEYS or (taken and received // DAY_US != day):
            break
        day, taken, last, newest = received // DAY_US, taken + size // ENTRY, batch, max(newest, received)
    if taken < least and (not taken or day >= now_us // DAY_US):
        return 0
    chosen = "SELECT keys FROM recent WHERE batch > ? AND batch <= ?"
    words = words_of([entries for (entries,) in connection.execute(chosen, (after, last))])
    with _written(connection, state, words, newest, now_us, point):
        connection.execute("DELETE FROM recent WHERE batch <= ?", (last,))
        set_mark(connection, GATHERED, last)
    return taken


def _crowded(files: Sequence[_KeyFile], today: int) -> list[_KeyFile]:
    """Return the files to put together next: four of a day and size, or all of a day that is over; none in order."""
    small = sorted((one for one in files if one.keys < _LARGE), key=lambda one: (one.day, one.size, one.name))
    for day, of_day in groupby(small, key=lambda one: one.day):
        those = list(of_day)
        if day < today and len(those) > 1 and sum(one.keys for one in those) <= _LARGE:
            return those
        for _, group in groupby(those, key=lambda one: one.size):
            if len(alike := list(group)) >= _FAN:
                return alike
    return []


def _join(connection: sqlite3.Connection, state: Path, files: Sequence[_KeyFile], now_us: int, point: Point) -> None:
    words = np.concatenate([opened_keys(state / KNOWN / one.name, one.keys) for one in files], axis=1)
    words = words[:, np.argsort(words[0], kind="stable")]
    with _written(connection, state, words, max(one.newest_us for one in files), now_us, point):
        _let_go(connection, files, now_us)


def _forgotten(connection: sqlite3.Connection, now_us: int, before_us: int) -> int:
    """Let go of the files whose keys all came before a moment; return how many keys."""
    files = [one for one in _live(connection) if one.newest_us < before_us]
    if files:
        with transaction(connection):
            _let_go(connection, files, now_us)
            _count(connection)
    return sum(one.keys for one in files)


@contextmanager
def _written(
    connection: sqlite3.Connection, state: Path, words: Words, newest_us: int, now_us: int, point: Point
) -> Iterator[None]:
    """Write a file of keys, then have it count in one transaction with what the block does."""
    with transaction(connection):
        number = mark(connection, _NUMBER) + 1
        set_mark(connection, _NUMBER, number)
    path = state / KNOWN / f"{number:012d}.npy"
    size, digest = _write(words, path, point)
    with transaction(connection):
        connection.execute(
            "INSERT INTO known (name, state, keys, bytes, newest_us, sha256, changed_us) "
            "VALUES (?, 'live', ?, ?, ?, ?, ?)",
            (path.name, words.shape[1], size, newest_us, digest, now_us),
        )
        yield
        _count(connection)
        point("counting keys")


def _write(words: Words, path: Path, point: Point) -> tuple[int, str]:
    """Write a file so that it is on the disk, whole and under its name; return its size and its sum."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with placed(path, folders=_LEVELS) as part:
        with part.open("wb") as file:
            np.save(file, words, allow_pickle=False)
        point("writing keys")
        return part.stat().st_size, digest_of(part)


def _live(connection: sqlite3.Connection) -> list[_KeyFile]:
    chosen = "SELECT name, keys, newest_us FROM known WHERE state = 'live' ORDER BY name"
    return [_KeyFile(*row) for row in connection.execute(chosen)]


def _let_go(connection: sqlite3.Connection, files: Sequence[_KeyFile], now_us: int) -> None:
    connection.executemany(
        "UPDATE known SET state = 'old', changed_us = ? WHERE name = ?", [(now_us, one.name) for one in files]
    )


def _count(connection: sqlite3.Connection) -> None:
    """Have whoever lands look again which files there are."""
    set_mark(connection, KEYS, mark(connection, KEYS) + 1)


def _sweep(connection: sqlite3.Connection, state: Path, before_us: int) -> None:
    """Remove files that count no longer, and what a process that died has left."""
    old = [name for (name,) in connection.execute(
        "SELECT name FROM known WHERE state = 'old' AND changed_us <= ?", (before_us,)
    )]  # fmt: skip
    with transaction(connection):
        connection.executemany("DELETE FROM known WHERE name = ?", [(name,) for name in old])
    named = {name for (name,) in connection.execute("SELECT name FROM known")}
    for path in (state / KNOWN).glob("*"):
        if path.name not in named:
            path.unlink(missing_ok=True)
