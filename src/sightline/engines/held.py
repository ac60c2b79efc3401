"""Rows in memory as relations: what changes too often for files.

Rows are added, found and taken out by the values of a column; queries are those that any engine answers.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import pyarrow as pa

from sightline.engines.embedded import DuckEngine, engine_fault, quoted_name

__all__ = ["HeldEngine"]


class HeldEngine(DuckEngine):
    """DuckDB in memory over tables that are handed to it; it reads no file."""

    def hold(self, relation: str, table: pa.Table) -> None:
        """Make a table a relation; one of that name is replaced."""
        self._check_open()
        self._do(f"CREATE OR REPLACE TABLE main.{quoted_name(relation)} AS SELECT * FROM given", table)
        self._remember(relation, table.schema)

    def add(self, relation: str, rows: pa.Table) -> None:
        """Add rows, in the columns of the relation."""
        if rows.num_rows:
            self._do(f"INSERT INTO main.{quoted_name(relation)} BY NAME SELECT * FROM given", rows)

    def pick(self, relation: str, column: str, values: Collection[object]) -> pa.Table:
        """Return the rows whose column has one of these values."""
        name = quoted_name(relation)
        text = f"SELECT {name}.* FROM main.{name} SEMI JOIN given ON {name}.{quoted_name(column)} = given.key"
        self._given(self._keys(relation, column, values))
        try:
            return self._connection.sql(text).to_arrow_table().cast(self._schemas[relation])
        except duckdb.Error as error:
            raise engine_fault(error, relation) from error

    def drop(self, relation: str, column: str, values: Collection[object]) -> None:
        """Take out the rows whose column has one of these values."""
        condition = f"{quoted_name(column)} IN (SELECT key FROM given)"
        keys = self._keys(relation, column, values)
        self._do(f"DELETE FROM main.{quoted_name(relation)} WHERE {condition}", keys)

    def _keys(self, relation: str, column: str, values: Collection[object]) -> pa.Table:
        return pa.table({"key": pa.array(list(values), self._schemas[relation].field(column).type)})

    def _given(self, table: pa.Table) -> None:
        self._check_open()
        self._connection.register("given", table)

    def _do(self, text: str, table: pa.Table) -> None:
        self._given(table)
        try:
            self._connection.execute(text)
        except duckdb.Error as error:
            raise engine_fault(error, "held rows") from error
        finally:
            self._connection.unregister("given")
