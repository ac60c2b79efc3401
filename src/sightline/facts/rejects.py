"""What could not be taken over: every row and value left out, with its place and reason.

Nothing is dropped in silence. A reader hands each bad row or value to a `RejectLog`; it writes them as
Parquet beside the facts (file, row, reason, raw) and keeps the counts. Two kinds are told apart: a *row* is
missing from the facts; a *value* was left empty (NULL) in a row that is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["NO_REJECTS", "Reject", "RejectLog", "Rejects"]

_SCHEMA = pa.schema(
    [
        pa.field("file", pa.string()),
        pa.field("row", pa.int64()),
        pa.field("reason", pa.string()),
        pa.field("raw", pa.string()),
    ]
)
_BUFFERED = 20_000
_RAW_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Rejects:
    """How much of a source could not be taken over.

    Parameters
    ----------
    count : int
        Rows left out plus values left empty.
    by_reason : mapping of str to int
        The same count by reason, most frequent first.
    file : Path or None
        Parquet with columns file, row, reason, raw; None where nothing was rejected.
    rows : int
        Rows left out.
    values : int
        Values left empty in rows that were kept.
    """

    count: int = 0
    by_reason: Mapping[str, int] = field(default_factory=dict)
    file: Path | None = None
    rows: int = 0
    values: int = 0


NO_REJECTS = Rejects()


@dataclass(frozen=True, slots=True)
class Reject:
    """One row or value that was not taken over; `row` counts from 1 in its file as `docs/reference/formats.md` says."""

    row: int
    reason: str
    raw: str
    whole_row: bool = True


class RejectLog:
    """Collects rejects and writes them, some at a time, to one Parquet file.

    Parameters
    ----------
    file : Path
        Where to write; created only when there is something to write.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._rows: list[tuple[str, int, str, str]] = []
        self._writer: pq.ParquetWriter | None = None
        self._reasons: Counter[str] = Counter()
        self._whole = 0

    def add(self, place: str, rejects: Iterable[Reject]) -> None:
        """Keep what was rejected in the file named `place`; a raw text is cut at 2,000 characters."""
        for reject in rejects:
            self._rows.append((place, reject.row, reject.reason, reject.raw[:_RAW_LENGTH]))
            self._reasons[reject.reason] += 1
            self._whole += reject.whole_row
            if len(self._rows) >= _BUFFERED:
                self._flush()

    @property
    def count(self) -> int:
        """How many rows and values were rejected so far."""
        return self._reasons.total()

    def summary(self) -> Rejects:
        """Return the counts, without a file."""
        by_reason = dict(sorted(self._reasons.items(), key=lambda item: (-item[1], item[0])))
        return Rejects(self.count, by_reason, None, self._whole, self.count - self._whole)

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _flush(self) -> None:
        if not self._rows:
            return
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, _SCHEMA, compression="zstd")
        columns = [
            pa.array(values, type=field.type)
            for values, field in zip(zip(*self._rows, strict=True), _SCHEMA, strict=True)
        ]
        self._writer.write_table(pa.table(columns, schema=_SCHEMA))
        self._rows.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
