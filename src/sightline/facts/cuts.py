"""Where a log that has been laid out can be cut into parts: between cases, each part about as large as the others.

Rows lie in the order of cases, so what the file's footer says of its row groups is enough.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow.parquet as pq

__all__ = ["case_cuts"]

_LEAST = 500_000  # rows of a part: below that, parts cost more than they save
_MOST = 16


def case_cuts(file: Path, *, parts: int | None = None) -> tuple[str, ...]:
    """Return the cases that begin the parts of a laid-out log, but for the first; empty where it is one part.

    Parameters
    ----------
    file : Path
        As `lay_out` wrote it.
    parts : int, optional
        At most how many; None means one for each core, and none below half a million rows.
    """
    footer = pq.read_metadata(file)
    if parts is None:
        parts = min(os.cpu_count() or 1, _MOST, footer.num_rows // _LEAST)
    column = footer.schema.names.index("case")
    found: list[str] = []
    before = 0
    for number in range(footer.num_row_groups):
        group = footer.row_group(number)
        first = group.column(column).statistics
        due = before * parts >= (len(found) + 1) * footer.num_rows
        if due and first is not None and first.has_min_max and first.min not in found:
            found.append(first.min)
        before += group.num_rows
    return tuple(found)
