"""What every engine can do, and the words for it.

An engine answers one SELECT at a time over relations that were registered by name. All engines give equal answers:
the same integers and the same missing values, floats to the last digits. What a column holds is told in seven kinds,
the same on every engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self, get_args

import pyarrow as pa
from sqlglot import exp

Kind = Literal["number", "text", "date", "timestamp", "timestamptz", "boolean", "other"]
SourceKind = Literal["file", "table"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Options:
    """How an engine is to be opened.

    Parameters
    ----------
    name : str
        What the engine is called in messages: `duckdb`, `spark` or the name of a connection.
    allowed : tuple of Path
        Folders (or files) whose files may become relations; nothing outside them is ever read.
    address : str
        Where the database is, for engines that are reached by a connection.
    memory_limit : str, optional
        Such as `2GB`; None leaves the engine's own rule (DuckDB: 80 % of the machine).
    threads : int, optional
        None means one for each core.
    temp : Path, optional
        Where larger-than-memory work goes; None means a private folder that is removed at the end.
    timeout_s : float
        Seconds after which a connection gives up a statement.
    """

    name: str
    allowed: tuple[Path, ...] = ()
    address: str = field(default="", repr=False)  # may hold a password
    memory_limit: str | None = None
    threads: int | None = None
    temp: Path | None = None
    timeout_s: float = 300.0


class Engine(Protocol):
    """Where queries run. Use it as a context manager; one engine serves one thread at a time."""

    @property
    def name(self) -> str:
        """Return what the engine is called in messages."""
        ...

    @property
    def dialect(self) -> str:
        """Return the sqlglot name of the engine's SQL."""
        ...

    def holds(self, kind: SourceKind) -> bool:
        """Return whether sources of this kind (`file`, `table`) can be relations here."""
        ...

    def register(self, relation: str, files: Sequence[Path]) -> None:
        """Make Parquet files one relation; a relation of that name is replaced."""
        ...

    def attach(self, relation: str, table: str) -> None:
        """Make a table that lives in the engine a relation; `table` may be `schema.table`."""
        ...

    def columns(self, relation: str) -> Mapping[str, str]:
        """Return column name to kind (`number`, `text`, `date`, `timestamp`, `timestamptz`, `boolean`, `other`)."""
        ...

    def query(self, select: exp.Expr) -> pa.Table:
        """Run exactly one SELECT and return its rows with normalised types."""
        ...

    def scans(self, select: exp.Expr) -> Mapping[str, int]:
        """Return how often the physical plan of `select` scans each registered relation; 0 for one it leaves alone."""
        ...

    def sql(self, select: exp.Expr) -> str:
        """Return the text that `query` would run."""
        ...

    def close(self) -> None:
        """Give back what the engine holds; closing twice is fine."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
