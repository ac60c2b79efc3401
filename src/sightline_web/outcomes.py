"""What became of rules in cases: the table that the library gives, made into records only where they are looked at.

Of a million cases some hundred thousand are open or violate a rule; a page shows a few of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import pyarrow as pa
import pyarrow.compute as pc

from sightline_web.processes import CaseOutcome

__all__ = ["Outcomes"]


class Outcomes(Sequence[CaseOutcome]):
    """Cases as they matter: pending ones by their due time, then violated ones, the newest first.

    Parameters
    ----------
    table : pa.Table
        With the columns of `CaseOutcome`, in any order.
    """

    def __init__(self, table: pa.Table) -> None:
        pending = table.filter(pc.equal(table["outcome"], "pending"))
        violated = table.filter(pc.equal(table["outcome"], "violated"))
        self._table = pa.concat_tables(
            [
                pending.sort_by([("due", "ascending"), ("case", "ascending")]),
                violated.sort_by([("at", "descending"), ("case", "ascending")]),
            ]
        )
        self._made: tuple[CaseOutcome, ...] | None = None

    def __len__(self) -> int:
        return int(self._table.num_rows)

    @overload
    def __getitem__(self, at: int) -> CaseOutcome: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[CaseOutcome]: ...
    def __getitem__(self, at: int | slice) -> CaseOutcome | Sequence[CaseOutcome]:
        if isinstance(at, slice) and self._made is None:
            start, stop, step = at.indices(len(self))
            if step == 1:
                return tuple(_records(self._table.slice(start, max(stop - start, 0))))
        return self._all()[at]

    def __iter__(self) -> Iterator[CaseOutcome]:
        return iter(self._all())

    def _all(self) -> tuple[CaseOutcome, ...]:
        """Return every record; they are made once."""
        if self._made is None:
            self._made = tuple(_records(self._table))
        return self._made


def _records(table: pa.Table) -> Iterator[CaseOutcome]:
    columns = {name: table[name].to_pylist() for name in ("rule", "case", "outcome", "at", "due")}
    for name in ("rule", "outcome"):
        once: dict[str, str] = {}  # a few texts, of which each case need not hold one of its own
        columns[name] = [once.setdefault(text, text) for text in columns[name]]
    return map(CaseOutcome, *columns.values())
