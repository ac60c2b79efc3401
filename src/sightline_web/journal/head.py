"""The head of the journal: how many entries there are and the last hash, kept in a file outside the database.

A chain alone does not show that its last entries are gone. `journal.head` is written after each commit, and the last
head of each day is added to `journal.heads`, which only grows: copies of it elsewhere (e-mail, syslog, paper) show what
stood there on that day. Each head carries a proof, so none can be made for entries that were cut off.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hmac import compare_digest
from pathlib import Path

from django.utils.translation import gettext as _

from sightline_web import store
from sightline_web.journal.chain import chain_key, proof

__all__ = ["DAILY", "FILE", "Head", "HeadError", "daily_heads", "last_head", "put"]

FILE = "journal.head"
DAILY = "journal.heads"
LOCK = "journal.lock"
PATIENCE_SECONDS = 5
DAY = 10  # letters of a moment that say its day
log = logging.getLogger(__name__)


class HeadError(ValueError):
    """A head that was not written by whoever holds the key, or is damaged."""


@dataclass(frozen=True, slots=True)
class Head:
    """The number of entries, the hash of the last one, and when it was written."""

    count: int
    hash: str
    at: str


def put(head: Head) -> None:
    """Keep a head, unless a later one is kept already; the last one of a day that is over joins the daily ones."""
    folder = store.folder()
    if folder is None:
        return
    with _alone(folder):
        try:
            before = last_head()
        except HeadError:
            return  # a head that somebody else wrote stays as the evidence it is
        if before is not None and before.count >= head.count:
            return
        if before is not None and before.at[:DAY] < head.at[:DAY]:
            _append(folder / DAILY, _line(before))
            log.info("head %s %s %s", before.count, before.hash, before.at)
        _replace(folder / FILE, _line(head))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock that the system takes back when the process ends: of two heads the later one stays."""
    with closing(sqlite3.connect(folder / LOCK, timeout=PATIENCE_SECONDS, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def last_head() -> Head | None:
    """Return the head that is kept; None where there is none. Raises HeadError for one that is not ours."""
    folder = store.folder()
    if folder is None or not (folder / FILE).exists():
        return None
    return _read((folder / FILE).read_text(encoding="utf-8", errors="replace"))


def daily_heads() -> Iterator[Head]:
    """Give the last head of each day that is over, in their order. Raises HeadError for one that is not ours."""
    folder = store.folder()
    if folder is not None and (folder / DAILY).exists():
        with (folder / DAILY).open(encoding="utf-8", errors="replace") as lines:
            yield from map(_read, lines)


def _line(head: Head) -> str:
    shown = proof(chain_key(), count=head.count, last=head.hash, at=head.at)
    return json.dumps(asdict(head) | {"proof": shown}) + "\n"


def _read(line: str) -> Head:
    try:
        said = json.loads(line)
        head = Head(int(said["count"]), str(said["hash"]), str(said["at"]))
        given = str(said["proof"])
    except (ValueError, TypeError, KeyError) as error:
        raise HeadError(_("it is damaged")) from error
    if not compare_digest(given, proof(chain_key(), count=head.count, last=head.hash, at=head.at)):
        raise HeadError(_("it was not written with this journal's key"))
    return head


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, line: str) -> None:
    """Write a file as a whole or not at all."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".head-", delete=False) as new:
        new.write(line)
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).replace(path)
