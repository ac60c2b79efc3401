"""What engines that are reached by a connection share: their relations are tables, never files.

A relation is written into the query as a sub-select over its table, with its columns cleaned and a mark for an alias,
by which a scan in the plan knows its relation. Nothing is created in the database.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, NoReturn

import pyarrow as pa
from sqlglot import exp

from sightline.engines.base import SqlEngine
from sightline.engines.gate import own_tables
from sightline.engines.protocol import Options, SourceKind
from sightline.engines.relations import is_usable
from sightline.errors import EnvironmentFaultError

_MARK = re.compile(r"#relation (.*)#(?:_\d+)?", re.DOTALL)  # PostgreSQL numbers an alias that comes twice


class ConnectedEngine(SqlEngine):
    """The common part of the engines whose relations are tables of a database."""

    source_kinds: ClassVar[frozenset[SourceKind]] = frozenset({"table"})
    database: ClassVar[str]

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._selects: dict[str, exp.Select] = {}

    @abstractmethod
    def _scan_marks(self, text: str) -> Sequence[str]:
        """Return the alias of each scan of a table in the plan."""

    @abstractmethod
    def _cleaned(self, field: pa.Field) -> exp.Expr:
        """Return a column as queries are to see it."""

    def register(self, relation: str, files: Sequence[Path]) -> NoReturn:
        """Refuse: files are no relations of a database.

        Raises
        ------
        EnvironmentFaultError
            Always; ask `holds("file")` first.
        """
        raise EnvironmentFaultError(
            f"{self.database} cannot read {len(files)} Parquet files as a relation.",
            place=relation,
            fix="Sources of files run on the embedded engine: open 'duckdb' for them beside this connection.",
        )

    def scans(self, select: exp.Expr) -> Mapping[str, int]:
        """Return how often the plan reads each table, by whole or by an index."""
        text = self.sql(select)
        self._check_open()
        counts = dict.fromkeys(self._schemas, 0)
        for alias in self._scan_marks(text):
            found = _MARK.fullmatch(alias)
            if found:
                counts[found[1]] += 1
        return counts

    def _hold(self, relation: str, table: exp.Table, schema: pa.Schema) -> None:
        self._remember(relation, schema)
        columns = [exp.alias_(self._cleaned(field), field.name, quoted=True) for field in schema if is_usable(field)]
        table.set("alias", exp.TableAlias(this=exp.to_identifier(f"#relation {relation}#", quoted=True)))
        self._selects[relation] = exp.Select(expressions=columns, from_=exp.From(this=table))

    def _text(self, query: exp.Query) -> str:
        copy = query.copy()
        for table in list(own_tables(copy)):
            alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(table.name, quoted=True))
            table.replace(exp.Subquery(this=self._selects[table.name].copy(), alias=alias.copy()))
        return super()._text(copy)
