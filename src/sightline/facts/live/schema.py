"""The tables of the landing, in SQLite, and connections to it.

Row numbers never come twice (`AUTOINCREMENT`): a file is named by the rows that are in it. Commits are synced before
they return, and what is deleted is overwritten, so that an erased person leaves no trace in the file.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sightline.errors import EnvironmentFaultError
from sightline.facts import locks

__all__ = ["FILE", "FOLDER", "VERSION", "FullError", "connect", "mark", "opened", "set_mark", "told", "transaction"]

VERSION = 2
TURN = "landing.turn"
FILE, FOLDER = "landing.sqlite3", "events"  # in the workspace's own folder
BUSY_SECONDS = 15.0
_LOG_BYTES = 16 << 20  # what the log may hold before a landing moves it: rarely, and never long
_PART = 10_000  # keys taken over at a time
_TABLES = """
CREATE TABLE IF NOT EXISTS landed (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    log TEXT NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL, "case" TEXT NOT NULL, activity TEXT NOT NULL,
    time_us INTEGER NOT NULL, offset_min INTEGER, sequence INTEGER, performer TEXT, data TEXT NOT NULL,
    supersedes TEXT, received_us INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS recent (
    batch INTEGER PRIMARY KEY AUTOINCREMENT, received_us INTEGER NOT NULL, keys BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS known (
    name TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('live', 'old')),
    keys INTEGER NOT NULL, bytes INTEGER NOT NULL, newest_us INTEGER NOT NULL, sha256 TEXT NOT NULL,
    changed_us INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS segment (
    name TEXT PRIMARY KEY, log TEXT NOT NULL, day TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'live', 'old')),
    first_row INTEGER NOT NULL, last_row INTEGER NOT NULL, inputs TEXT NOT NULL,
    rows INTEGER, bytes INTEGER, oldest_us INTEGER, newest_us INTEGER, sha256 TEXT, changed_us INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS segment_by_day ON segment (log, day, state);
CREATE TABLE IF NOT EXISTS superseded (event_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (log TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS member (log TEXT, name TEXT, kind TEXT NOT NULL, PRIMARY KEY (log, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""


class _Connection(sqlite3.Connection):
    """A connection that waits for its turn to write.

    SQLite itself lets those who wait try again now and then: beside a landing that never rests, another would wait for
    ever.
    """

    turn: BinaryIO

    def close(self) -> None:
        self.turn.close()
        super().close()


def connect(file: Path, *, writes: bool = True) -> sqlite3.Connection:
    """Return a connection to the landing, whose tables are made where they are missing.

    Raises
    ------
    EnvironmentFaultError
        If it cannot be opened, or a newer version of Sightline has written it.
    """
    with told(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        found = sqlite3.connect(
            file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=_Connection
        )
        found.turn = file.with_name(TURN).open("ab")
        try:
            _prepare(found, file, writes=writes)
        except BaseException:
            found.close()
            raise
        return found


@contextmanager
def opened(file: Path, *, writes: bool = False) -> Iterator[sqlite3.Connection]:
    """Give a connection for as long as the block lasts; faults in it are told in words."""
    connection = connect(file, writes=writes)
    try:
        with told(file):
            yield connection
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection, file: Path, *, writes: bool) -> None:
    with _turn(connection):  # after a kill the first to come puts its log in order; SQLite lets no other wait for that
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    pages = _LOG_BYTES // page if writes else 0  # two that write and clear up at one instant harm old SQLites
    connection.execute(f"PRAGMA wal_autocheckpoint = {pages}")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise EnvironmentFaultError(
            "the live events were kept by a newer version of Sightline.", place=str(file), fix="Install that version."
        )
    if version < VERSION:
        with transaction(connection):
            (version,) = connection.execute("PRAGMA user_version").fetchone()  # another may have been first
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
            if version == 1:
                _take_over_keys(connection)
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _take_over_keys(connection: sqlite3.Connection) -> None:
    """Put the keys of the first version, which were a tree, into the list of the last ones."""
    kept = connection.execute("SELECT received_us, key, content FROM seen ORDER BY received_us")
    while rows := kept.fetchmany(_PART):
        connection.execute(
            "INSERT INTO recent (received_us, keys) VALUES (?, ?)",
            (rows[-1][0], b"".join(key + content for _, key, content in rows)),
        )
    connection.execute("DROP TABLE seen")


@contextmanager
def _turn(connection: sqlite3.Connection) -> Iterator[None]:
    """Be the next to write: whoever comes later waits here, until this one has begun."""
    if not isinstance(connection, _Connection):
        yield
        return
    locks.hold(connection.turn)
    try:
        yield
    finally:
        locks.let_go(connection.turn)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of a block, or nothing of it."""
    with _turn(connection):
        connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Tell faults of the disk and of the database in words that say what to do."""
    try:
        yield
    except sqlite3.OperationalError as fault:
        said = str(fault)
        if "full" in said:
            raise _full(file) from fault
        fix = "Look what else writes to it." if "locked" in said else "Check its rights and the disk."
        raise EnvironmentFaultError(f"the live events cannot be kept: {said}.", place=str(file), fix=fix) from fault
    except sqlite3.DatabaseError as fault:
        raise EnvironmentFaultError(
            f"the landing of live events is damaged: {fault}.",
            place=str(file),
            fix="Restore the last backup: sightline restore; sealed events are in the folder beside it.",
        ) from fault
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _full(file) from fault
        raise EnvironmentFaultError(
            f"the live events cannot be kept: {fault.strerror or fault}.", place=str(file), fix="Check its rights."
        ) from fault


class FullError(EnvironmentFaultError):
    """There is no space; what was acknowledged is safe, and nothing of this was kept."""


def _full(file: Path) -> FullError:
    return FullError(
        "the disk is full: nothing of this was kept, and what was acknowledged before is safe.",
        place=str(file),
        fix="Make space; it goes on by itself.",
    )


def mark(connection: sqlite3.Connection, name: str) -> int:
    """Return a number that the landing remembers; 0 before there is one."""
    found = connection.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
    return int(found[0]) if found else 0


def set_mark(connection: sqlite3.Connection, name: str, value: int) -> None:
    """Remember a number."""
    connection.execute("INSERT INTO mark VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (name, value))
