"""What `doctor` says of the records: each look with what was found and how to mend it.

Nothing is made or changed, nobody is named, and no secret is shown, so the answer can be sent to whoever helps.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sightline_web import secrets_, store
from sightline_web.accounts import demo
from sightline_web.accounts.models import Account
from sightline_web.care.backup import last_good
from sightline_web.journal import checkup
from sightline_web.journal.models import SealKey
from sightline_web.journal.seal import opens
from sightline_web.live import checkup as live

__all__ = ["OLDEST_HOURS", "SOUND_SQLITE", "Look", "looks"]

OLDEST_HOURS = 26  # a day, and two hours in which tonight's may still run
SOUND_SQLITE = (3, 51, 3)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Look(TypedDict):
    """One look: `status` is "ok", "warn" or "fail"; `fix` is None where there is nothing to mend."""

    check: str
    status: str
    found: str
    fix: str | None


def looks(root: Path, *, now: datetime) -> list[Look]:
    """Look at the records of a workspace, which must be installed."""
    folder = store.folder()
    found = [*_settings(), *(_keys(folder) if folder else ())]
    file = connection.vendor == "sqlite"
    if folder is not None and file and not (folder / store.FILE).exists():
        return [*found, _look("records", "ok", "nothing is kept yet")]
    try:
        with store.reading():
            found += _file(folder) if file and folder else _server()
            if any(each["status"] == "fail" and each["check"] == "records" for each in found):
                return [*found, _backup(now)]
            pending = _pending()
            found.append(pending)
            if pending["status"] == "ok":
                found += [*_seals(), *_demo(root)]
    except store.StoreError as error:
        return [*found, _look("records", "fail", error.fault.cause, error.fault.fix)]
    found.append(_backup(now))
    if pending["status"] == "ok":
        found += [_look(each["name"], each["state"], each["text"], each["fix"]) for each in checkup.look(root)]
        found += [_look(*each) for each in live.looks(root, now=now)]
    return found


def _look(check: str, status: str, found: str, fix: str | None = None) -> Look:
    return {
        "check": check,
        "status": status,
        "found": found.rstrip("."),
        "fix": None if status == "ok" else fix or None,
    }


def _settings() -> Iterator[Look]:
    if settings.DEBUG:
        fix = "Leave DEBUG out of the settings: its pages show what nobody should see."
        yield _look("app settings", "fail", "DEBUG is on", fix)
    elif "*" in settings.ALLOWED_HOSTS:
        yield _look("app settings", "fail", "every host name is served", "Name the public address with --url.")
    else:
        yield _look("app settings", "ok", "DEBUG is off, hosts are named")


def _keys(folder: Path) -> Iterator[Look]:
    """Look whether anybody else on the machine can read the keys, or the records."""
    place = folder / secrets_.KEYS
    if not place.is_dir():
        yield _look("keys", "ok", "none are kept here")
        return
    files = [path for path in place.iterdir() if path.is_file()]
    if open_ones := [path.name for path in (place, *files) if stat.S_IMODE(path.stat().st_mode) & OTHERS]:
        fix = f"chmod -R u=rwX,go= {place}; then make new keys if somebody may have read these."
        yield _look("keys", "fail", f"others on this machine can read {', '.join(sorted(open_ones))}", fix)
    else:
        yield _look("keys", "ok", f"{len(files)} kept, readable by nobody else")


def _file(folder: Path) -> Iterator[Look]:
    """Look at the file of SQLite: its form, its version, who can read it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        said = cursor.fetchone()[0]
    if said == "ok":
        yield _look("records", "ok", f"{(folder / store.FILE).stat().st_size / 1e6:,.1f} MB, sound")
    else:
        fix = "Stop the app, keep a copy of the file, and restore the newest backup: sightline restore FILE --replace"
        yield _look("records", "fail", "the file is damaged", fix)
    if sqlite3.sqlite_version_info < SOUND_SQLITE:
        sound = ".".join(map(str, SOUND_SQLITE))
        yield _look(
            "records' SQLite",
            "warn",
            f"{sqlite3.sqlite_version}: before {sound} its log could break in rare cases, all avoided here",
            f"Run Sightline on a Python with SQLite {sound} or newer when you can; back up daily until then.",
        )
    if stat.S_IMODE((folder / store.FILE).stat().st_mode) & OTHERS:
        fix = f"chmod 600 {folder / store.FILE}*"
        yield _look("records' rights", "warn", "others on this machine can read the records", fix)


def _server() -> Iterator[Look]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        yield _look("records", "ok", f"PostgreSQL {str(cursor.fetchone()[0]).split()[0]}")


def _pending() -> Look:
    executor = MigrationExecutor(connection)
    known, applied = set(executor.loader.disk_migrations or ()), set(executor.loader.applied_migrations or ())
    if applied - known:
        return _look("tables", "fail", "written by a newer version of Sightline", "Install that version.")
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        fix = "Take a backup, then start Sightline: it brings the tables up to date."
        return _look("tables", "warn", f"{len(missing)} steps behind this version", fix)
    return _look("tables", "ok", "up to date")


def _seals() -> Iterator[Look]:
    """Look whether the key that is here opens what was sealed."""
    kept = SealKey.objects.exclude(wrapped="").first()
    if kept is not None and not opens(kept):
        fix = "Put the key back that the records were sealed with: SIGHTLINE_SEAL_KEY, or keys/seal_key."
        yield _look("seal key", "fail", "it does not open what is sealed in the journal", fix)
    elif kept is not None:
        yield _look("seal key", "ok", "it opens what was sealed")


def _demo(root: Path) -> Iterator[Look]:
    there = Account.objects.filter(demo=True, is_active=True).count()
    if there and not (root / demo.MARK).exists():
        fix = "Disable them on the page of accounts; they are refused here in any case."
        yield _look("demo accounts", "warn", f"{there} are there, and this is not the demo", fix)


def _backup(now: datetime) -> Look:
    good = last_good()
    if good is None:
        return _look("backup", "warn", "none was taken yet", "Take one each night: sightline backup")
    when, said = good
    hours = (now - when) / timedelta(hours=1)
    if not os.path.exists(said.get("file", "")):  # noqa: PTH110 -- a text from a file, which may be anything
        return _look("backup", "warn", "the last one is no longer where it was written", "Take one: sightline backup")
    if hours > OLDEST_HOURS:
        return _look("backup", "warn", f"the last good one is {hours:,.0f} hours old", "Take one: sightline backup")
    return _look("backup", "ok", f"{hours:,.0f} hours old, and restored to see that it can be")
