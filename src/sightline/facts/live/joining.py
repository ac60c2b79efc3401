"""A log that is live as one relation: what its files hold, and what has come in since.

Sealed files are read where they lie. What is not sealed yet is written beside the facts, once for each version of the
log, so that every engine reads it in the same way. Columns are brought together by name; where the files of the log and
its live events hold different kinds under one name, a copy of the files is read instead, in the wider kind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.errors import EnvironmentFaultError
from sightline.facts.cache import kept, landing
from sightline.facts.landing import Landed
from sightline.facts.live.protocol import EventStore, View
from sightline.facts.live.rows import LAYOUT, MemberKind
from sightline.facts.live.tails import tail_file
from sightline.facts.rejects import NO_REJECTS
from sightline.facts.values import described

__all__ = ["joined"]

_FACTS = "facts.parquet"
_MEMBERS: Mapping[str, MemberKind] = {"number": "number", "boolean": "boolean", "text": "text"}


def joined(source_id: str, base: Landed | None, store: EventStore | None, *, into: Path) -> Landed:
    """Return a live log as it is now.

    Parameters
    ----------
    source_id : str
        The source.
    base : Landed, optional
        Its files, laid out; None where it declares none.
    store : EventStore, optional
        The live events; None where none has ever come.
    into : Path
        The folder of all landed facts.

    Raises
    ------
    EnvironmentFaultError
        If `into` cannot be written.
    """
    if store is None:
        return base if base is not None else _empty(source_id, into)
    if base is not None:
        _tell(source_id, base, store)
    view = store.view(source_id)
    if not view.rows:
        found = base if base is not None else _empty(source_id, into)
        return replace(found, live_version=view.version, live_last=view.last)
    tail = tail_file(source_id, view, into)
    files = [*(one.path for one in view.segments), *([tail] if tail is not None else [])]
    schemas = [pq.read_schema(one) for one in files]
    mark = hashlib.sha256(f"{base.fingerprint if base else ''} live {view.version}".encode()).hexdigest()[:16]
    if base is None:
        columns = described(_together(schemas))
        return Landed(
            source_id, tuple(files), view.rows, NO_REJECTS, _newest(view), mark, columns,
            live_version=view.version, live_last=view.last,
        )  # fmt: skip
    first, notes = _fitting(source_id, base, schemas, into)
    fresh = max(filter(None, (base.fresh_at, _newest(view))), default=None)
    return replace(
        base, files=(first, *files), rows=base.rows + view.rows, fresh_at=fresh, fingerprint=mark,
        columns=described(_together([pq.read_schema(first), *schemas])), notes=(*base.notes, *notes),
        live_version=view.version, live_last=view.last,
    )  # fmt: skip


def _tell(source_id: str, base: Landed, store: EventStore) -> None:
    """Have the store keep further columns as the files of the log do."""
    known = store.kinds(source_id)
    kinds = {
        name: _MEMBERS[kind]
        for name, kind in base.columns.items()
        if kind in _MEMBERS and name not in known and name not in LAYOUT.names
    }
    if kinds:
        with suppress(EnvironmentFaultError):  # who may only read sees the same events
            store.register(source_id, kinds)


def _newest(view: View) -> datetime | None:
    moments = [one.newest_us for one in view.segments]
    if view.tail.num_rows:
        moments.append(pc.max(view.tail.column("time").cast(pa.int64())).as_py())
    return datetime.fromtimestamp(max(moments) / 1_000_000, UTC) if moments else None


def _empty(source_id: str, into: Path) -> Landed:
    """Return a log of no events: its columns are known all the same."""
    target = into / f"{source_id}-nothing"
    if kept(target) is None:
        with landing(target) as (folder, publish):
            pq.write_table(LAYOUT.empty_table(), folder / _FACTS)
            publish({"rows": 0})
    mark = hashlib.sha256(b"live, nothing yet").hexdigest()[:16]
    return Landed(source_id, (target / _FACTS,), 0, NO_REJECTS, None, mark, described(LAYOUT))


def _fitting(source_id: str, base: Landed, schemas: Sequence[pa.Schema], into: Path) -> tuple[Path, tuple[str, ...]]:
    """Return the file of a log in kinds that fit those of its live events, and what there is to remark."""
    (own,) = base.files
    wider = _wider(pq.read_schema(own), schemas)
    texts = sorted(name for name, kind in wider.items() if pa.types.is_string(kind))
    notes = tuple(
        f"The column '{name}' is kept as text: its live events hold another kind than its files." for name in texts
    )
    if not wider:
        return own, notes
    said = json.dumps([base.fingerprint, {name: str(kind) for name, kind in sorted(wider.items())}])
    target = into / f"{source_id}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"
    if kept(target) is None:
        with landing(target) as (folder, publish):
            _copy(own, folder / _FACTS, wider)
            publish({"rows": base.rows})
    return target / _FACTS, notes


def _wider(own: pa.Schema, schemas: Sequence[pa.Schema]) -> dict[str, pa.DataType]:
    """Return the columns of the files that have to be of another type to stand beside those of live events."""
    found: dict[str, pa.DataType] = {}
    for field in (field for schema in schemas for field in schema):
        place = own.get_field_index(field.name)
        there, here = _plain(field.type), _plain(own.field(place).type) if place >= 0 else None
        if here is not None and here != there:
            number = pa.types.is_floating(there) and (pa.types.is_integer(here) or pa.types.is_decimal(here))
            found[field.name] = pa.float64() if number else pa.string()
    return found


def _copy(source: Path, target: Path, wider: Mapping[str, pa.DataType]) -> None:
    """Write a file anew, group of rows by group of rows, with some columns in a wider type."""
    with pq.ParquetFile(source) as file:
        schema = pa.schema(
            [field.with_type(wider.get(field.name, _plain(field.type))) for field in file.schema_arrow],
            metadata=file.schema_arrow.metadata,
        )
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for number in range(file.num_row_groups):
                writer.write_table(file.read_row_group(number).cast(schema))


def _together(schemas: Sequence[pa.Schema]) -> pa.Schema:
    plain = [pa.schema([(field.name, _plain(field.type)) for field in schema]) for schema in schemas]
    return pa.unify_schemas(plain, promote_options="permissive")


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
