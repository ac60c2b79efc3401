"""Small workspaces for tests of measures: YAML and tables in, readings out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.engines import Engine
from sightline.reading import Reading, read
from sightline.workspace import Workspace

HEAD = "sightline: 1\nname: Test\n"
Rows = Sequence[Mapping[str, Any]]


def make(folder: Path, text: str, tables: Mapping[str, pa.Table | Rows], *, calendar: str = "{}") -> Workspace:
    """Write a workspace whose sources `data/NAME.parquet` hold `tables`; `text` declares the rest."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "sightline.yml").write_text(f"{HEAD}calendar: {calendar}\n{text}", encoding="utf-8")
    for name, rows in tables.items():
        table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist([dict(row) for row in rows])
        pq.write_table(table, folder / "data" / f"{name}.parquet")
    return Workspace(folder)


def reading(workspace: Workspace, *, as_of: date | None = None, engine: Engine | None = None) -> Reading:
    return read(workspace, as_of=as_of, engine=engine)


def values(reading: Reading, metric: str, **how: Any) -> dict[Any, float | None]:
    """Return period (and segment) to value of one metric."""
    by = tuple(how.get("by", ()))
    rows = reading.measure([metric], **how).rows()
    return {(row["period"], *(row[name] for name in by)) if by else row["period"]: row["value"] for row in rows}


def metric(title: str, unit: str, **keys: str) -> str:
    """Return one metric as a line of YAML."""
    inner = ", ".join(f"{key.rstrip('_')}: {value}" for key, value in keys.items())
    return f"  {title}: {{title: {title}, unit: {unit}, better: higher, {inner}}}\n"


def same(left: float | None, right: float | None, tolerance: float = 1e-9) -> bool:
    """Return whether two values are equal, or both missing."""
    if left is None or right is None:
        return left is right
    return abs(left - right) <= tolerance * max(1.0, abs(left), abs(right))


def assert_same(left: Mapping[Any, float | None], right: Mapping[Any, float | None], tolerance: float = 1e-9) -> None:
    """Compare two mappings of values; a key that is missing has no value."""
    for key in sorted({*left, *right}, key=str):
        assert same(left.get(key), right.get(key), tolerance), (key, left.get(key), right.get(key))
