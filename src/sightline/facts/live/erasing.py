"""Taking a person out of live events: the events stay and count, and nothing in any file says who.

Whoever did it is left empty, and so is every further text that is exactly the person's id. Files are written anew under
other names and the old ones removed at once, also those of originals that a correction replaced; what waits is changed
in place, and SQLite overwrites what it deletes and cuts off its log.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.errors import EnvironmentFaultError
from sightline.facts.live.merging import next_file, swept
from sightline.facts.live.ordering import still
from sightline.facts.live.schema import FILE, FOLDER, mark, opened, transaction
from sightline.facts.live.sealing import REPLACED, Plan, count, put, recover
from sightline.facts.live.segments import read, write
from sightline.facts.live.tails import forget_tails

__all__ = ["erase", "performers"]

KEPT_AS_THEY_ARE = frozenset({"case", "activity", "event_id"})
CHECKPOINTS = 50
EVER_US = 1 << 62


def erase(state: Path, person: str, *, now_us: int) -> int:
    """Take a person out of all live events of a workspace; return in how many events they stood.

    Parameters
    ----------
    state : Path
        The workspace's own folder.
    person : str
        The id by which events name them.
    now_us : int
        The time.

    Raises
    ------
    EnvironmentFaultError
        If files are being sealed all the time, a file cannot be written, or SQLite cannot be made to forget because
        something else reads for ever.
    """
    file = state / FILE
    if not file.is_file() or not person:
        return 0
    with still(state):
        done = _erase(state, person, now_us)
    forget_tails(state)
    return done


def performers(state: Path) -> set[str]:
    """Return all who did something in any live event that is kept."""
    file, found = state / FILE, set()
    if not file.is_file():
        return set()
    with opened(file) as connection:
        found |= {one for (one,) in connection.execute("SELECT DISTINCT performer FROM landed")}
        names = [name for (name,) in connection.execute("SELECT name FROM segment WHERE state = 'live'")]
    for name in names:
        found |= set(pc.unique(pq.ParquetFile(state / FOLDER / name).read(["performer"]).column(0)).to_pylist())
    return found - {None}


def _erase(state: Path, person: str, now_us: int) -> int:
    file = state / FILE
    with opened(file, writes=True) as connection:
        recover(connection, state, now_us=now_us)
        done = _in_files(connection, state, person, now_us) + _in_landing(connection, person)
        for path in sorted((state / REPLACED).rglob("*.parquet")):
            table, stood = _without(read(path), person)
            if stood:
                write(table, path)
        for left in (state / REPLACED).rglob(".*.parquet.*"):
            left.unlink(missing_ok=True)
        swept(connection, state, before_us=EVER_US)  # no grace: the person stands in what was replaced
        if done:
            with transaction(connection):
                connection.execute("UPDATE log SET version = version + 1")
        _forget(connection, file)
        return done


def _in_files(connection: sqlite3.Connection, state: Path, person: str, now_us: int) -> int:
    """Write files anew in which the person stands, each planned first: who dies leaves none twice."""
    done = 0
    chosen = "SELECT name, log, day, first_row, last_row FROM segment WHERE state = 'live' ORDER BY name"
    for name, log, day, first, last in connection.execute(chosen).fetchall():
        table, stood = _without(read(state / FOLDER / name), person)
        if not stood:
            continue
        with transaction(connection):
            new = f"log={log}/day={day}/again-{next_file(connection):012d}.parquet"
            plan = Plan(new, log, day, first, last, (name,))
            put(connection, [plan], now_us)
        made = write(table, state / FOLDER / new)
        with transaction(connection):
            count(connection, plan, made, now_us)
        done += stood
    return done


def _without(table: pa.Table, person: str) -> tuple[pa.Table, int]:
    """Return events without a person, and in how many they stood."""
    met = pa.array([False] * table.num_rows)
    for place, field in enumerate(table.schema):
        if not pa.types.is_string(field.type) or field.name in KEPT_AS_THEY_ARE:
            continue
        named = pc.fill_null(pc.equal(table.column(place), person), fill_value=False)
        met = pc.or_(met, named)
        table = table.set_column(place, field, pc.if_else(named, pa.scalar(None, pa.string()), table.column(place)))
    return table, int(pc.sum(met).as_py() or 0)


def _in_landing(connection: sqlite3.Connection, person: str) -> int:
    """Take the person out of the rows of the landing; return in how many of those that are not in a file they stood."""
    sealed, done = mark(connection, "sealed"), 0
    with transaction(connection):
        chosen = "SELECT row, performer, data FROM landed WHERE performer = ? OR instr(data, ?) > 0"
        rows: Sequence[tuple[int, str | None, str]] = connection.execute(
            chosen, (person, msgspec.json.encode(person).decode())
        ).fetchall()
        for row, performer, data in rows:
            said = {name: value for name, value in msgspec.json.decode(data).items() if value != person}
            written = msgspec.json.encode(said).decode()
            if performer != person and written == data:
                continue
            connection.execute(
                "UPDATE landed SET performer = NULLIF(performer, ?), data = ? WHERE row = ?", (person, written, row)
            )
            done += row > sealed
    return done


def _forget(connection: sqlite3.Connection, file: Path) -> None:
    """Have SQLite write what it deleted over, and cut off its log."""
    for _ in range(CHECKPOINTS):
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return
        time.sleep(0.1)
    raise EnvironmentFaultError(
        "the person is taken out, but the log of the database could not be cut off: something reads for long.",
        place=str(file),
        fix="Erase again when it is quiet.",
    )
