"""The same small tables on every engine, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp, parse_one

from sightline.engines import Engine


@dataclass
class Workbench:
    """One engine, and a folder that it may read.

    Parameters
    ----------
    engine : Engine
        Open.
    folder : Path
        Where Parquet files go.
    """

    engine: Engine
    folder: Path
    count: int = field(default=0)

    def lay(self, relation: str, table: pa.Table | Mapping[str, pa.Array]) -> None:
        """Make an Arrow table a relation of the engine."""
        self.count += 1
        path = self.folder / f"{self.count}.parquet"
        pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), path)
        self.engine.register(relation, [path])

    def rows(self, select: str | exp.Expr) -> list[dict[str, object]]:
        """Return the rows of a SELECT, written in DuckDB's SQL or built."""
        tree = parse_one(select, dialect="duckdb") if isinstance(select, str) else select
        return self.engine.query(tree).to_pylist()

    def one(self, expression: exp.Expr, relation: str) -> object:
        """Return the one value that an aggregate gives over a relation."""
        found = self.engine.query(exp.select(expression.as_("value")).from_(exp.table_(relation, quoted=True)))
        return found.column("value").to_pylist()[0]

    def all(self, relation: str, **expressions: exp.Expr) -> dict[str, list[object]]:
        """Return each scalar expression's value for each row, ordered by the column `row`."""
        chosen = [expression.as_(name, quoted=True) for name, expression in expressions.items()]
        select = exp.select(*chosen).from_(exp.table_(relation, quoted=True)).order_by(exp.column("row"))
        return self.engine.query(select).to_pydict()
