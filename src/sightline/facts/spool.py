"""A holding place between a reader and the layout: what was read, to be gone through more than once.

The types of text columns are known only when everything was seen, so batches wait here: in memory up to a bound,
beyond it in files of the landing's own temporary folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import SourceError
from sightline.facts.kinds import KIND_KEY, Cast, Kind, Tally, cast
from sightline.facts.request import ROW

__all__ = ["Spool", "Staged"]

IN_MEMORY_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Staged:
    """One batch as read, with the file it is from and how many records of earlier files precede that file."""

    place: str
    before: int
    batch: pa.RecordBatch


class Spool:
    """Keeps batches and what their columns can be.

    Parameters
    ----------
    folder : Path
        For batches that do not fit into memory.
    timezone, decimal : str
        How moments without an offset and numbers are read.
    in_memory_bytes : int
        How much may wait in memory.
    """

    def __init__(
        self, folder: Path, *, timezone: str, decimal: str = ".", in_memory_bytes: int = IN_MEMORY_BYTES
    ) -> None:
        self._folder = folder
        self._timezone = timezone
        self._decimal = decimal
        self._bound = in_memory_bytes
        self._held: list[Staged] = []
        self._held_bytes = 0
        self._parts: list[tuple[Path, list[tuple[str, int]]]] = []
        self._tallies: dict[str, Tally] = {}
        self._typed: dict[str, tuple[pa.DataType, str]] = {}
        self._places: set[str] = set()
        self._raw: frozenset[str] = frozenset()
        self.columns: list[str] = []

    def leave_raw(self, names: frozenset[str]) -> None:
        """Keep these columns as they were read; their meaning is the layout's matter."""
        self._raw = names

    def add(self, staged: Staged) -> None:
        """Take in one batch.

        Raises
        ------
        SourceError
            If a column has one type here and another, that cannot join it, in an earlier file.
        """
        for field, values in zip(staged.batch.schema, staged.batch.columns, strict=True):
            self._see(field, values, staged)
        self._places.add(staged.place)
        self._held.append(staged)
        self._held_bytes += staged.batch.nbytes
        if self._held_bytes > self._bound:
            self._spill()

    def kinds(self) -> dict[str, Kind]:
        """Return what each text column holds, over everything seen."""
        return {name: tally.decide() for name, tally in self._tallies.items()}

    def types(self) -> dict[str, pa.DataType]:
        """Return the types of columns that were typed when they were read."""
        return {name: kind for name, (kind, _) in self._typed.items()}

    def remarks(self) -> list[str]:
        """Return what is to be said about columns that are text, though they were declared or looked otherwise."""
        files = len(self._places)
        return [remark for tally in self._tallies.values() if (remark := tally.remark(files=files))]

    def __iter__(self) -> Iterator[Staged]:
        """Yield everything in the order in which it was added."""
        for path, places in self._parts:
            with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as reader:
                for number, (place, before) in enumerate(places):
                    yield Staged(place, before, reader.get_batch(number))
        yield from self._held

    def column(self, batch: pa.RecordBatch, name: str, kinds: dict[str, Kind]) -> Cast:
        """Return one column of a batch in its final type; all NULL where the batch lacks it."""
        position = batch.schema.get_field_index(name)
        if name in self._typed:
            target = self._typed[name][0]
            values = pa.nulls(batch.num_rows, target) if position < 0 else batch.column(position)
            return _without_infinities(values if values.type == target else values.cast(target))
        values = pa.nulls(batch.num_rows, pa.string()) if position < 0 else batch.column(position)
        return cast(values, kinds[name], timezone=self._timezone, decimal=self._decimal)

    def _see(self, field: pa.Field, values: pa.Array, staged: Staged) -> None:
        if field.name not in self._typed and field.name not in self._tallies:
            self.columns.append(field.name)
        meant = (field.metadata or {}).get(KIND_KEY)
        if meant is None:
            self._join(field, staged.place)
            return
        if field.name in self._raw:
            values, meant = values[:0], Kind.TEXT.encode()
        tally = self._tallies.setdefault(field.name, Tally(field.name, self._decimal))
        tally.see(values, staged.batch.column(ROW), meant.decode(), staged.place)

    def _join(self, field: pa.Field, place: str) -> None:
        known = self._typed.get(field.name)
        if known is None:
            self._typed[field.name] = (field.type, place)
            return
        joined = wider(known[0], field.type)
        if joined is None:
            raise SourceError(
                f"column '{field.name}' is {field.type} here, but {known[0]} in {known[1]}.",
                place=place,
                fix="Write the column with one type in all files of the source.",
            )
        self._typed[field.name] = (joined, known[1] if joined == known[0] else place)

    def _spill(self) -> None:
        path = self._folder / f"spool-{len(self._parts):05d}.arrow"
        names: dict[str, pa.Field] = {}
        for staged in self._held:
            for field in staged.batch.schema:
                known = names.get(field.name)
                joined = field.type if known is None else wider(known.type, field.type)
                names[field.name] = pa.field(field.name, joined)
        schema = pa.schema(list(names.values()))
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema, options=options) as writer:
            for staged in self._held:
                writer.write_batch(_widen(staged.batch, schema))
        self._parts.append((path, [(staged.place, staged.before) for staged in self._held]))
        self._held.clear()
        self._held_bytes = 0


def _widen(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return the batch with all columns of its part, in their order and types."""
    columns = []
    for field in schema:
        position = batch.schema.get_field_index(field.name)
        if position < 0:
            columns.append(pa.nulls(batch.num_rows, field.type))
        else:
            values = batch.column(position)
            columns.append(values if values.type == field.type else values.cast(field.type))
    return pa.record_batch(columns, schema=schema)


def _without_infinities(values: pa.Array) -> Cast:
    if not pa.types.is_floating(values.type):
        return Cast(values)
    finite = pc.is_finite(values)
    if pc.all(finite).as_py() is not False:
        return Cast(values)
    bad = pc.fill_null(pc.invert(finite), fill_value=False)
    return Cast(pc.if_else(bad, pa.scalar(None, values.type), values), bad)


def wider(left: pa.DataType, right: pa.DataType) -> pa.DataType | None:
    """Return the type that holds both without loss of meaning; None where there is none."""
    if left == right:
        return left
    try:
        joined = (
            pa.unify_schemas([pa.schema([("x", left)]), pa.schema([("x", right)])], promote_options="permissive")
            .field("x")
            .type
        )
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return None
    return joined
