"""PostgreSQL, for teams: the address stands in `DATABASE_URL`, and its password in no message.

Requests share a few connections, each of which gives up a statement after half a minute and a lock after five seconds.
Who brings the tables up to date holds an advisory lock, which the server takes back from a process that dies.
`SIGHTLINE_OWNER_DATABASE_URL` names the role that owns the tables, where that is another one than the one that serves;
what it makes is then opened to the one that serves.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
from django.db import connection

from sightline_web import rows
from sightline_web.databases import PATIENCE_SECONDS, UPGRADE_SECONDS

__all__ = ["AddressError", "PostgreSQL"]

SCHEMES = ("postgres://", "postgresql://", "pgsql://")
LOCK = 0x5169_6874_6C69_6E65  # the name of the lock on upgrades: any number that nobody else takes
CONNECTIONS = 8  # of one process; more requests at once wait for each other
STATEMENT_SECONDS = 30
IDLE_SECONDS = 60  # how long a transaction may do nothing
MISSING = ("42P01", "42703", "3F000")  # SQLSTATE of a table, a column or a schema that is not there
FIXES = (  # what the server or its client says, and what to do
    ("password", "Put the right password into DATABASE_URL, or into the password file of PostgreSQL."),
    ("no pg_hba", "Let the server admit this role from this machine (pg_hba.conf), or ask whoever keeps it."),
    ("does not exist", "Make the role and the database first; the guide “Keep records on PostgreSQL” says how."),
    ("permission denied", "Give the role of DATABASE_URL its rights: start once with SIGHTLINE_OWNER_DATABASE_URL."),
    ("no schema", "Start once with SIGHTLINE_OWNER_DATABASE_URL: this role may not make the tables."),
    ("must be owner", "Start once with SIGHTLINE_OWNER_DATABASE_URL: this role may not change the tables."),
    ("too many", "Let the server admit more connections, or run fewer workers; then try again."),
    ("statement timeout", "The server is slow; try again in a moment, and tell whoever keeps it."),
    ("lock timeout", "Somebody else is changing the same; try again in a moment."),
    ("deadlock", "Somebody else is changing the same; try again in a moment."),
    ("no space", "Make room on the server's disk, then save again."),
    ("read-only", "The server takes no changes now; point DATABASE_URL at the one that does."),
)
AWAY = "See that the server runs and can be reached from here, then try again; Sightline need not be started anew."


class AddressError(ValueError):
    """An address that cannot be used; the text never holds it, because a password may stand in it."""


class PostgreSQL:
    """One database of a server.

    Parameters
    ----------
    address : str
        `postgresql://role:password@host:port/database`.
    owner : str, optional
        The same with the role that owns the tables.

    Raises
    ------
    AddressError
        If an address cannot be read, or the client of PostgreSQL is not installed.
    """

    newer = "Start that version, or restore a backup from before it."

    def __init__(self, address: str, *, owner: str | None = None) -> None:
        if not all(importlib.util.find_spec(package) for package in ("psycopg", "psycopg_pool")):
            raise AddressError("Records on PostgreSQL need its client: pip install 'sightline[postgres]'.")
        self._served = _read(address, "DATABASE_URL")
        self._owned = _read(owner, "SIGHTLINE_OWNER_DATABASE_URL") if owner else self._served
        self._ready = False

    @property
    def name(self) -> str:
        """The database, the server and the role."""
        host = self._served["HOST"] or self._served["OPTIONS"].get("host") or "this machine"
        port = f":{self._served['PORT']}" if self._served["PORT"] else ""
        return f"the database “{self._served['NAME']}” of {host}{port}"

    def settings(self) -> dict[str, Any]:
        """Return Django's settings with connections that requests share: each request has a thread of its own."""
        limits = {
            "statement_timeout": STATEMENT_SECONDS * 1000,
            "lock_timeout": PATIENCE_SECONDS * 1000,
            "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
        }
        pool = {
            "min_size": 1,
            "max_size": CONNECTIONS,
            "timeout": PATIENCE_SECONDS,
            "reconnect_timeout": PATIENCE_SECONDS,  # so that a server which comes back is found soon
            "max_idle": 300.0,
        }
        return _with(self._served, limits, pool=pool) | {"CONN_HEALTH_CHECKS": True}

    def upgrading(self) -> dict[str, Any]:
        """Return the same for the owner: one connection of its own, and as long as it takes."""
        return _with(self._owned, {"lock_timeout": UPGRADE_SECONDS * 1000})

    def make(self) -> None:
        """Do nothing: who keeps the server makes the database."""

    def ready(self) -> bool:
        """Return whether this process has seen its tables up to date."""
        return self._ready

    def done(self, *, ready: bool) -> None:
        """Remember it."""
        self._ready = ready

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold an advisory lock as long as the connection lives, or until the upgrade is done."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def behind(self) -> bool:
        """Return whether rows about persons are not protected as this version says."""
        return rows.outdated(role=self._serving())

    def protect(self) -> None:
        """Protect the rows about persons, and let the role that serves use the tables of another owner."""
        rows.protect(role=self._serving())

    def _serving(self) -> str | None:
        """Return the role that serves, where it is not the one that owns the tables."""
        role = str(self._served["USER"])
        return role if role and role != self._owned["USER"] else None

    def fix(self, error: BaseException) -> str | None:
        """Return what to do about what the server, or its client, says."""
        said = str(error).casefold()
        if getattr(error.__cause__, "sqlstate", None) in MISSING:
            self._ready = False
            return "Start Sightline again: that brings the tables up to date."
        return next((fix for word, fix in FIXES if word in said), AWAY)


def _read(address: str, variable: str) -> dict[str, Any]:
    """Return the parts of an address."""
    if not address.startswith(SCHEMES):
        raise AddressError(f"{variable} must begin with postgresql://: records are kept on PostgreSQL or in a file.")
    try:
        found = dict(dj_database_url.parse(address))
    except ValueError:
        raise AddressError(f"{variable} cannot be read; write signs like @ in its password as %40.") from None
    if not found["NAME"]:
        raise AddressError(f"{variable} names no database: postgresql://role@host/DATABASE")
    found.setdefault("OPTIONS", {})
    return found


def _with(parts: dict[str, Any], limits: dict[str, int], **options: object) -> dict[str, Any]:
    """Return settings with limits of the session, before those that the address itself asks for."""
    asked = dict(parts["OPTIONS"])
    words = [f"-c {name}={value}" for name, value in limits.items()]
    words += [str(asked.pop("options"))] if "options" in asked else []
    defaults = {"application_name": "sightline", "connect_timeout": PATIENCE_SECONDS}
    return parts | {"OPTIONS": defaults | asked | {"options": " ".join(words)} | options}
