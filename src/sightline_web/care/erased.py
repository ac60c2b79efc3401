"""Who was erased, without saying who: marks in the workspace's folder that a restore reads.

A backup from before an erasure still holds the person. Each erasure therefore adds a line to `erased.jsonl`, outside
the database: the number of the account, and a keyed hash of the person's id, which only this workspace's key can make.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sightline_web import secrets_, store
from sightline_web.care.keys import BACKUP_KEY

__all__ = ["FILE", "Mark", "listed", "mark_of", "merged", "note"]

FILE = "erased.jsonl"


@dataclass(frozen=True, slots=True)
class Mark:
    """One erasure: when, of which accounts, and by what the person is recognised (empty where there was none)."""

    at: str
    accounts: tuple[int, ...]
    person: str


def mark_of(person: str) -> str:
    """Return by what a person is recognised; the empty text for nobody."""
    if not person:
        return ""
    return hmac.new(secrets_.secret(BACKUP_KEY).encode(), f"erased\n{person}".encode(), hashlib.sha256).hexdigest()


def note(person: str, accounts: Iterable[int], *, at: datetime) -> None:
    """Add an erasure to the list, and bring it to the disk."""
    folder = store.folder()
    if folder is None:
        return
    line = json.dumps(asdict(Mark(at.isoformat(), tuple(accounts), mark_of(person))))
    handle = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def listed(path: Path) -> list[Mark]:
    """Return the erasures in a list; a line that is no mark is passed over."""
    found = []
    with suppress(OSError):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                accounts = tuple(int(each) for each in said["accounts"])
                found.append(Mark(str(said["at"]), accounts, str(said["person"])))
    return found


def merged(*lists: Iterable[Mark]) -> list[Mark]:
    """Return the erasures of several lists, each once, the oldest first."""
    return sorted({mark for one in lists for mark in one}, key=lambda mark: (mark.at, mark.accounts, mark.person))


def written(marks: Iterable[Mark]) -> str:
    """Return a list as its file holds it."""
    return "".join(json.dumps(asdict(mark)) + "\n" for mark in marks)
