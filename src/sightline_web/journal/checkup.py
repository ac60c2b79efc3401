"""What `doctor` says of the journal: whether its chain is unbroken, and whether the database still refuses changes.

The worker looks once a day, too, and says in the log what is wrong.
"""

from __future__ import annotations

import logging
import os
from datetime import datetime
from pathlib import Path
from typing import TypedDict

import django

__all__ = ["Look", "daily", "look"]

log = logging.getLogger(__name__)

FIXES = {
    "another key": "Put the key back that the journal was written with: SIGHTLINE_JOURNAL_KEY, or keys/journal_key.",
    "bad head": "Put back the copy of journal.head, or the key that the journal was written with.",
    "no head": "Put back the copy of journal.head; it is written anew with the next entry.",
}
FIX = "Keep this file, find out who could write to the database, and compare it with a backup from before."
TRIGGERS = {
    "sqlite": ("journal_entry_no_update", "journal_entry_no_delete", "journal_entry_next"),
    "postgresql": ("journal_entry_no_update", "journal_entry_no_delete", "journal_entry_no_truncate"),
}
LISTED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'journal_entry'::regclass AND NOT tgisinternal "
        "AND tgenabled <> 'D'"
    ),
}


class Look(TypedDict):
    """One finding: `state` is "ok", "warn" or "fail"; `fix` is empty where there is nothing to mend."""

    name: str
    state: str
    text: str
    fix: str


def look(root: Path) -> list[Look]:
    """Return what is to be said of the journal of a workspace; reads it and changes nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
    django.setup(set_prefix=False)
    from sightline_web import engine, store  # noqa: PLC0415 -- Django's settings come first

    folder = engine.records_folder(root)
    if not os.environ.get("DATABASE_URL") and not (folder / store.FILE).exists():
        return [_told("ok", "Nothing is written yet.")]
    if store.folder() != folder:
        store.install(folder)
    try:
        return [_chain(), _triggers()]
    except store.StoreError as error:
        return [_told("fail", error.fault.cause, error.fault.fix)]


def daily(now: datetime) -> str:  # noqa: ARG001 -- jobs are told the time
    """Verify the chain; what is wrong goes to the log as an error, too."""
    found = _chain()
    if found["state"] != "ok":
        log.error("journal: %s %s", found["text"], found["fix"])
    return found["text"]


def _chain() -> Look:
    from sightline_web.journal.verify import verify  # noqa: PLC0415 -- models come after Django's settings

    found = verify()
    if found.unbroken:
        entries = "1 entry" if found.rows == 1 else f"{found.rows:,} entries"
        until = f", unbroken up to {found.until[:16].replace('T', ' ')} UTC" if found.rows else ""
        return _told("ok", f"{entries}{until}.")
    return _told("warn" if found.cause == "no head" else "fail", found.words, FIXES.get(found.cause, FIX))


def _triggers() -> Look:
    from django.db import connection  # noqa: PLC0415 -- Django's settings come first

    with connection.cursor() as cursor:
        cursor.execute(LISTED[connection.vendor])
        there = {str(name) for (name,) in cursor.fetchall()}
    gone = [each for each in TRIGGERS[connection.vendor] if each not in there]
    if gone:
        fix = "Restore the newest backup, or make them anew from the journal's first migration; find out who took them."
        return _told("fail", f"The database no longer refuses changes: {', '.join(gone)} is gone.", fix)
    return _told("ok", "The database refuses that an entry is changed or deleted.")


def _told(state: str, text: str, fix: str = "") -> Look:
    return {"name": "journal", "state": state, "text": text, "fix": fix}
