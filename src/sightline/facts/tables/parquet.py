"""Parquet: columns that already have their types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.errors import SourceError, SourceMissingError
from sightline.facts.names import distinct_names
from sightline.facts.progress import under_way
from sightline.facts.request import ROW, Request, no_rows
from sightline.saying import say

__all__ = ["broken_parquet", "read_parquet"]

_ROWS = 1 << 17


def read_parquet(request: Request) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a Parquet file in their order; row 1 is the first.

    Raises
    ------
    SourceMissingError
        If the file is not there.
    SourceError
        If it is no complete Parquet file.
    """
    file = _opened(request)
    size = request.file.stat().st_size
    total, done, start = max(file.metadata.num_rows, 1), 0, 1
    with file, under_way(request.progress, request.place, size) as progress:
        try:
            yield _numbered(no_rows(file.schema_arrow), start)
            for batch in file.iter_batches(batch_size=_ROWS):
                yield _numbered(batch, start)
                start += batch.num_rows
                now = size * (start - 1) // total
                progress.advance(now - done)
                done = now
        except (pa.ArrowException, OSError) as fault:
            raise broken_parquet(request.file, fault) from fault


def _opened(request: Request) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(request.file)
    except FileNotFoundError as fault:
        raise SourceMissingError(
            say("the file is not there."), place=str(request.file), fix=say("Check the path in `file:`.")
        ) from fault
    except (pa.ArrowException, OSError) as fault:
        raise broken_parquet(request.file, fault) from fault


def _numbered(batch: pa.RecordBatch, start: int) -> pa.RecordBatch:
    numbers = pa.array(np.arange(start, start + batch.num_rows, dtype=np.int64))
    return _plain(batch).append_column(ROW, numbers)


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch without dictionaries and without the small differences between Arrow's text types."""
    columns, fields = [], []
    names = distinct_names(batch.schema.names)
    for name, field, values in zip(names, batch.schema, batch.columns, strict=True):
        target = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if pa.types.is_large_string(target) or pa.types.is_string_view(target):
            target = pa.string()
        columns.append(values if target == field.type else values.cast(target))
        fields.append(pa.field(name, target))
    return pa.record_batch(columns, schema=pa.schema(fields))


def broken_parquet(file: Path, fault: Exception) -> SourceError:
    """Return what to raise where a file cannot be read as Parquet."""
    cause = str(fault).splitlines()[0]
    said = say("the file is no complete Parquet file: {cause}", cause=cause)
    return SourceError(said, place=str(file), fix=say("Write or copy it again."))
