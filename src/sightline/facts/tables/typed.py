"""Tables as they are kept: the rows of the source in their order, each column in the type that fits all its values."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.errors import SourceError
from sightline.facts.names import distinct_names
from sightline.facts.rejects import RejectLog
from sightline.facts.request import ROW
from sightline.facts.spool import Spool
from sightline.facts.values import fitted, report_values, typed_column
from sightline.saying import say

__all__ = ["write_table"]


def write_table(spool: Spool, into: Path, rejects: RejectLog, *, place: str, timezone: str, instants: bool) -> int:
    """Write what was read to the Parquet file `into`; return the number of rows.

    Parameters
    ----------
    spool : Spool
        All rows.
    into : Path
        The file.
    rejects : RejectLog
        Is told numbers that are not finite; these are NULL in the file.
    place : str
        How messages call the source.
    timezone : str
        The zone of times without an offset.
    instants : bool
        Whether wall-clock times become moments in UTC.
    """
    kinds, types = spool.kinds(), spool.types()
    names = [name for name in spool.columns if name != ROW]
    if not names:
        fix = say("Write the column names in the first row.")
        raise SourceError(say("the source has no columns."), place=place, fix=fix)
    fields = [
        pa.field(called, typed_column(types.get(name), kinds.get(name), instants=instants))
        for name, called in zip(names, distinct_names(names), strict=True)
    ]
    schema = pa.schema(fields)
    rows = 0
    with pq.ParquetWriter(into, schema, compression="zstd", compression_level=1) as writer:
        for staged in spool:
            columns = []
            for name, field in zip(names, fields, strict=True):
                done = spool.column(staged.batch, name, kinds)
                if done.bad is not None:
                    report_values(staged, name, done.bad, rejects)
                columns.append(fitted(done.values, field.type, timezone=timezone))
            writer.write_batch(pa.record_batch(columns, schema=schema))
            rows += staged.batch.num_rows
    return rows
