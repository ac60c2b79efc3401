"""Cases of a metric, one by one, with who worked on them: what evidence about work rests on.

People are pseudonymous ids, as events tell them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

__all__ = ["TOUCHES", "Cases", "Scale"]

Scale = Literal["log", "plain", "share", "count"]

# who worked on which case: one row per case and person
TOUCHES = pa.schema(
    [
        ("row", pa.int64()),  # the place of the case in the table of cases, from 0
        ("person", pa.string()),  # as the events tell it; may be a dictionary
        ("team", pa.string()),  # on the day of the case; null where nothing says; may be a dictionary
        ("time", pa.float64()),  # hours of the case that were this person's; null: not known
        ("effect", pa.float64()),  # these hours, each times how far its activity moves the goals; null: not known
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """The cases that evidence rests on, with who worked on them.

    Parameters
    ----------
    metric, title, unit, better : str
        What is measured of each case.
    scale : str
        How values are compared: `log` (times, skewed amounts), `plain`, `share` (each value is 0 or 1), `count`.
    table : pa.Table
        One row per case: `case`, `at` (UTC), `value` (in the metric's unit; never null), and the attributes: texts,
        flags or numbers, null where not known.
    attributes : tuple of str
        The columns by which cases differ before anybody touches them.
    touches : pa.Table
        Columns as in `TOUCHES`; a case that nobody is known to have touched has no row.
    left_out : int
        Cases that are not over, or whose value is missing.
    matched : frozenset of str, optional
        The performers whom the table of people knows; None where there is no such table.
    sql : str
        The query.
    words : str
        What a reader should know about where they come from.
    """

    metric: str
    title: str
    unit: str
    better: str
    scale: Scale
    table: pa.Table = field(repr=False)
    attributes: tuple[str, ...]
    touches: pa.Table = field(repr=False)
    left_out: int = 0
    matched: frozenset[str] | None = None
    sql: str = ""
    words: str = ""
