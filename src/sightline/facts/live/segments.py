"""Sealed files: Parquet in the columns of a laid-out log, sorted by case, time, sequence; synced before they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.facts.durable import digest_of, placed
from sightline.facts.live.rows import LAST_IN_TIME, LAYOUT, EventRow, MemberKind, event_id

__all__ = ["Written", "columns_of", "laid_out", "members_of", "read", "unified", "write"]

SORTED = [("case", "ascending"), ("time", "ascending"), ("seq", "ascending")]
TYPES: Mapping[str, pa.DataType] = {"number": pa.float64(), "boolean": pa.bool_(), "text": pa.string()}
Numbered = tuple[int, EventRow]
LEVELS = 4  # day, log, events, and the folder that holds them: each may be new


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds."""

    rows: int
    bytes: int
    oldest_us: int
    newest_us: int
    sha256: str


def members_of(rows: Iterable[EventRow]) -> dict[str, MemberKind]:
    """Return what each further column of these events holds, by its first value."""
    found: dict[str, MemberKind] = {}
    for one in rows:
        if one.data != "{}":
            for name, value in msgspec.json.decode(one.data).items():
                if value is not None and name not in found:
                    found[name] = _kind(value)
    return found


def _kind(value: object) -> MemberKind:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "text"


def columns_of(kinds: Mapping[str, MemberKind]) -> pa.Schema:
    """Return the columns of a log with such further columns."""
    taken = set(LAYOUT.names)
    more = [pa.field(name, TYPES[kind]) for name, kind in sorted(kinds.items()) if name not in taken]
    return pa.schema([*LAYOUT, *more])


def laid_out(rows: Sequence[Numbered], kinds: Mapping[str, MemberKind]) -> pa.Table:
    """Return events in the columns of a log, sorted.

    A value that does not fit its column stands in a column of texts beside it, so that nothing is lost.
    """
    data = [msgspec.json.decode(one.data) if one.data != "{}" else {} for _, one in rows]
    columns: dict[str, pa.Array] = {
        "case": pa.array([one.case for _, one in rows], pa.string()),
        "activity": pa.array([one.activity for _, one in rows], pa.string()),
        "time": pa.array([one.time_us for _, one in rows], pa.int64()).cast(LAYOUT.field("time").type),
        "start": pa.nulls(len(rows), LAYOUT.field("start").type),
        "offset_min": pa.array([one.offset_min for _, one in rows], pa.int16()),
        "seq": pa.array(
            [number + LAST_IN_TIME if one.sequence is None else one.sequence for number, one in rows], pa.int64()
        ),
        "performer": pa.array([one.performer for _, one in rows], pa.string()),
        "event_id": pa.array([event_id(one.source, one.id) for _, one in rows], pa.string()),
    }
    for name, kind in sorted(kinds.items()):
        if name in columns:
            continue
        values = [each.get(name) for each in data]
        columns[name] = pa.array([value if _fits(value, kind) else None for value in values], TYPES[kind])
        odd = [None if value is None or _fits(value, kind) else _text(value) for value in values]
        if any(value is not None for value in odd):
            columns[f"{name}_as_text"] = pa.array(odd, pa.string())
    return pa.table(columns).sort_by(SORTED)


def _fits(value: object, kind: MemberKind) -> bool:
    return value is not None and _kind(value) == kind


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def unified(tables: Sequence[pa.Table]) -> pa.Table:
    """Return tables of one log as one, sorted; a column that one of them lacks is missing there."""
    return pa.concat_tables(tables, promote_options="permissive").sort_by(SORTED)


def write(table: pa.Table, path: Path) -> Written:
    """Write a table so that it is on the disk, whole and under its name, when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    position = table.schema.get_field_index("activity")
    kept = table.set_column(position, "activity", table.column("activity").dictionary_encode())
    with placed(path, folders=LEVELS) as part:
        pq.write_table(kept, part, compression="zstd", compression_level=1)
        size, digest = part.stat().st_size, digest_of(part)
    times = table.column("time").cast(pa.int64())
    return Written(table.num_rows, size, pc.min(times).as_py() or 0, pc.max(times).as_py() or 0, digest)


def read(path: Path) -> pa.Table:
    """Return the events of a file with activities as plain texts."""
    table = pq.ParquetFile(path).read()
    position = table.schema.get_field_index("activity")
    return table.set_column(position, "activity", table.column("activity").cast(pa.string()))
