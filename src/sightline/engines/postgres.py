"""PostgreSQL, by ADBC: a session that can only read, in UTC, with a time limit.

Answers come as Arrow without a detour through Python values. Text compares by its bytes, as on the other engines.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from sightline.engines.connected import ConnectedEngine
from sightline.engines.protocol import Options
from sightline.engines.results import MOMENT
from sightline.errors import DeclarationError, EnvironmentFaultError, SightlineError, SourceError, SourceMissingError

_TYPES = {
    "smallint": pa.int64(),
    "integer": pa.int64(),
    "bigint": pa.int64(),
    "real": pa.float32(),
    "double precision": pa.float64(),
    "text": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "timestamp without time zone": pa.timestamp("us"),
    "timestamp with time zone": MOMENT,
}
_TEXTS = ("character", "name", "uuid", "citext")
_DATA_FAULTS = ("22",)  # class 22 of SQLSTATE: data exception
_RIGHTS = ("42501", "28")
_GONE = ("57014",)


class PostgresEngine(ConnectedEngine):
    """PostgreSQL over its own tables; see `Engine` for what each method does.

    Parameters
    ----------
    options : Options
        `address` is a libpq address such as `postgresql://user@host/database`.

    Raises
    ------
    EnvironmentFaultError
        If the driver is not installed or the database cannot be reached.
    """

    dialect: ClassVar[str] = "postgres"
    database: ClassVar[str] = "PostgreSQL"

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._connection = _connected(options)
        milliseconds = int(options.timeout_s * 1000)
        for setting in (
            "default_transaction_read_only = on",
            f"statement_timeout = {milliseconds}",
            "TimeZone = 'UTC'",
            "DateStyle = 'ISO'",
            "application_name = 'sightline'",
        ):
            with self._connection.cursor() as cursor:
                cursor.execute(f"SET SESSION {setting}")
        found = self._run("SELECT collname::text AS name FROM pg_collation WHERE collname = 'und-x-icu'").num_rows
        self._letters = "und-x-icu" if found else "default"

    def attach(self, relation: str, table: str) -> None:
        """Make a table or view a relation; `table` may be `schema.table`, names as the catalog spells them.

        Raises
        ------
        SourceMissingError
            If there is no such table, or this user may not see it.
        """
        self._check_open()
        schema_name, _, name = table.rpartition(".")
        named = exp.table_(name, db=schema_name or None, quoted=True)
        text = exp.Literal.string(named.sql("postgres")).sql("postgres")
        found = self._run(
            "SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type, typtype::text AS form"
            " FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid"
            f" WHERE attrelid = to_regclass({text}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        ).to_pylist()
        if not found:
            raise SourceMissingError(
                f"there is no table '{table}' that this user can see.", place=relation, fix="Check its name and schema."
            )
        schema = pa.schema([(row["name"], _arrow_type(row["type"], enum=row["form"] == "e")) for row in found])
        self._hold(relation, named, schema)

    def _run(self, text: str, *, copy: bool = True) -> pa.Table:
        import adbc_driver_manager.dbapi as adbc  # noqa: PLC0415 -- an optional dependency

        try:
            with self._connection.cursor() as cursor:
                cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": str(copy).lower()})
                cursor.execute(text)
                return _without_numeric(cursor.fetch_arrow_table())
        except adbc.Error as error:
            raise _fault(error, self.name) from error

    def _scan_marks(self, text: str) -> Sequence[str]:
        plan = self._run(f"EXPLAIN (FORMAT JSON) {text}", copy=False).column(0).to_pylist()
        return [node["Alias"] for node in _nodes([one["Plan"] for one in json.loads("".join(plan))]) if "Alias" in node]

    def _cleaned(self, field: pa.Field) -> exp.Expr:
        column = exp.column(exp.to_identifier(field.name, quoted=True))
        if pa.types.is_floating(field.type) or pa.types.is_decimal(field.type):
            nan = exp.column(exp.to_identifier(field.name, quoted=True)).eq(exp.Literal.string("NaN"))
            value = exp.cast(column, "double") if pa.types.is_float32(field.type) else column
            return exp.Case(ifs=[exp.If(this=nan, true=exp.null())], default=value)
        if pa.types.is_string(field.type):
            return exp.Collate(this=exp.cast(column, "text"), expression=exp.to_identifier("C", quoted=True))
        return column

    def _text(self, query: exp.Query) -> str:
        copy = query.copy()
        for node in list(copy.find_all(exp.Lower, exp.Upper)):  # by bytes, only letters of English would change
            text = exp.Collate(this=node.this.copy(), expression=exp.to_identifier(self._letters, quoted=True))
            case = type(node)(this=text)
            node.replace(exp.paren(exp.Collate(this=case, expression=exp.to_identifier("C", quoted=True))))
        return super()._text(copy)

    def _give_back(self) -> None:
        self._connection.close()


def open_postgres(options: Options) -> PostgresEngine:
    """Open a PostgreSQL connection for reading."""
    return PostgresEngine(options)


def _connected(options: Options) -> Any:
    if importlib.util.find_spec("adbc_driver_postgresql") is None:
        raise EnvironmentFaultError(
            "the PostgreSQL driver is not installed.", place=options.name, fix="Run: pip install 'sightline[postgres]'"
        )
    import adbc_driver_manager.dbapi as adbc  # noqa: PLC0415 -- an optional dependency
    import adbc_driver_postgresql.dbapi as driver  # noqa: PLC0415 -- likewise

    try:
        return driver.connect(options.address, autocommit=True)
    except adbc.Error as error:
        raise EnvironmentFaultError(
            f"PostgreSQL cannot be reached: {_first_line(error)}",
            place=options.name,
            fix="Check the connection's address.",
        ) from error


def _arrow_type(declared: str, *, enum: bool) -> pa.DataType:
    if declared in _TYPES:
        return _TYPES[declared]
    if declared.startswith("numeric"):
        return pa.decimal128(38, 9)  # only says that it is a decimal: PostgreSQL keeps what it has
    return pa.string() if enum or declared.startswith(_TEXTS) else pa.binary()


def _without_numeric(table: pa.Table) -> pa.Table:
    """Return numeric columns, which ADBC gives as text, as whole numbers where none has decimal places, else floats."""
    columns = []
    for values in table.columns:
        if getattr(values.type, "type_name", "") != "numeric":
            columns.append(values)
            continue
        texts = values.cast(pa.string())
        whole = not pc.any(pc.match_substring_regex(texts, "[.NI]")).as_py()
        columns.append(texts.cast(pa.decimal128(38, 0)) if whole else texts.cast(pa.float64()))
    return pa.Table.from_arrays(columns, names=table.column_names)


def _nodes(plans: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for plan in plans:
        yield plan
        yield from _nodes(plan.get("Plans", []))


def _first_line(error: BaseException) -> str:
    """Return what the server said, without the driver's words before it."""
    return str(error).strip().splitlines()[0].rpartition("ERROR:")[2].strip()


def _fault(error: Any, place: str) -> SightlineError:
    state = str(error.sqlstate or "")
    cause = _first_line(error)
    if state.startswith(_GONE):
        return EnvironmentFaultError("the query took too long and was stopped.", place=place, fix="Ask for fewer rows.")
    if state.startswith(_RIGHTS):
        return EnvironmentFaultError(
            f"refused: {cause}", place=place, fix="Give the connection's user the right to read."
        )
    if state.startswith(_DATA_FAULTS):
        return SourceError(f"the data do not allow it: {cause}", place=place, fix="Correct the data or the expression.")
    return DeclarationError(
        f"the engine cannot run it: {cause}", place=place, fix="Check the types of the columns in the expression."
    )
