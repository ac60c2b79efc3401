"""The record store: what people keep in the app, one database for each workspace.

It is a file in the workspace's own folder (`databases/sqlite.py`) or, where `DATABASE_URL` names one, a database of a
PostgreSQL server (`databases/postgres.py`). A read never makes anything; a write brings the tables up to date first,
which also mends a start at which that could not be done.

`install` names the place; what differs between the kinds of database stands in `databases` alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import load_backend

from sightline_web import secrets_
from sightline_web.databases import Database
from sightline_web.databases.postgres import AddressError, PostgreSQL
from sightline_web.databases.sqlite import FILE, LOCK, SQLite
from sightline_web.snapshot import Fault

__all__ = ["FILE", "LOCK", "StoreError", "fault_of", "folder", "install", "owning", "prepare", "reading", "writing"]

_folder: list[Path] = []
_database: list[Database] = [SQLite(None)]


class StoreError(RuntimeError):
    """Records that cannot be read or written; `fault` says why and what to do."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.cause)
        self.fault = fault


def install(folder: Path | None) -> None:
    """Keep the records of this process in `folder`, or where `DATABASE_URL` says; None: nowhere.

    Nothing is opened or made.

    Raises
    ------
    StoreError
        If the address of a database cannot be used.
    """
    current = connections[DEFAULT_DB_ALIAS]
    if current.connection is not None:
        current.close()
    if current.vendor == "postgresql":
        current.close_pool()  # type: ignore[attr-defined]  # connections of that kind share a pool
    _database[:] = [_chosen(folder)]
    _folder[:] = [] if folder is None else [folder]
    secrets_.install(folder)
    connections.settings[DEFAULT_DB_ALIAS] = _settings(_database[0].settings())
    del connections[DEFAULT_DB_ALIAS]


def folder() -> Path | None:
    """Return the folder of this process for what is kept; None where nothing is kept."""
    return _folder[0] if _folder else None


def _chosen(folder: Path | None) -> Database:
    """Return the database that the environment names, or the file in the folder."""
    address = os.environ.get("DATABASE_URL", "").strip()
    if folder is None or not address:
        return SQLite(folder)
    try:
        return PostgreSQL(address, owner=os.environ.get("SIGHTLINE_OWNER_DATABASE_URL", "").strip() or None)
    except AddressError as error:
        fix = "Mend it in the environment and start again, or leave it out: records are then kept in the workspace."
        raise StoreError(Fault(str(error), fix=fix)) from None


def _settings(found: dict[str, object]) -> dict[str, object]:
    """Return settings with all that Django wants to find in them."""
    return dict(connections.configure_settings({DEFAULT_DB_ALIAS: found})[DEFAULT_DB_ALIAS])


def prepare() -> None:
    """Make the store where there is none, and bring its tables up to date; quick where they are.

    Safe beside other processes that do the same: one does it, the others wait.

    Raises
    ------
    StoreError
        If the place cannot be written or reached, or a newer version of Sightline has written the records.
    """
    if _folder and _database[0].ready():
        return
    with ThreadPoolExecutor(1, thread_name_prefix="sightline-records") as apart:  # a server may start within a loop
        apart.submit(_prepare).result()


def _prepare() -> None:
    with _told():
        database = _database[0]
        try:
            database.make()
        except OSError as error:
            raise _untold(error) from error
        settings = _settings(database.upgrading())
        kind = load_backend(str(settings["ENGINE"]))
        connections[DEFAULT_DB_ALIAS] = kind.DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
        try:
            if _pending() or database.behind():
                with database.alone():
                    _upgrade(database)
            database.done(ready=True)
        finally:
            connection.close()


@contextmanager
def owning() -> Iterator[Database]:
    """Reach the database as the owner of its tables, with no upgrade beside it, to put others in their place."""
    database = _database[0]
    settings = _settings(database.upgrading())
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = load_backend(str(settings["ENGINE"])).DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
    try:
        with _told(), database.alone():
            yield database
    finally:
        connection.close()
        connections[DEFAULT_DB_ALIAS] = before


def _pending() -> bool:
    """Return whether the tables are older than this version."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    known, applied = set(loader.disk_migrations or ()), set(loader.applied_migrations or ())
    if applied - known:
        cause = f"The records in {_database[0].name} were written by a newer version of Sightline."
        raise StoreError(Fault(cause, fix=_database[0].newer))
    return bool(executor.migration_plan(loader.graph.leaf_nodes()))


def _upgrade(database: Database) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    if database.behind():
        database.protect()


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
    except (DatabaseError, ImproperlyConfigured) as error:
        raise _untold(error) from error


def fault_of(error: BaseException) -> Fault | None:
    """Return what an error says about the store, or None where it says nothing about it."""
    if isinstance(error, StoreError):
        return error.fault
    if isinstance(error, DatabaseError) and not isinstance(error, IntegrityError) and _folder:
        return _untold(error).fault
    return None


def _untold(error: Exception) -> StoreError:
    """Return what a system's words mean for a reader."""
    database = _database[0]
    said = (getattr(error, "strerror", None) or str(error)).strip().partition("\n")[0]
    cause = f"The records in {database.name} cannot be used: {said[:1].lower()}{said[1:].rstrip('.')}."
    return StoreError(Fault(cause, fix=database.fix(error) or ""))
