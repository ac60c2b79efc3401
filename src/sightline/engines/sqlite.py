"""SQLite, by the standard library: a file opened for reading, nothing else allowed.

SQLite has no types of its own for dates and moments, and few functions; both are supplied here in Python, so answers
are equal to the other engines', at the speed of Python (about a microsecond per row and function).
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, unquote

import pyarrow as pa
from sqlglot import exp

from sightline.engines.connected import ConnectedEngine
from sightline.engines.inference import kind_of_output
from sightline.engines.protocol import Options
from sightline.engines.results import MOMENT
from sightline.engines.sqlite_words import teach
from sightline.errors import DeclarationError, EnvironmentFaultError, SightlineError, SourceError, SourceMissingError

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_STEPS = 100_000  # of SQLite's machine between two looks at the clock
_TYPES: Sequence[tuple[str, pa.DataType]] = (
    ("TIMESTAMPTZ|TIME ?ZONE", MOMENT),
    ("TIMESTAMP|DATETIME", pa.timestamp("us")),
    ("DATE", pa.date32()),
    ("BOOL", pa.bool_()),
    ("INT", pa.int64()),
    ("CHAR|CLOB|TEXT|STRING|UUID|ENUM", pa.string()),
    ("REAL|FLOA|DOUB|NUM|DEC", pa.float64()),
)
_NUMBERS = ("integer", "real", "null")


class SqliteEngine(ConnectedEngine):
    """SQLite over its own tables; see `Engine` for what each method does.

    Parameters
    ----------
    options : Options
        `address` is a path, `sqlite:///path` or a `file:` address.

    Raises
    ------
    SourceMissingError
        If there is no such file.
    EnvironmentFaultError
        If it is no SQLite database or may not be read.
    """

    dialect: ClassVar[str] = "sqlite"
    database: ClassVar[str] = "SQLite"

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._heard: list[str] = []
        self._timeout_s = options.timeout_s
        self._connection = _connected(options)
        teach(self._connection, self._heard)
        self._connection.execute("PRAGMA case_sensitive_like = ON")
        self._connection.set_authorizer(_only_reading)

    def attach(self, relation: str, table: str) -> None:
        """Make a table or view of the database a relation; its declared types say what columns hold.

        Raises
        ------
        SourceMissingError
            If there is no such table.
        """
        self._check_open()
        name = table.removeprefix("main.")
        self._connection.set_authorizer(None)
        try:
            text = exp.Literal.string(name).sql("sqlite")
            found = self._connection.execute(f"SELECT name, type FROM pragma_table_xinfo({text})").fetchall()
        finally:
            self._connection.set_authorizer(_only_reading)
        if not found:
            raise SourceMissingError(f"there is no table '{table}'.", place=relation, fix="Check its name.")
        schema = pa.schema([(column, _arrow_type(declared)) for column, declared in found])
        self._hold(relation, exp.table_(name, quoted=True), schema)

    def query(self, select: exp.Expr) -> pa.Table:
        """Run exactly one SELECT; raises as the other engines do."""
        query = self._settled(select)
        names, rows = self._rows(self._text(query))
        kinds = [kind_of_output(column, query, self._schemas) for column in query.selects]
        if len(kinds) != len(names):
            kinds = [None] * len(names)
        columns = [_column([row[i] for row in rows], kind) for i, kind in enumerate(kinds)]
        return pa.Table.from_arrays(columns, names=names)

    def _run(self, text: str) -> pa.Table:
        names, rows = self._rows(text)
        return pa.Table.from_arrays([_column([row[i] for row in rows], None) for i in range(len(names))], names=names)

    def _rows(self, text: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        self._check_open()
        self._heard.clear()
        until = time.monotonic() + self._timeout_s
        self._connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        try:
            cursor = self._connection.execute(text)
            return [column[0] for column in cursor.description], cursor.fetchall()
        except sqlite3.Error as error:
            raise self._fault(error, late=time.monotonic() > until) from error

    def _scan_marks(self, text: str) -> Sequence[str]:
        _, rows = self._rows(f"EXPLAIN QUERY PLAN {text}")
        found = (re.match(r"(?:SCAN|SEARCH) (#relation .+#)(?: USING .*)?$", row[3], re.DOTALL) for row in rows)
        return [match[1] for match in found if match]

    def _cleaned(self, field: pa.Field) -> exp.Expr:
        column = exp.column(exp.to_identifier(field.name, quoted=True))
        if pa.types.is_timestamp(field.type):
            return exp.Anonymous(this="SL_TIME", expressions=[column])
        if pa.types.is_date(field.type):
            return exp.Anonymous(this="SL_DATE", expressions=[column])
        if pa.types.is_string(field.type):
            return column
        typed = exp.func("typeof", column.copy()).isin(*(exp.Literal.string(kind) for kind in _NUMBERS))
        kind = exp.Literal.string("boolean" if pa.types.is_boolean(field.type) else "number")
        refused = exp.Anonymous(this="SL_REFUSE", expressions=[kind, column.copy()])
        return exp.Case(ifs=[exp.If(this=typed, true=column)], default=refused)

    def _give_back(self) -> None:
        self._connection.close()

    def _fault(self, error: sqlite3.Error, *, late: bool) -> SightlineError:
        if late:
            return EnvironmentFaultError(
                f"the query took longer than {self._timeout_s:g} s.", place=self.name, fix="Ask for fewer rows."
            )
        if self._heard:
            return SourceError(
                f"the data do not allow it: {self._heard[0]}",
                place=self.name,
                fix="Correct the data or the column's type.",
            )
        if isinstance(error, sqlite3.DatabaseError) and "prohibited" in str(error):
            return EnvironmentFaultError(f"refused: {error}", place=self.name, fix="Only SELECT is allowed.")
        if "overflow" in str(error):
            return SourceError(f"the data do not allow it: {error}", place=self.name, fix="Correct the data.")
        return DeclarationError(
            f"the engine cannot run it: {error}", place=self.name, fix="Check the columns in the expression."
        )


def open_sqlite(options: Options) -> SqliteEngine:
    """Open a SQLite file for reading."""
    return SqliteEngine(options)


def _connected(options: Options) -> sqlite3.Connection:
    path = _path(options.address)
    if not path.is_file():
        raise SourceMissingError(f"there is no file {path}.", place=options.name, fix="Check the connection's address.")
    connection = None
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, check_same_thread=False)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise EnvironmentFaultError(
            f"{path} cannot be read as a SQLite database ({error}).",
            place=options.name,
            fix="Check the file and its rights.",
        ) from error
    return connection


def _path(address: str) -> Path:
    for scheme in ("sqlite:///", "file:"):
        if address.startswith(scheme):
            return Path(unquote(address.removeprefix(scheme).split("?")[0])).resolve()
    return Path(address).resolve()


def _only_reading(action: int, *details: str | None) -> int:
    fine = action in _ALLOWED and "load_extension" not in details
    return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY


def _arrow_type(declared: str) -> pa.DataType:
    for pattern, found in _TYPES:
        if re.search(pattern, declared.upper()):
            return found
    return pa.binary() if declared else pa.string()


def _column(values: list[Any], kind: pa.DataType | None) -> pa.Array:
    """Return one column; without a kind (or with a number's) the values say whether it is whole."""
    if kind is not None and pa.types.is_date(kind):
        return pa.array([value and dt.date.fromisoformat(value[:10]) for value in values], pa.date32())
    if kind is not None and pa.types.is_timestamp(kind):
        naive = [value and dt.datetime.fromisoformat(value) for value in values]
        return pa.array(naive, pa.timestamp("us")).cast(MOMENT)
    if kind is not None and pa.types.is_boolean(kind):
        return pa.array([None if value is None else bool(value) for value in values], pa.bool_())
    if any(isinstance(value, str) for value in values) or (kind is not None and pa.types.is_string(kind)):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    if any(isinstance(value, int) for value in values) and not any(isinstance(value, float) for value in values):
        return pa.array(values, pa.int64())
    return pa.array([None if value is None else float(value) for value in values], pa.float64())
