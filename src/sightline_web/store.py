"""The record store: what people keep in the app, one database for each workspace.

It is `records.sqlite3` in the workspace's own folder, in WAL mode, opened anew by each request. Every transaction that
writes takes the lock at its start, so two of them wait for each other; only the last connection that closes moves the
log into the file, so no checkpoint runs beside a write. A read never makes the file; a write brings the tables up to
date first, which also mends a start at which the folder could not be written.

`install` names the place; a database of another kind changes `_place` and `_alone`, and nothing else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from sightline_web import secrets_
from sightline_web.snapshot import Fault

__all__ = ["FILE", "StoreError", "folder", "install", "prepare", "reading", "writing"]

FILE = "records.sqlite3"
LOCK = "records.lock"
PATIENCE_SECONDS = 5  # how long a write waits for another one
UPGRADE_SECONDS = 60  # how long a start waits for another process that brings the tables up to date
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0", "foreign_keys=ON")
FIXES = (  # what SQLite says, and what to do
    ("locked", "Another process is writing to it; try again in a moment."),
    ("full", "Make room on its disk, then save again."),
    ("no such", "Save something, or start Sightline again: both bring the tables up to date."),
    ("not a database", "Put a copy from before in its place, or move it away to begin anew."),
    ("malformed", "Put a copy from before in its place, or move it away to begin anew."),
)
WRITABLE = "See that the folder is there and that whoever runs Sightline may write to it, then save again."

_folder: list[Path] = []


class StoreError(RuntimeError):
    """Records that cannot be read or written; `fault` says why and what to do."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.cause)
        self.fault = fault


def install(folder: Path | None) -> None:
    """Keep the records of this process in `folder`; None: nowhere. Nothing is opened or made."""
    if connections[DEFAULT_DB_ALIAS].connection is not None:
        connections[DEFAULT_DB_ALIAS].close()
    _folder[:] = [] if folder is None else [folder]
    secrets_.install(folder)
    connections.settings[DEFAULT_DB_ALIAS].update(_place(folder))
    del connections[DEFAULT_DB_ALIAS]


def folder() -> Path | None:
    """Return where the records of this process are kept; None where they are kept nowhere."""
    return _folder[0] if _folder else None


def _place(folder: Path | None) -> dict[str, Any]:
    """Return Django's settings of the database in a folder; `mode=rw` opens a file and never makes one."""
    name = "" if folder is None else f"{(folder.absolute() / FILE).as_uri()}?mode=rw"
    options = {
        "timeout": PATIENCE_SECONDS,
        "transaction_mode": "IMMEDIATE",
        "init_command": ";".join(f"PRAGMA {each}" for each in PRAGMAS),
    }
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}


def prepare() -> None:
    """Make the store where there is none, and bring its tables up to date; quick where they are.

    Safe beside another process that does the same: one waits for the other.

    Raises
    ------
    StoreError
        If the folder cannot be written, or a newer version of Sightline has written the records.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="sightline-records") as apart:  # a server may start within a loop
        apart.submit(_prepare).result()


def _prepare() -> None:
    with _told():
        folder = _folder[0]
        try:
            folder.mkdir(exist_ok=True)
            (folder / FILE).touch()
        except OSError as error:
            raise StoreError(_fault(error.strerror or str(error))) from error
        try:
            if _pending():
                with _alone(folder):
                    _upgrade()
        finally:
            connection.close()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock that the system takes back when the process ends, however it ends."""
    try:
        with closing(sqlite3.connect(folder / LOCK, timeout=UPGRADE_SECONDS, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
    except sqlite3.Error as error:
        raise StoreError(_fault(str(error))) from error


def _pending() -> bool:
    """Return whether the tables are older than this version."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    known, applied = set(loader.disk_migrations or ()), set(loader.applied_migrations or ())
    if applied - known:
        cause = f"The records in {_folder[0] / FILE} were written by a newer version of Sightline."
        raise StoreError(Fault(cause, fix="Start that version, or move the file away to begin anew."))
    return bool(executor.migration_plan(loader.graph.leaf_nodes()))


def _upgrade() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@contextmanager
def reading() -> Iterator[None]:
    """Tell faults of the database as `StoreError`; nothing is made or written."""
    with _told():
        yield


@contextmanager
def writing() -> Iterator[None]:
    """Bring the tables up to date, then tell faults of the database as `StoreError`."""
    prepare()
    with _told():
        yield


@contextmanager
def _told() -> Iterator[None]:
    if not _folder:
        cause = "There is no place for records here: the app was started without a workspace of its own."
        raise StoreError(Fault(cause, fix="Start it with 'sightline serve' in the workspace."))
    try:
        yield
    except IntegrityError:
        raise  # a rule of the tables was broken: whoever writes knows which
    except DatabaseError as error:
        raise StoreError(_fault(str(error))) from error


def _fault(said: str) -> Fault:
    """Return what a system's words mean for a reader."""
    fix = next((fix for word, fix in FIXES if word in said.casefold()), WRITABLE)
    return Fault(
        f"The records in {_folder[0] / FILE} cannot be used: {said[:1].lower()}{said[1:].rstrip('.')}.", fix=fix
    )
