"""What all engines do in the same way: know their relations, guard the gate, settle the meaning, shape the answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import pyarrow as pa
from sqlglot import exp

from sightline.engines.gate import one_select, real_tables
from sightline.engines.meaning import settled
from sightline.engines.protocol import Options, SourceKind
from sightline.engines.relations import kind_of, without_twins
from sightline.engines.results import normalised
from sightline.errors import EnvironmentFaultError, UnknownNameError


class SqlEngine(ABC):
    """The common part of the engines; see `Engine` for what each method does.

    Parameters
    ----------
    options : Options
        How the engine was opened.
    """

    dialect: ClassVar[str]
    source_kinds: ClassVar[frozenset[SourceKind]]

    def __init__(self, options: Options) -> None:
        self.name = options.name
        self._allowed = options.allowed
        self._schemas: dict[str, pa.Schema] = {}
        self._closed = False

    @abstractmethod
    def register(self, relation: str, files: Sequence[Path]) -> None:
        """Make Parquet files one relation."""

    @abstractmethod
    def attach(self, relation: str, table: str) -> None:
        """Make a table that lives in the engine a relation."""

    @abstractmethod
    def scans(self, select: exp.Expr) -> Mapping[str, int]:
        """Return how often the physical plan scans each relation."""

    @abstractmethod
    def _run(self, text: str) -> pa.Table:
        """Run one statement that has passed the gate."""

    @abstractmethod
    def _give_back(self) -> None:
        """Give back what the engine holds; called once."""

    def holds(self, kind: SourceKind) -> bool:
        """Return whether sources of this kind (`file`, `table`) can be relations here."""
        return kind in self.source_kinds

    def columns(self, relation: str) -> Mapping[str, str]:
        """Return column name to kind, in the order of the data.

        Raises
        ------
        UnknownNameError
            If no relation has that name.
        """
        if relation not in self._schemas:
            raise UnknownNameError("relation", relation, self._schemas)
        return {field.name: kind_of(field.type) for field in self._schemas[relation]}

    def sql(self, select: exp.Expr) -> str:
        """Return the text that `query` would run; raises as `query` does at the gate."""
        return self._text(self._settled(select))

    def query(self, select: exp.Expr) -> pa.Table:
        """Run exactly one SELECT.

        Raises
        ------
        DeclarationError
            If it is anything else, or the engine cannot make sense of it.
        UnknownNameError
            If it names a relation or column that is not there; upper and lower case count.
        SourceError
            If the data do not allow it: a text that is no number, a number out of range.
        EnvironmentFaultError
            If the engine is closed, or memory, disk or a right do not suffice.
        """
        text = self.sql(select)
        self._check_open()
        return normalised(self._run(text))

    def close(self) -> None:
        """Give back what the engine holds; closing twice is fine."""
        if not self._closed:
            self._closed = True
            self._give_back()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _settled(self, select: exp.Expr) -> exp.Query:
        query = one_select(select, self._schemas)
        return settled(query, self.dialect, self._types(query))

    def _text(self, query: exp.Query) -> str:
        return query.sql(dialect=self.dialect, identify=True)

    def _types(self, query: exp.Expr) -> Mapping[str, pa.DataType]:
        used = set(real_tables(query, self._schemas))
        return {field.name: field.type for relation in used for field in self._schemas[relation]}

    def _remember(self, relation: str, schema: pa.Schema) -> None:
        self._schemas[relation] = without_twins(relation, schema)

    def _check_open(self) -> None:
        if self._closed:
            raise EnvironmentFaultError("the engine is closed.", place=self.name, fix="Open it again.")
