"""Files on disk: Parquet in row groups, CSV as offices export it, and a workspace that appears whole or not at all."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

GROUP_ROWS = 1_000_000
_OPTIONS = {"compression": "zstd", "write_statistics": True}


class Appender:
    """One Parquet file that grows table by table in bounded memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def append(self, table: pa.Table) -> None:
        """Write the table as row groups of its own."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, table.schema, **_OPTIONS)
        self._writer.write_table(table, row_group_size=GROUP_ROWS)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a table as one Parquet file."""
    pq.write_table(table, path, row_group_size=GROUP_ROWS, **_OPTIONS)


def write_csv(path: Path, table: pa.Table) -> None:
    """Write a table as CSV: comma, header, quotes only where needed, empty for missing."""
    plain = pa.table({
        name: column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    })  # fmt: skip
    options = pyarrow.csv.WriteOptions(quoting_style="needed", quoting_header="none")
    pyarrow.csv.write_csv(plain, path, options)
