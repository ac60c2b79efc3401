"""The same small tables on every engine, and what they answer."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp, parse_one

from sightline.engines import Engine

Layer = Callable[[Engine, str, pa.Table], None]


@dataclass
class Workbench:
    """One engine, and a way to lay tables in it.

    Parameters
    ----------
    engine : Engine
        Open.
    layer : callable
        Makes an Arrow table a relation of the engine.
    """

    engine: Engine
    layer: Layer

    @property
    def name(self) -> str:
        """Return the engine's dialect, which says which engine it is."""
        return self.engine.dialect

    def lay(self, relation: str, table: pa.Table | Mapping[str, pa.Array]) -> None:
        """Make an Arrow table a relation of the engine."""
        self.layer(self.engine, relation, table if isinstance(table, pa.Table) else pa.table(table))

    def rows(self, select: str | exp.Expr) -> list[dict[str, object]]:
        """Return the rows of a SELECT, written in DuckDB's SQL or built."""
        return self.table(select).to_pylist()

    def table(self, select: str | exp.Expr) -> pa.Table:
        """Return the answer to a SELECT, written in DuckDB's SQL or built."""
        return self.engine.query(parse_one(select, dialect="duckdb") if isinstance(select, str) else select)

    def one(self, expression: exp.Expr, relation: str) -> object:
        """Return the one value that an aggregate gives over a relation."""
        found = self.engine.query(exp.select(expression.as_("value")).from_(exp.table_(relation, quoted=True)))
        return found.column("value").to_pylist()[0]

    def all(self, relation: str, **expressions: exp.Expr) -> dict[str, list[object]]:
        """Return each scalar expression's value for each row, ordered by the column `row`."""
        chosen = [expression.as_(name, quoted=True) for name, expression in expressions.items()]
        select = exp.select(*chosen).from_(exp.table_(relation, quoted=True)).order_by(exp.column("row"))
        return self.engine.query(select).to_pydict()


@dataclass
class ParquetLayer:
    """Lays tables as Parquet files in a folder."""

    folder: Path
    count: int = field(default=0)

    def __call__(self, engine: Engine, relation: str, table: pa.Table) -> None:
        self.count += 1
        path = self.folder / f"{self.count}.parquet"
        pq.write_table(table, path)
        engine.register(relation, [path])


@dataclass
class TableLayer:
    """Lays tables as tables of a database, written by a connection that may write."""

    dialect: str
    execute: Callable[[str], object]
    count: int = field(default=0)

    def __call__(self, engine: Engine, relation: str, table: pa.Table) -> None:
        self.count += 1
        name = f"table_{self.count}"
        columns = ", ".join(f"{self._quoted(f.name)} {self._type(f.type)}" for f in table.schema)
        self.execute(f"CREATE TABLE {name} ({columns})")
        rows = [", ".join(self._value(value) for value in row.values()) for row in table.to_pylist()]
        if rows:
            self.execute(f"INSERT INTO {name} VALUES " + ", ".join(f"({row})" for row in rows))
        engine.attach(relation, name)

    def _quoted(self, name: str) -> str:
        return exp.to_identifier(name, quoted=True).sql(self.dialect)

    def _type(self, kind: pa.DataType) -> str:
        if pa.types.is_timestamp(kind):
            return "TIMESTAMP WITH TIME ZONE" if kind.tz else "TIMESTAMP"
        if pa.types.is_decimal(kind):
            return f"NUMERIC({kind.precision}, {kind.scale})"
        if pa.types.is_integer(kind):
            return "BIGINT"
        if pa.types.is_floating(kind):
            return "DOUBLE PRECISION"
        if pa.types.is_date(kind):
            return "DATE"
        if pa.types.is_binary(kind):
            return "BLOB" if self.dialect == "sqlite" else "BYTEA"
        return "BOOLEAN" if pa.types.is_boolean(kind) else "TEXT"

    def _value(self, value: object) -> str:
        if value is None or isinstance(value, bytes):
            return "NULL"
        if isinstance(value, float) and value != value:  # noqa: PLR0124 -- NaN
            return "NULL" if self.dialect == "sqlite" else "'NaN'"
        if isinstance(value, dt.date):
            return f"'{value.isoformat()}'"
        if isinstance(value, bool | int | float):
            return repr(value).upper() if isinstance(value, bool) else repr(value)
        return exp.Literal.string(str(value)).sql(self.dialect)


def sqlite_layer(path: Path) -> TableLayer:
    """Return a layer that writes tables to a SQLite file."""

    def execute(text: str) -> None:
        connection = sqlite3.connect(path)
        with connection:
            connection.execute(text)
        connection.close()

    return TableLayer("sqlite", execute)
