"""DuckDB, embedded: in memory over Parquet files, in a sandbox.

No database file, so no lock that stops another command. Before the first query the sandbox is closed: files outside
the allowed folders, extensions, attached databases and settings are out of reach, and stay so.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow as pa
from sqlglot import exp

from sightline.engines.base import SqlEngine
from sightline.engines.gate import own_tables, real_tables
from sightline.engines.protocol import Options, SourceKind
from sightline.engines.relations import ParquetRelation, is_usable, parquet_relation
from sightline.errors import DeclarationError, EnvironmentFaultError, SightlineError, SourceError, SourceMissingError

_FILE_SCANS = ("READ_PARQUET", "PARQUET_SCAN")


def sandboxed_connection(options: Options, temp: Path) -> duckdb.DuckDBPyConnection:
    """Return an in-memory DuckDB connection that reads the allowed folders and nothing else.

    Parameters
    ----------
    options : Options
        Allowed folders, memory limit and threads.
    temp : Path
        Where larger-than-memory work goes.

    Raises
    ------
    EnvironmentFaultError
        If DuckDB does not take a setting, such as a memory limit that is not a size.
    """
    real = sorted(path.resolve() for path in options.allowed)
    settings: dict[str, object] = {
        "TimeZone": "UTC",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_unsigned_extensions": False,
        "enable_object_cache": True,
        "ieee_floating_point_ops": True,
        "preserve_insertion_order": True,
        "temp_directory": str(temp),
        "allowed_directories": [str(path) for path in real if path.is_dir()],
        "allowed_paths": [str(path) for path in real if not path.is_dir()],
        "memory_limit": options.memory_limit,
        "threads": options.threads,
        "enable_external_access": False,
        "lock_configuration": True,  # last: from here on no setting changes
    }
    connection = duckdb.connect(":memory:")
    try:
        connection.execute("SET enable_progress_bar = false")  # else drawn on standard output, which is for answers
        for key, value in settings.items():
            if value is not None:
                connection.execute(f"SET GLOBAL {key} = {_setting(value)}")
    except duckdb.Error as error:
        connection.close()
        raise EnvironmentFaultError(
            f"DuckDB does not take a setting: {_first_line(error)}", place=options.name, fix="Check memory and threads."
        ) from error
    return connection


class DuckEngine(SqlEngine):
    """DuckDB in memory over Parquet files; see `Engine` for what each method does.

    Parameters
    ----------
    options : Options
        How to open it; `address` and `timeout_s` do not matter here.
    """

    dialect: ClassVar[str] = "duckdb"
    source_kinds: ClassVar[frozenset[SourceKind]] = frozenset({"file"})

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._own_temp = None if options.temp else tempfile.mkdtemp(prefix="sightline-")
        try:
            self._connection = sandboxed_connection(options, options.temp or Path(str(self._own_temp)))
        except EnvironmentFaultError:
            self._remove_temp()
            raise
        self._relations: dict[str, ParquetRelation] = {}
        self._connection.execute("CREATE SCHEMA marked")

    def register(self, relation: str, files: Sequence[Path]) -> None:
        """Make Parquet files one relation; see `parquet_relation` for what is refused."""
        self._check_open()
        checked = parquet_relation(relation, files, allowed=self._allowed)
        self._create_view(checked, schema="main", marked=False)
        self._relations[relation] = checked
        self._remember(relation, checked.schema)

    def attach(self, relation: str, table: str) -> None:
        """Refuse: DuckDB in memory has no tables.

        Raises
        ------
        SourceMissingError
            Always.
        """
        raise SourceMissingError(
            f"the embedded engine holds no tables, so there is no '{table}'.",
            place=relation,
            fix="Name a connection as the engine of the workspace, or point the source at files.",
        )

    def scans(self, select: exp.Expr) -> Mapping[str, int]:
        """Return how often the physical plan scans each relation.

        A `count(*)` that DuckDB answers from the files' footers is no scan. Where more than one relation is in the
        query the plan is that of views which carry their name into it; such a count then counts as a scan.
        """
        self._check_open()
        query = self._settled(select)
        used = set(real_tables(query, self._relations))
        counts = dict.fromkeys(self._relations, 0)
        if len(used) == 1:
            counts[used.pop()] = sum(1 for _ in self._plan_scans(self._text(query)))
            return counts
        for relation in used:
            self._create_view(self._relations[relation], schema="marked", marked=True)
        for columns in self._plan_scans(self._text(_marked(query))):
            for relation in used:
                counts[relation] += _mark(relation) in columns
        return counts

    def _give_back(self) -> None:
        self._connection.close()
        self._remove_temp()

    def _remove_temp(self) -> None:
        if self._own_temp:
            shutil.rmtree(self._own_temp, ignore_errors=True)

    def _run(self, text: str) -> pa.Table:
        try:
            statements = self._connection.extract_statements(text)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise DeclarationError("the query is not one SELECT.", place=self.name)
            return self._connection.sql(text).to_arrow_table()
        except duckdb.Error as error:
            raise engine_fault(error, self.name) from error

    def _create_view(self, relation: ParquetRelation, *, schema: str, marked: bool) -> None:
        files = exp.array(*(exp.Literal.string(str(file)) for file in relation.files)).sql("duckdb")
        options = ["hive_partitioning = false"]
        if not relation.same:
            options.append("union_by_name = true")
        columns = ", ".join(
            _view_column(field, nan=relation.may_hold_nan) for field in relation.schema if is_usable(field)
        )
        condition = ""
        if marked:
            mark = quoted_name(_mark(relation.name))
            options += [f"filename = {_literal(_mark(relation.name))}", "file_row_number = true"]
            condition = f" WHERE {mark} <> CAST(file_row_number AS VARCHAR)"
        try:
            self._connection.execute(
                f"CREATE OR REPLACE VIEW {schema}.{quoted_name(relation.name)} AS SELECT {columns} "
                f"FROM read_parquet({files}, {', '.join(options)}){condition}"
            )
        except duckdb.Error as error:
            raise engine_fault(error, relation.name) from error

    def _plan_scans(self, text: str) -> Iterator[Sequence[str]]:
        """Yield the columns that each scan of files in the physical plan reads."""
        try:
            rows = self._connection.execute(f"EXPLAIN (FORMAT JSON) {text}").fetchall()
        except duckdb.Error as error:
            raise engine_fault(error, self.name) from error
        plan = dict(rows)["physical_plan"]
        for node in _nodes(json.loads(plan)):
            if node["name"].strip() in _FILE_SCANS:
                columns = node["extra_info"].get("Projections", "")
                yield [columns] if isinstance(columns, str) else columns


def open_duckdb(options: Options) -> DuckEngine:
    """Open the embedded engine."""
    return DuckEngine(options)


def _marked(query: exp.Query) -> exp.Query:
    """Return the query over the views whose scans carry the name of their relation into the plan."""
    copy = query.copy()
    for table in list(own_tables(copy)):
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
        table.set("db", exp.to_identifier("marked"))
    return copy


def _nodes(plan: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in plan:
        yield node
        yield from _nodes(node.get("children", []))


def _view_column(field: pa.Field, *, nan: bool) -> str:
    """Return a view's column: NaN is missing, and floats and moments come in one size.

    NaN is asked for by `isnan`: a comparison with NaN would be answered from the files' statistics,
    which leave NaN out.
    """
    name = quoted_name(field.name)
    if pa.types.is_floating(field.type):
        value = name if pa.types.is_float64(field.type) else f"CAST({name} AS DOUBLE)"
        return f"CASE WHEN isnan({value}) THEN NULL ELSE {value} END AS {name}" if nan else f"{value} AS {name}"
    if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
        nanos = f"epoch_ns({name})"
        cut = (
            f"({nanos} - (({nanos} % 1000) + 1000) % 1000) // 1000"  # a cast would round 23:59:59.999999999 to tomorrow
        )
        return f"make_timestamp{'tz' if field.type.tz else ''}({cut}) AS {name}"
    if pa.types.is_timestamp(field.type) and field.type.unit != "us":
        return f"CAST({name} AS {'TIMESTAMPTZ' if field.type.tz else 'TIMESTAMP'}) AS {name}"
    return name


def _mark(relation: str) -> str:
    return f"#relation {relation}"


def quoted_name(name: str) -> str:
    """Return a name as a query writes it, whatever letters it has."""
    return exp.to_identifier(name, quoted=True).sql("duckdb")


def _literal(text: str) -> str:
    return exp.Literal.string(text).sql("duckdb")


def _setting(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_literal(str(one)) for one in value)}]"
    return str(value) if isinstance(value, int) else _literal(str(value))


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0]


def engine_fault(error: duckdb.Error, place: str) -> SightlineError:
    """Return what a DuckDB error means to the one who can act on it."""
    cause = _first_line(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return EnvironmentFaultError(
            f"the query needs more memory: {cause}", place=place, fix="Raise the memory limit, or ask for fewer rows."
        )
    if isinstance(error, duckdb.IOException | duckdb.HTTPException):
        return SourceMissingError(f"a file could not be read: {cause}", place=place, fix="Run the command again.")
    if isinstance(error, duckdb.PermissionException):
        return EnvironmentFaultError(f"refused: {cause}", place=place, fix="Read files of the workspace only.")
    if isinstance(error, duckdb.ConversionException | duckdb.OutOfRangeException | duckdb.InvalidInputException):
        return SourceError(f"the data do not allow it: {cause}", place=place, fix="Correct the data or the expression.")
    return DeclarationError(
        f"the engine cannot run it: {cause}", place=place, fix="Check the types of the columns in the expression."
    )
