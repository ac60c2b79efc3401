"""The landing in SQLite: one file in the workspace, beside the folder of sealed events."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyarrow as pa

from sightline.facts.live.generations import gather
from sightline.facts.live.known import KNOWN, Known
from sightline.facts.live.protocol import ForgottenError, Segment, View
from sightline.facts.live.rows import (
    FOLLOWED,
    LAST_IN_TIME,
    EventRow,
    MemberKind,
    Receipt,
    content_of,
    event_id,
    key_of,
)
from sightline.facts.live.schema import FILE, FOLDER, connect, mark, told, transaction
from sightline.facts.live.segments import columns_of, laid_out, members_of

__all__ = ["SqliteStore", "keep_kinds", "kinds_of", "live_segments", "superseded", "waiting"]

CROWDED = 400_000  # keys in memory at which whoever lands puts them into a file itself
_CHUNK = 500
_COLUMNS = 'log, source, id, "case", activity, time_us, offset_min, sequence, performer, data, supersedes'
_INSERT = f"INSERT INTO landed ({_COLUMNS}, received_us) VALUES ({', '.join('?' * 12)})"


class SqliteStore:
    """Keeps live events in SQLite and Parquet; see `EventStore`.

    Parameters
    ----------
    state : Path
        The workspace's own folder.
    """

    def __init__(self, state: Path) -> None:
        self.file, self._state = state / FILE, state
        self._known = Known(state / KNOWN)
        self._folder = state / FOLDER
        self._writing, self._reading = threading.Lock(), threading.Lock()
        self._writer = connect(self.file)
        self._reader = connect(self.file, writes=False)
        self._written_to = self._read_from = _identity(self.file)

    @property
    def folder(self) -> Path:
        """The folder of sealed files."""
        return self._folder

    def close(self) -> None:
        """Close the connections."""
        with self._writing, self._reading:
            self._writer.close()
            self._reader.close()

    def _meet_exchange_for_writing(self) -> None:
        """Open the file again where a restore has put another in its place: what lands must not go to the old one."""
        if (found := _identity(self.file)) != self._written_to:
            self._writer.close()
            self._writer, self._written_to = connect(self.file), found
            self._known = Known(self._state / KNOWN)

    @contextmanager
    def _reads(self) -> Iterator[None]:
        """Have the file to oneself for reading; it is opened again where a restore has exchanged it."""
        with self._reading, told(self.file):
            if (found := _identity(self.file)) != self._read_from:
                self._reader.close()
                self._reader, self._read_from = connect(self.file, writes=False), found
            yield

    # --- landing ----------------------------------------------------------------------------------------------------

    def land(self, batches: Sequence[Sequence[EventRow]], *, received_us: int) -> list[Receipt]:
        """Keep batches in one transaction; when this returns, they are on the disk."""
        with self._writing, told(self.file):
            self._meet_exchange_for_writing()
            try:
                with transaction(self._writer):
                    receipts = self._land(batches, received_us)
            except BaseException:
                self._known.forget()
                raise
            if len(self._known) > CROWDED:  # nobody else did it
                gather(self._state, now_us=received_us)
            return receipts

    def _land(self, batches: Sequence[Sequence[EventRow]], received_us: int) -> list[Receipt]:
        self._known.meet(self._writer)
        new: dict[bytes, bytes] = {}
        sorted_out = [_sorted_out(batch, self._known, new) for batch in batches]
        rows = [
            (*batch[one], received_us)
            for batch, (fresh, _) in zip(batches, sorted_out, strict=True) for one in fresh
        ]  # fmt: skip
        if rows:
            self._known.keep(self._writer, new, received_us=received_us)
            self._writer.executemany(_INSERT, rows)
            self._writer.executemany(
                "INSERT INTO log VALUES (?, 1) ON CONFLICT (log) DO UPDATE SET version = version + 1",
                [(log,) for log in {row[0] for row in rows}],
            )
        last = _last(self._writer)
        return [
            Receipt(len(fresh), len(batch) - len(fresh) - len(conflicts), tuple(conflicts), last)
            for batch, (fresh, conflicts) in zip(batches, sorted_out, strict=True)
        ]

    # --- reading ----------------------------------------------------------------------------------------------------

    def last(self) -> int:
        """Return the highest row number ever given."""
        with self._reads():
            return _last(self._reader)

    def since(self, row: int, *, most: int) -> pa.Table:
        """Return events after a row in the order in which they came."""
        with self._reads():
            self._reader.execute("BEGIN")
            try:
                (kept,) = self._reader.execute("SELECT MIN(row) FROM landed").fetchone()
                oldest = _last(self._reader) + 1 if kept is None else kept
                if row + 1 < oldest:
                    raise ForgottenError(
                        f"events before row {oldest:,} are kept in files alone.",
                        place=str(self.file),
                        fix="Read the log as a whole, then follow it from its end.",
                    )
                chosen = f"SELECT row, {_COLUMNS} FROM landed WHERE row > ? ORDER BY row LIMIT ?"
                return _followed(self._reader.execute(chosen, (row, most)).fetchall())
            finally:
                self._reader.execute("COMMIT")

    def view(self, log: str) -> View:
        """Return a log as it is now: its files and what waits, of one moment."""
        with self._reads():
            self._reader.execute("BEGIN")
            try:
                version = self._reader.execute("SELECT version FROM log WHERE log = ?", (log,)).fetchone()
                segments = live_segments(self._reader, self._folder, log)
                sealed = mark(self._reader, "sealed")
                rows = waiting(self._reader, sealed, log=log)
                kinds = kinds_of(self._reader, log)
                last = _last(self._reader)
            finally:
                self._reader.execute("COMMIT")
        for name, kind in members_of(row for _, row in rows).items():
            kinds.setdefault(name, kind)
        tail = laid_out(rows, kinds) if rows else columns_of(kinds).empty_table()
        return View(version[0] if version else 0, segments, tail, last)

    def versions(self) -> Mapping[str, int]:
        """Return the version of each log that has events."""
        with self._reads():
            return dict(self._reader.execute("SELECT log, version FROM log").fetchall())

    def kinds(self, log: str) -> Mapping[str, MemberKind]:
        """Return what each further column of a log holds."""
        with self._reads():
            return kinds_of(self._reader, log)

    def register(self, log: str, kinds: Mapping[str, MemberKind]) -> None:
        """Say what further columns hold; what is known already stays."""
        with self._writing, told(self.file):
            self._meet_exchange_for_writing()
            with transaction(self._writer):
                keep_kinds(self._writer, log, kinds)


def _sorted_out(batch: Sequence[EventRow], known: Known, new: dict[bytes, bytes]) -> tuple[list[int], list[int]]:
    """Return the places of those events of a batch that are new, and of those whose key has other content."""
    keys = [key_of(one.source, one.id) for one in batch]
    found = known.find([key for key in keys if key not in new])
    fresh: list[int] = []
    conflicts: list[int] = []
    for place, (key, row) in enumerate(zip(keys, batch, strict=True)):
        content = content_of(row)
        before = found.get(key) or new.get(key)
        if before is None:
            new[key] = content
            fresh.append(place)
        elif before != content:
            conflicts.append(place)
    return fresh, conflicts


def _identity(file: Path) -> tuple[int, int]:
    """Return which file this is, whatever it is called."""
    found = file.stat()
    return found.st_dev, found.st_ino


def keep_kinds(connection: sqlite3.Connection, log: str, kinds: Mapping[str, MemberKind]) -> None:
    """Remember what further columns hold, where nothing is known yet."""
    rows = [(log, name, kind) for name, kind in kinds.items()]
    connection.executemany("INSERT INTO member VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)


def waiting(
    connection: sqlite3.Connection, sealed: int, *, log: str | None = None, most: int = -1
) -> list[tuple[int, EventRow]]:
    """Return events that are not sealed, without those that a correction replaced before they came.

    A correction itself waits until it is sealed together with what it replaces; so a reader sees the one or the other.
    """
    where = "row > ?"
    values: tuple[int | str, ...] = (sealed,)
    if log is not None:
        where, values = f"{where} AND log = ? AND supersedes IS NULL", (sealed, log)
    found = connection.execute(
        f"SELECT row, {_COLUMNS} FROM landed WHERE {where} ORDER BY row LIMIT ?",
        (*values, most),
    ).fetchall()
    rows = [(each[0], EventRow._make(each[1:])) for each in found]
    if log is None or not connection.execute("SELECT 1 FROM superseded LIMIT 1").fetchone():
        return rows
    gone = superseded(connection, (event_id(one.source, one.id) for _, one in rows))
    return [each for each in rows if event_id(each[1].source, each[1].id) not in gone]


def superseded(connection: sqlite3.Connection, names: Iterable[str]) -> set[str]:
    """Return which of these events a sealed correction has replaced."""
    wanted, found = list(names), set()
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        marks = ", ".join("?" * len(part))
        chosen = connection.execute(f"SELECT event_id FROM superseded WHERE event_id IN ({marks})", part)
        found |= {one for (one,) in chosen}
    return found


def live_segments(connection: sqlite3.Connection, folder: Path, log: str) -> tuple[Segment, ...]:
    """Return the files of a log that count, by day and name."""
    found = connection.execute(
        "SELECT name, day, rows, bytes, oldest_us, newest_us, sha256 FROM segment WHERE log = ? AND state = 'live' "
        "ORDER BY day, name",
        (log,),
    )
    return tuple(Segment(folder / name, date.fromisoformat(day), *rest) for name, day, *rest in found)


def kinds_of(connection: sqlite3.Connection, log: str) -> dict[str, MemberKind]:
    """Return what each further column of a log holds."""
    return dict(connection.execute("SELECT name, kind FROM member WHERE log = ? ORDER BY name", (log,)).fetchall())


def _last(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'landed'").fetchone()
    return int(found[0]) if found else 0


def _followed(rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """Return events in the order in which they came, as the columns of `FOLLOWED`."""
    named = ["row", *EventRow._fields]
    columns = dict(zip(named, zip(*rows, strict=True) if rows else [()] * len(named), strict=True))
    numbers, sequences = columns["row"], columns["sequence"]
    seq = [one + LAST_IN_TIME if given is None else given for one, given in zip(numbers, sequences, strict=True)]
    names = [event_id(str(one), str(name)) for one, name in zip(columns["source"], columns["id"], strict=True)]
    made = {
        **columns, "seq": seq, "event_id": names,
        "time": pa.array(columns["time_us"], pa.int64()).cast(FOLLOWED.field("time").type),
    }  # fmt: skip
    return pa.table({field.name: pa.array(made[field.name], field.type) for field in FOLLOWED}, schema=FOLLOWED)
