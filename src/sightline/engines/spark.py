"""Spark, for facts that outgrow one machine: plain `pyspark`, one context in a process, a session per engine.

Without configuration it runs inside this process (`local[2]`); a cluster is chosen where Spark always looks for it: in
`spark-defaults.conf` or `PYSPARK_SUBMIT_ARGS`. A session that a notebook has open is not touched: the engine works in
a session of its own beside it, with its own settings and views.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
from sqlglot import exp

from sightline.engines.base import SqlEngine
from sightline.engines.protocol import Options, SourceKind
from sightline.engines.relations import is_usable, parquet_relation
from sightline.engines.spark_session import base_session
from sightline.errors import DeclarationError, EnvironmentFaultError, SightlineError, SourceError, SourceMissingError

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # an overflow or a bad cast is an error, not a silent NULL
    "spark.sql.caseSensitive": "true",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
}
_ADAPTIVE = "spark.sql.adaptive.enabled"
_RELATION = "sightlineRelation"  # a reader's option, by which a scan in the plan knows its relation
_GLOB = re.compile(r"([\\*?\[\]{}])")
_DATA_FAULTS = ("ARITHMETIC", "CAST", "OVERFLOW", "NUMERIC", "INVALID_INPUT", "DIVIDE", "MALFORMED", "DATETIME")


class SparkEngine(SqlEngine):
    """Spark over Parquet files and the catalog's tables; see `Engine` for what each method does.

    Parameters
    ----------
    options : Options
        How to open it.

    Raises
    ------
    EnvironmentFaultError
        If pyspark or Java is missing, or Spark does not start.
    """

    dialect: ClassVar[str] = "spark"
    source_kinds: ClassVar[frozenset[SourceKind]] = frozenset({"file", "table"})

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._session = base_session(options).newSession()
        for key, value in _SETTINGS.items():
            self._session.conf.set(key, value)

    def register(self, relation: str, files: Sequence[Path]) -> None:
        """Make Parquet files one relation; see `parquet_relation` for what is refused."""
        self._check_open()
        checked = parquet_relation(relation, files, allowed=self._allowed)
        usable = [field for field in checked.schema if is_usable(field)]
        stored = ", ".join(f"{_quoted(field.name)} {_stored_type(field.type)}" for field in usable)
        paths = [_GLOB.sub(r"\\\1", file.as_posix()) for file in checked.files]
        with self._told(relation):
            frame = self._session.read.schema(stored).option(_RELATION, relation).parquet(*paths)
            self._lay(relation, frame, usable)
        self._remember(relation, checked.schema)

    def attach(self, relation: str, table: str) -> None:
        """Make a table of Spark's catalog a relation.

        Raises
        ------
        SourceMissingError
            If the catalog has no such table.
        """
        self._check_open()
        name = ".".join(_quoted(part) for part in table.split("."))
        with self._told(relation):
            if not self._session.catalog.tableExists(name):
                raise SourceMissingError(f"there is no table '{table}'.", place=relation, fix="Check its full name.")
            frame = self._session.read.option(_RELATION, relation).table(name)
            schema = _arrow_schema(frame)
            self._lay(relation, frame, [field for field in schema if is_usable(field)])
        self._remember(relation, schema)

    def scans(self, select: exp.Expr) -> Mapping[str, int]:
        """Return how often the physical plan scans each relation; what the plan reuses counts once.

        The plan is the one without adaptive execution, which decides on reuse only while it runs.
        """
        text = self.sql(select)
        self._check_open()
        counts = dict.fromkeys(self._schemas, 0)
        with self._told(self.name):
            adaptive = self._session.conf.get(_ADAPTIVE)
            self._session.conf.set(_ADAPTIVE, "false")
            try:
                plan = self._session.sql(text)._jdf.queryExecution().executedPlan()  # noqa: SLF001 -- no public way
                for relation in _scanned(plan):
                    counts[relation] += 1
            finally:
                self._session.conf.set(_ADAPTIVE, adaptive)
        return counts

    def _run(self, text: str) -> pa.Table:
        with self._told(self.name):
            return self._session.sql(text).toArrow()

    def _give_back(self) -> None:
        """Forget the views; Spark itself stays for the next engine and ends with the process."""
        for relation in self._schemas:
            self._session.catalog.dropTempView(relation)

    def _lay(self, relation: str, frame: Any, fields: Sequence[pa.Field]) -> None:
        frame.selectExpr(*(_view_column(field) for field in fields)).createOrReplaceTempView(_quoted(relation))

    @contextmanager
    def _told(self, place: str) -> Iterator[None]:
        """Turn what Spark raises into what it means to the one who can act on it."""
        from py4j.protocol import Py4JError  # noqa: PLC0415 -- an optional dependency
        from pyspark.errors import PySparkException  # noqa: PLC0415 -- likewise

        try:
            yield
        except (PySparkException, Py4JError) as error:
            raise _fault(error, place) from error


def open_spark(options: Options) -> SparkEngine:
    """Open Spark."""
    return SparkEngine(options)


def _scanned(plan: Any) -> Iterator[str]:
    """Yield the relation of each scan in a physical plan; reused parts have no children and so count once."""
    if hasattr(plan, "relation"):
        yield from _relation_of(plan)
    for group in (plan.children(), plan.subqueries()):
        for index in range(group.size()):
            yield from _scanned(group.apply(index))


def _relation_of(scan: Any) -> Iterator[str]:
    if scan.getClass().getSimpleName() in {"FileSourceScanExec", "RowDataSourceScanExec"}:
        name = scan.relation().options().get(_RELATION)
        if name.isDefined():
            yield name.get()


def _arrow_schema(frame: Any) -> pa.Schema:
    from pyspark.sql.pandas.types import to_arrow_schema  # noqa: PLC0415 -- an optional dependency

    return to_arrow_schema(frame.schema)


def _stored_type(data_type: pa.DataType) -> str:
    """Return how Spark is to read a column of a Parquet file."""
    if pa.types.is_timestamp(data_type):
        if data_type.unit == "ns":
            return "BIGINT"  # Spark knows no nanoseconds: the view cuts them
        return "TIMESTAMP" if data_type.tz else "TIMESTAMP_NTZ"
    if pa.types.is_decimal(data_type):
        return f"DECIMAL({data_type.precision}, {data_type.scale})"
    if pa.types.is_uint64(data_type):
        return "DECIMAL(20, 0)"
    if pa.types.is_integer(data_type):
        return "BIGINT"
    if pa.types.is_floating(data_type):
        return "FLOAT" if pa.types.is_float32(data_type) else "DOUBLE"
    if pa.types.is_date(data_type):
        return "DATE"
    return "BOOLEAN" if pa.types.is_boolean(data_type) else "STRING"


def _view_column(field: pa.Field) -> str:
    """Return a view's column: NaN is missing, and floats and moments come in one size."""
    name = _quoted(field.name)
    if pa.types.is_floating(field.type):
        return f"CASE WHEN isnan({name}) THEN NULL ELSE CAST({name} AS DOUBLE) END AS {name}"
    if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
        moment = f"TIMESTAMP_MICROS(({name} - PMOD({name}, 1000)) DIV 1000)"  # cut, not rounded to tomorrow
        return f"{moment if field.type.tz else f'CAST({moment} AS TIMESTAMP_NTZ)'} AS {name}"
    return name


def _quoted(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql("spark")


def _fault(error: Exception, place: str) -> SightlineError:
    condition = str(getattr(error, "getCondition", lambda: "")() or "")
    cause = str(error).strip().splitlines()[0]
    if "OutOfMemoryError" in str(error):
        return EnvironmentFaultError(
            "the query needs more memory than Spark has.", place=place, fix="Raise the memory limit or use a cluster."
        )
    if "FileNotFoundException" in str(error) or condition.startswith(("FAILED_READ_FILE", "PATH_NOT_FOUND")):
        return SourceMissingError(f"a file could not be read: {cause}", place=place, fix="Run the command again.")
    if any(word in condition for word in _DATA_FAULTS):
        return SourceError(f"the data do not allow it: {cause}", place=place, fix="Correct the data or the expression.")
    return DeclarationError(
        f"the engine cannot run it: {cause}", place=place, fix="Check the types of the columns in the expression."
    )
