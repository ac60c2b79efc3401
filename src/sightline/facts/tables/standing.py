"""Parquet tables that can be queried where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.facts.tables.parquet import broken_parquet
from sightline.facts.values import described

__all__ = ["Standing", "standing_parquet"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A table that needs no copy."""

    rows: int
    columns: Mapping[str, str]


def standing_parquet(files: Sequence[Path], *, keep_wall_clock: bool) -> Standing | None:
    """Return what the files hold, or None where they must be copied to become one sound relation.

    They stand as they are when all have the same columns with the same types, no number in them is NaN or infinite,
    and no wall-clock time has to become a moment.

    Raises
    ------
    SourceError
        If a file is no complete Parquet file.
    """
    first: pa.Schema | None = None
    rows = 0
    for file in files:
        try:
            with pq.ParquetFile(file) as parquet:
                schema: pa.Schema = parquet.schema_arrow.remove_metadata()
                rows += parquet.metadata.num_rows
                if first is None:
                    first = schema
                if (
                    not schema.equals(first)
                    or not _sound(schema, keep_wall_clock=keep_wall_clock)
                    or not _finite(parquet)
                ):
                    return None
        except (pa.ArrowException, OSError) as fault:
            raise broken_parquet(file, fault) from fault
    return None if first is None else Standing(rows, described(first))


def _sound(schema: pa.Schema, *, keep_wall_clock: bool) -> bool:
    names = [name.casefold() for name in schema.names]
    if len(set(names)) < len(names):
        return False
    wall_clock = any(pa.types.is_timestamp(kind) and kind.tz is None for kind in schema.types)
    return keep_wall_clock or not wall_clock


def _finite(parquet: pq.ParquetFile) -> bool:
    floats = [field.name for field in parquet.schema_arrow if pa.types.is_floating(field.type)]
    if not floats:
        return True
    for batch in parquet.iter_batches(batch_size=1 << 18, columns=floats):
        for values in batch.columns:
            if pc.all(pc.is_finite(values)).as_py() is False:
                return False
    return True
