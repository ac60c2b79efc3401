"""Sealing: what waits in the landing becomes files, day by day; nothing counts twice and nothing is lost on the way.

The plan stands in the manifest before a file does; a file has its name only when it is whole and on the disk; one
transaction makes the files count and the rows wait no longer. A process that dies in between leaves a plan, which the
next one carries out again: the same rows, the same names. Files that count are never written again.

A correction is sealed together with what it replaces: the files that hold the original are made anew without it, in the
same plan; originals stand in a folder of their own until their time is over.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.facts.live.ordering import Point, nothing, ordering
from sightline.facts.live.protocol import DAY_US
from sightline.facts.live.rows import EventRow, event_id
from sightline.facts.live.schema import FOLDER, mark, set_mark, transaction
from sightline.facts.live.segments import Written, columns_of, laid_out, members_of, read, unified, write
from sightline.facts.live.sqlite_store import keep_kinds, kinds_of, live_segments, superseded, waiting

__all__ = ["KEPT_ROWS", "REPLACED", "Plan", "carry_out", "count", "put", "recover", "seal"]

REPLACED = "events-replaced"
KEPT_ROWS = 200_000  # sealed rows that stay for those who follow the stream
SLICES = 10
EPOCH = date(1970, 1, 1)
SLICE = 20_000  # rows removed at a time, so that a landing does not wait long
Numbered = tuple[int, EventRow]
Days = dict[tuple[str, str], list[Numbered]]  # by log and day


@dataclass(frozen=True, slots=True)
class Plan:
    """One file to be written."""

    name: str
    log: str
    day: str
    first: int  # the rows of the landing that are sealed with it
    last: int
    files: tuple[str, ...] = ()  # which it takes the place of; else it is made from those rows
    without: tuple[str, ...] = ()  # events that a correction replaces


def seal(state: Path, *, now_us: int, most: int = 50_000, point: Point = nothing) -> int:
    """Seal what waits; return how many events, 0 where another process is at it or nothing waits.

    Parameters
    ----------
    state : Path
        The workspace's own folder.
    now_us : int
        The time.
    most : int
        Events at a time.
    point : callable
        Is told each step, for tests.

    Raises
    ------
    EnvironmentFaultError
        If the disk is full or cannot be written; what waits goes on waiting.
    """
    with ordering(state) as connection:
        if connection is None:
            return 0
        recover(connection, state, now_us=now_us, point=point)
        sealed = _sealed(connection, state, now_us, most, point)
        _forget(connection)
        return sealed


def recover(connection: sqlite3.Connection, state: Path, *, now_us: int, point: Point = nothing) -> None:
    """Carry out the plans that a process left."""
    chosen = "SELECT name, log, day, first_row, last_row, inputs FROM segment WHERE state = 'planned' ORDER BY name"
    plans = []
    for name, log, day, first, last, inputs in connection.execute(chosen).fetchall():
        said = json.loads(inputs)
        plans.append(Plan(name, log, day, first, last, tuple(said["files"]), tuple(said["without"])))
    if plans:
        carry_out(connection, state, plans, now_us=now_us, point=point)


def put(connection: sqlite3.Connection, plans: Iterable[Plan], now_us: int) -> None:
    """Write plans into the manifest."""
    connection.executemany(
        "INSERT INTO segment (name, log, day, state, first_row, last_row, inputs, changed_us) "
        "VALUES (?, ?, ?, 'planned', ?, ?, ?, ?)",
        [
            (one.name, one.log, one.day, one.first, one.last, _inputs(one), now_us)
            for one in plans
        ],
    )  # fmt: skip


def _inputs(plan: Plan) -> str:
    return json.dumps({"files": plan.files, "without": plan.without})


def carry_out(
    connection: sqlite3.Connection, state: Path, plans: Sequence[Plan], *, now_us: int, point: Point = nothing
) -> None:
    """Write the files of plans, then have all of them count at once."""
    folder = state / FOLDER
    done: list[tuple[Plan, Written | None]] = []
    slices: dict[tuple[int, int], Days] = {}
    for plan in plans:
        span = plan.first, plan.last
        if not plan.files and span not in slices:
            slices[span] = _by_day(connection, *span)  # once for all the days of a slice
        table, replaced = _content(connection, folder, plan, slices.get(span, {}).get((plan.log, plan.day), []))
        if replaced.num_rows:
            write(replaced, state / REPLACED / plan.name)
        point("writing")
        done.append((plan, write(table, folder / plan.name) if table.num_rows else None))
        point("written")
    with transaction(connection):
        for plan, written in done:
            count(connection, plan, written, now_us)
        last = max(mark(connection, "sealed"), *(plan.last for plan in plans))
        set_mark(connection, "sealed", last)
        point("counting")
    point("counted")


def count(connection: sqlite3.Connection, plan: Plan, written: Written | None, now_us: int) -> None:
    """Have a file count, and those that it replaces no longer."""
    connection.executemany(
        "UPDATE segment SET state = 'old', changed_us = ? WHERE name = ?", [(now_us, one) for one in plan.files]
    )
    connection.executemany("INSERT OR IGNORE INTO superseded VALUES (?)", [(one,) for one in plan.without])
    if written is None:
        connection.execute("DELETE FROM segment WHERE name = ?", (plan.name,))
        return
    connection.execute(
        "UPDATE segment SET state = 'live', rows = ?, bytes = ?, oldest_us = ?, newest_us = ?, sha256 = ?, "
        "changed_us = ? WHERE name = ?",
        (written.rows, written.bytes, written.oldest_us, written.newest_us, written.sha256, now_us, plan.name),
    )


def _by_day(connection: sqlite3.Connection, first: int, last: int) -> Days:
    """Return rows of the landing, from one to another, by log and day."""
    found: Days = {}
    for each in waiting(connection, first - 1, most=last - first + 1):
        if each[0] <= last:
            found.setdefault((each[1].log, _day(each[1])), []).append(each)
    return found


def _content(
    connection: sqlite3.Connection, folder: Path, plan: Plan, chosen: Sequence[Numbered]
) -> tuple[pa.Table, pa.Table]:
    """Return the events of a file, and those that were in what it is made from and are replaced."""
    if plan.files:
        table = merged([read(folder / one) for one in plan.files])
    else:
        kinds = kinds_of(connection, plan.log)
        table = laid_out(chosen, kinds) if chosen else columns_of(kinds).empty_table()
    gone = pc.is_in(table.column("event_id"), value_set=pa.array(plan.without, pa.string()))
    return table.filter(pc.invert(gone)), table.filter(gone)


def merged(tables: Sequence[pa.Table]) -> pa.Table:
    """Return events of several files as one table, each event once."""
    table = unified(tables)
    _, first = np.unique(table.column("event_id").to_numpy(zero_copy_only=False), return_index=True)
    return table if len(first) == table.num_rows else table.take(pa.array(np.sort(first)))


def _sealed(connection: sqlite3.Connection, state: Path, now_us: int, most: int, point: Point) -> int:
    """Seal a slice of what waits."""
    rows = waiting(connection, mark(connection, "sealed"), most=most)
    if not rows:
        return 0
    plans = _plans(connection, state / FOLDER, rows)
    with transaction(connection):
        for log in {one.log for one in plans}:
            keep_kinds(connection, log, members_of(row for _, row in rows if row.log == log))
        put(connection, plans, now_us)
    point("planned")
    carry_out(connection, state, plans, now_us=now_us, point=point)
    return len(rows)


def _plans(connection: sqlite3.Connection, folder: Path, rows: Sequence[Numbered]) -> list[Plan]:
    """Return the files of a slice: one for each log and day, and those that corrections make anew."""
    first, last = rows[0][0], rows[-1][0]
    label = f"{first:015d}-{last:015d}"
    days: dict[tuple[str, str], list[str]] = {}
    corrected: dict[str, list[str]] = {}
    for _, row in rows:
        days.setdefault((row.log, _day(row)), []).append(event_id(row.source, row.id))
        if row.supersedes is not None:
            corrected.setdefault(row.log, []).append(event_id(row.source, row.supersedes))
    plans = []
    for (log, day), names in sorted(days.items()):
        gone = superseded(connection, names) | (set(names) & set(corrected.get(log, ())))
        plans.append(Plan(f"log={log}/day={day}/{label}.parquet", log, day, first, last, (), tuple(sorted(gone))))
    for log, wanted in sorted(corrected.items()):
        plans += _anew(connection, folder, log, wanted, first, last)
    return _remembering(plans, corrected)


def _anew(
    connection: sqlite3.Connection, folder: Path, log: str, wanted: Sequence[str], first: int, last: int
) -> Iterator[Plan]:
    """Yield the plans of files that hold an event which is corrected now."""
    values = pa.array(wanted, pa.string())
    for number, segment in enumerate(live_segments(connection, folder, log)):
        names = pq.read_table(segment.path, columns=["event_id"], partitioning=None).column("event_id")
        found = names.filter(pc.is_in(names, value_set=values)).to_pylist()
        if found:
            old = segment.path.relative_to(folder).as_posix()
            name = f"log={log}/day={segment.day}/{first:015d}-{last:015d}-anew-{number}.parquet"
            yield Plan(name, log, str(segment.day), first, last, (old,), tuple(sorted(set(found))))


def _remembering(plans: list[Plan], corrected: Mapping[str, Sequence[str]]) -> list[Plan]:
    """Return plans of which one for each log names all that is corrected: also what has not come yet."""
    for log, names in corrected.items():
        place = next(number for number, one in enumerate(plans) if one.log == log)
        plans[place] = replace(plans[place], without=tuple(sorted({*plans[place].without, *names})))
    return plans


def _day(row: EventRow) -> str:
    return (EPOCH + timedelta(days=row.time_us // DAY_US)).isoformat()


def _forget(connection: sqlite3.Connection) -> None:
    """Remove rows that were sealed long ago, a slice at a time."""
    until = mark(connection, "sealed") - KEPT_ROWS
    for _ in range(SLICES):
        with transaction(connection):
            done = connection.execute(
                "DELETE FROM landed WHERE row IN (SELECT row FROM landed WHERE row <= ? ORDER BY row LIMIT ?)",
                (until, SLICE),
            ).rowcount
        if done < SLICE:
            return
