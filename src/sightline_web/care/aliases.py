"""Other databases beside the app's own: the same one under a snapshot, and files that are only looked at.

Each has a name among Django's connections as long as the block lasts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from sightline_web.care.rows import Known

__all__ = ["applied", "at_state", "known_at", "migrated", "opened", "snapshot", "unknown"]

Migrations = dict[str, list[str]]
PRAGMAS = ("secure_delete=ON", "journal_mode=WAL")
_numbers = itertools.count(1)


@contextmanager
def _named(settings: dict[str, Any]) -> Iterator[str]:
    alias = f"care_{next(_numbers)}"
    connections.settings[alias] = settings
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def _of_file(file: Path) -> dict[str, Any]:
    """Return Django's settings of a SQLite file that is ours alone."""
    own = dict(connections.settings[DEFAULT_DB_ALIAS])
    options = {"transaction_mode": "IMMEDIATE", "init_command": ";".join(f"PRAGMA {each}" for each in PRAGMAS)}
    own |= {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": options, "CONN_MAX_AGE": 0}
    return own


@contextmanager
def opened(file: Path) -> Iterator[str]:
    """Give the name of the database in a SQLite file; it is made where there is none."""
    with _named(_of_file(file)) as alias:
        yield alias


@contextmanager
def snapshot() -> Iterator[str]:
    """Give the name of the app's database as it is at one moment, while others go on to write."""
    settings = dict(connections.settings[DEFAULT_DB_ALIAS])
    options = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}
    settings["OPTIONS"] = options | ({"transaction_mode": "DEFERRED"} if "transaction_mode" in options else {})
    with _named(settings) as alias, transaction.atomic(using=alias):
        connection = connections[alias]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL statement_timeout = 0")
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT count(*) FROM django_migrations")  # the moment is that of the first look
        yield alias


def applied(using: str) -> Migrations:
    """Return the steps that the tables of a database have been through, by app."""
    found: Migrations = {}
    for app, name in sorted(MigrationLoader(connections[using]).applied_migrations or {}):
        found.setdefault(app, []).append(name)
    return found


def unknown(steps: Migrations) -> list[str]:
    """Return the steps that this version does not know: whoever has been through them is newer."""
    disk = set(MigrationLoader(None).disk_migrations or {})
    return sorted(f"{app}.{name}" for app, names in steps.items() for name in names if (app, name) not in disk)


def known_at(steps: Migrations) -> Known:
    """Return the models as they were after some steps."""
    loader = MigrationLoader(None)
    nodes = [(app, name) for app, names in steps.items() for name in names]
    if set(nodes) == set(loader.disk_migrations or {}):
        return apps
    return loader.project_state([node for node in nodes if node in loader.graph.nodes]).apps


def at_state(steps: Migrations, *, using: str) -> None:
    """Make the tables of an empty database as they were after some steps."""
    executor = MigrationExecutor(connections[using])
    executor.migrate(_last(steps))


def migrated(using: str) -> None:
    """Bring the tables of a database up to this version."""
    executor = MigrationExecutor(connections[using])
    executor.migrate(executor.loader.graph.leaf_nodes())


def _last(steps: Migrations) -> list[tuple[str, str]]:
    """Return, of some steps, those after which no other of them comes in the same app."""
    graph, chosen = MigrationLoader(None).graph, {(app, name) for app, names in steps.items() for name in names}
    return sorted(
        node
        for node in chosen
        if not any((child.key[0] == node[0] and child.key in chosen) for child in graph.node_map[node].children)
    )
