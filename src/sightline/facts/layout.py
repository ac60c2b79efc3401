"""How an event log is laid out: one Parquet file, sorted by case, time, sequence.

The sequence is the place in the source (or a declared column), so events at the same moment keep their order. Rows
without a case, an activity or a readable time are rejected, and so is every row but the first of those that share an
event id. Sorting is DuckDB's, in bounded memory with the landing's own folder for what does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.errors import EnvironmentFaultError, SourceError
from sightline.facts.instants import INSTANT_TYPE, Instants, localize, to_instants
from sightline.facts.logs.lifecycle import ORDER, left_out_by, sorted_events
from sightline.facts.names import LAID_OUT, Roles, distinct_names
from sightline.facts.rejects import Reject, RejectLog
from sightline.facts.request import ROW
from sightline.facts.spool import Spool, Staged
from sightline.facts.values import fitted, raw_row, report_values, typed_column

__all__ = ["LaidOut", "Layout", "lay_out"]

_ROW_GROUP = 122_880
_MEMORY = "1GB"


@dataclass(frozen=True, slots=True)
class Layout:
    """How to lay out one log."""

    roles: Roles
    lifecycle: str
    timezone: str
    folder: Path
    place: str
    memory: str = _MEMORY


@dataclass(slots=True)
class LaidOut:
    """What became of a log."""

    rows: int = 0
    newest: datetime | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)


def lay_out(spool: Spool, layout: Layout, into: Path, rejects: RejectLog) -> LaidOut:
    """Write the events of `spool` to the Parquet file `into`; return what was written and what was left out."""
    result = LaidOut()
    builder = _Builder(spool, layout, rejects, result)
    with duckdb.connect(":memory:", config=_config(layout)) as connection:
        connection.execute("set enable_progress_bar = false")  # else drawn on standard output, which is for answers
        connection.execute("set timezone = 'UTC'")
        if layout.roles.id is not None:
            builder.find_duplicates(connection)
        stream = pa.RecordBatchReader.from_batches(builder.schema, builder.batches())
        connection.register("staged", stream)
        try:
            batches = sorted_events(connection, "staged", layout.lifecycle, builder.schema, builder.lifecycle_columns)
            _write(batches, builder.schema, into, result)
        except (duckdb.Error, pa.ArrowException) as fault:
            if builder.fault is not None:
                raise builder.fault from None
            raise EnvironmentFaultError(
                f"the log could not be sorted: {str(fault).splitlines()[0]}",
                place=layout.place,
                fix="Check the free memory and the free space on the disk.",
            ) from fault
        result.left_out.update(left_out_by(connection, layout.lifecycle, builder.lifecycle_columns))
    return result


def _config(layout: Layout) -> dict[str, str | bool]:
    return {
        "memory_limit": layout.memory,
        "temp_directory": str(layout.folder / "sort"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


class _Builder:
    """Turns batches as read into batches as laid out, still in the order of the source."""

    def __init__(self, spool: Spool, layout: Layout, rejects: RejectLog, result: LaidOut) -> None:
        self._spool = spool
        self._layout = layout
        self._rejects = rejects
        self._kinds = spool.kinds()
        self._twice: np.ndarray = np.array([], np.int64)
        self.fault: BaseException | None = None
        parts = set(layout.roles.laid_out)
        others = [name for name in spool.columns if name not in parts and name != ROW]
        others.sort(key=lambda name: name.startswith("case:"))  # wherever the reader cut its batches
        self._others = dict(zip(others, distinct_names(others, LAID_OUT), strict=True))
        result.renamed.update(layout.roles.laid_out)
        result.renamed.update({old: new for old, new in self._others.items() if old != new})
        self.schema = self._schema()

    @property
    def lifecycle_columns(self) -> dict[str, str]:
        """Return what the transition and the instance are called in the layout, where there are such."""
        roles = self._layout.roles
        pairs = (("transition", roles.transition), ("instance", roles.instance))
        return {part: self._others[column] for part, column in pairs if column in self._others}

    def find_duplicates(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Find the places of all rows whose event id an earlier row has; one event in several cases has one place."""
        schema = pa.schema([("id", pa.string()), (ORDER, pa.int64())])
        ids = pa.RecordBatchReader.from_batches(schema, self._ids(schema))
        connection.register("ids", ids)
        found = connection.sql(
            f"""select "{ORDER}" from (select *, dense_rank() over (partition by id order by "{ORDER}") as nth from ids)
            where nth > 1 order by 1"""
        ).to_arrow_table()
        connection.unregister("ids")
        self._twice = found.column(0).to_numpy()

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield laid-out batches; a fault is kept, as it passes through DuckDB on its way up."""
        try:
            for staged in self._spool:
                yield self._lay(staged)
        except BaseException as fault:
            self.fault = fault
            raise

    def _schema(self) -> pa.Schema:
        types = self._spool.types()
        fields = [
            pa.field("case", pa.string()),
            pa.field("activity", pa.string()),
            pa.field("time", INSTANT_TYPE),
            pa.field("start", INSTANT_TYPE),
            pa.field("offset_min", pa.int16()),
            pa.field("seq", pa.int64()),
            pa.field("performer", pa.string()),
            pa.field("event_id", pa.string()),
        ]
        for column, name in self._others.items():
            fields.append(pa.field(name, typed_column(types.get(column), self._kinds.get(column), instants=True)))
        return pa.schema([*fields, pa.field(ORDER, pa.int64())])

    def _ids(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        for staged in self._spool:
            ids = self._text(staged.batch, self._layout.roles.id)
            order = self._order(staged)
            present = pc.is_valid(ids)
            yield pa.record_batch([ids.filter(present), order.filter(present)], schema=schema)

    def _order(self, staged: Staged) -> pa.Array:
        return pc.add(staged.batch.column(ROW), staged.before)

    def _text(self, batch: pa.RecordBatch, name: str | None) -> pa.Array:
        if name is None or batch.schema.get_field_index(name) < 0:
            return pa.nulls(batch.num_rows, pa.string())
        values = batch.column(name)
        text = values if values.type == pa.string() else values.cast(pa.string())
        return pc.if_else(pc.equal(pc.ascii_trim_whitespace(text), ""), pa.scalar(None, pa.string()), text)

    def _lay(self, staged: Staged) -> pa.RecordBatch:
        batch, roles = staged.batch, self._layout.roles
        order = self._order(staged)
        case, activity = self._text(batch, roles.case), self._text(batch, roles.activity)
        moments = self._moments(batch)
        sequence = order if roles.sequence is None else self._sequence(batch, roles.sequence)
        reasons = self._reasons(batch, order, {"case": case, "activity": activity}, moments.times, sequence)
        columns = [
            case, activity, moments.times, pa.nulls(batch.num_rows, INSTANT_TYPE), moments.offsets, sequence,
            self._text(batch, roles.performer), self._text(batch, roles.id),
        ]  # fmt: skip
        laid = self._schema_batch(columns, staged, reasons, order)
        bad = pc.is_valid(reasons)
        if not pc.any(bad).as_py():
            return laid
        self._reject(staged, reasons, bad)
        return laid.filter(pc.invert(bad))

    def _schema_batch(
        self, columns: list[pa.Array], staged: Staged, reasons: pa.Array, order: pa.Array
    ) -> pa.RecordBatch:
        for column, name in self._others.items():
            done = self._spool.column(staged.batch, column, self._kinds)
            if done.bad is not None:
                report_values(staged, column, pc.and_(done.bad, pc.is_null(reasons)), self._rejects)
            columns.append(fitted(done.values, self.schema.field(name).type, timezone=self._layout.timezone))
        return pa.record_batch([*columns, order], schema=self.schema)

    def _moments(self, batch: pa.RecordBatch) -> Instants:
        name, zone = self._layout.roles.time, self._layout.timezone
        position = batch.schema.get_field_index(name)
        if position < 0:
            return Instants(pa.nulls(batch.num_rows, INSTANT_TYPE), pa.nulls(batch.num_rows, pa.int16()))
        values = batch.column(position)
        if pa.types.is_string(values.type):
            return to_instants(values, zone)
        if pa.types.is_date(values.type):
            values = values.cast(pa.timestamp("us"))
        if not pa.types.is_timestamp(values.type):
            raise SourceError(
                f"column '{name}' is {values.type}, not a time.",
                place=self._layout.place,
                fix="Map `time:` to a column of times.",
            )
        naive = values.type.tz is None
        values = values.cast(pa.timestamp("us", tz=None if naive else "UTC"), safe=False)
        return Instants(localize(values, zone) if naive else values, pa.nulls(batch.num_rows, pa.int16()))

    def _sequence(self, batch: pa.RecordBatch, name: str) -> pa.Array:
        text = pc.ascii_trim_whitespace(self._text(batch, name))
        whole = pc.match_substring_regex(text, r"^-?[0-9]{1,18}(\.0*)?$")
        kept = pc.if_else(whole, pc.replace_substring_regex(text, r"\..*$", ""), pa.scalar(None, pa.string()))
        return kept.cast(pa.int64())

    def _reasons(
        self, batch: pa.RecordBatch, order: pa.Array, needed: dict[str, pa.Array], times: pa.Array, sequence: pa.Array
    ) -> pa.Array:
        """Return for each row the first reason to reject it, NULL for a good row."""
        given = pc.is_valid(self._text(batch, self._layout.roles.time))
        checks = [
            (pc.is_null(needed["case"]), "no case"),
            (pc.is_null(needed["activity"]), "no activity"),
            (pc.invert(given), "no time"),
            (pc.is_null(times), "time not readable"),
            (pc.is_null(sequence), "no whole number as sequence"),
        ]
        if len(self._twice):
            checks.append((pc.is_in(order, value_set=pa.array(self._twice)), "duplicate id"))
        reasons = pa.nulls(batch.num_rows, pa.string())
        for fails, reason in reversed(checks):
            reasons = pc.if_else(fails, reason, reasons)
        return reasons

    def _reject(self, staged: Staged, reasons: pa.Array, bad: pa.Array) -> None:
        rows = staged.batch.filter(bad)
        why = reasons.filter(bad).to_pylist()
        numbers = rows.column(ROW).to_pylist()
        for start in range(0, rows.num_rows, 1_000):
            part = rows.slice(start, 1_000).to_pylist()
            self._rejects.add(
                staged.place,
                [Reject(numbers[start + n], why[start + n], raw_row(row)) for n, row in enumerate(part)],
            )


def _write(batches: Iterator[pa.RecordBatch], schema: pa.Schema, into: Path, result: LaidOut) -> None:
    kept = pa.schema([field for field in schema if field.name != ORDER])
    position = kept.get_field_index("activity")
    labels = pa.dictionary(pa.int32(), pa.string())
    written = kept.set(position, pa.field("activity", labels))
    with pq.ParquetWriter(into, written, compression="zstd", compression_level=1) as writer:
        for batch in batches:
            table = pa.Table.from_batches([batch]).cast(kept)
            activity = table.column(position).combine_chunks().dictionary_encode().cast(labels)
            writer.write_table(table.set_column(position, written.field(position), activity), row_group_size=_ROW_GROUP)
            result.rows += table.num_rows
            newest = pc.max(table.column("time")).as_py()
            if newest is not None and (result.newest is None or newest > result.newest):
                result.newest = newest
