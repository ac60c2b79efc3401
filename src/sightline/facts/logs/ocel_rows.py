"""Rows of an object-centric log: events, each once for every object of the case's type that it touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from sightline.facts.instants import to_instants
from sightline.facts.kinds import Kind, marked
from sightline.facts.logs.ocel_objects import Objects
from sightline.facts.logs.ocel_parts import Event
from sightline.facts.logs.sparse import SparseColumns
from sightline.facts.rejects import Reject
from sightline.facts.request import ROW, Request, no_rows

__all__ = ["NAMES", "Rows", "event_column"]

NAMES: Mapping[str, str] = {
    "case": "ocel:object",
    "activity": "ocel:activity",
    "time": "ocel:timestamp",
    "id": "ocel:event",
}
_QUALIFIER = "ocel:qualifier"
_OTHERS = "objects:"
_OWN = ("case:", "objects:", "ocel:", "sightline:")
_BATCH_ROWS = 1 << 16
_MOST_IDS = 100


def event_column(key: str) -> str:
    """Return the column of an event's attribute; one that looks like one of Sightline's own is told apart."""
    return f"event:{key}" if key.removeprefix("event:").startswith(_OWN) else key


class Rows:
    """Gathers events into record batches.

    Parameters
    ----------
    request : Request
        The file; links that lead nowhere are told to its rejects.
    objects : Objects
        Closed.
    """

    def __init__(self, request: Request, objects: Objects) -> None:
        self._request = request
        self._objects = objects
        self.events = 0
        self._caseless = 0
        self._clear()

    def head(self, attributes: Mapping[str, set[Kind]]) -> pa.RecordBatch:
        """Return a batch without rows, with every column that the log declares."""
        case = self._objects.case_type
        fields = [
            *(marked(name, "text") for name in (NAMES["case"], _QUALIFIER)),
            *self._objects.declared(),
            *(marked(NAMES[part], "text") for part in ("id", "activity", "time")),
            *(marked(event_column(key), ",".join(sorted(kinds))) for key, kinds in attributes.items()),
            *(marked(_OTHERS + name, "text") for name in self._objects.types if name != case),
            pa.field(ROW, pa.int64()),
        ]
        return no_rows(pa.schema(fields))

    def add(self, event: Event) -> Iterator[pa.RecordBatch]:
        """Take in an event; yield a batch when one is full."""
        self.events += 1
        cases, others = self._parted(event)
        if not cases:
            self._caseless += 1
            return
        row = len(self._times)
        for name, ids in others.items():
            self._attributes.put(row, _OTHERS + name, Kind.TEXT, _joined(ids))
        for key, kind, text in event.attributes:
            self._attributes.put(row, event_column(key), kind, text)
        self._ids.append(event.id)
        self._labels.append(event.type)
        self._times.append(event.time)
        self._numbers.append(event.number)
        self._counts.append(len(cases))
        for case, qualifiers in cases.items():
            self._cases.append(case)
            self._qualifiers.append(", ".join(sorted(qualifiers)) or None)
        if len(self._cases) >= _BATCH_ROWS:
            yield self._batch()

    def rest(self) -> Iterator[pa.RecordBatch]:
        """Yield what is left, and say what left no row."""
        if self._times:
            yield self._batch()
        if self._caseless:
            kind = f"of the type '{self._objects.case_type}'" if self._objects.case_type else "at all"
            self._request.notes.add(
                f"{self._request.place}: {self._caseless:,} of {self.events:,} events touch no object {kind} and leave "
                "no row."
            )

    def _parted(self, event: Event) -> tuple[dict[str, dict[str, None]], dict[str, dict[str, None]]]:
        """Return the objects that are cases, with their qualifiers, and those of every other type."""
        cases: dict[str, dict[str, None]] = {}
        others: dict[str, dict[str, None]] = {}
        for name, qualifier in event.links:
            kind = self._objects.type_of(name)
            if kind is None:
                reject = Reject(event.number, "link to an object that is not there", name, whole_row=False)
                self._request.rejects.add(self._request.place, [reject])
            elif kind == self._objects.case_type:
                qualifiers = cases.setdefault(name, {})
                if qualifier:
                    qualifiers[qualifier] = None
            else:
                others.setdefault(kind, {})[name] = None
        return cases, others

    def _clear(self) -> None:
        self._attributes = SparseColumns()
        self._ids: list[str | None] = []
        self._labels: list[str | None] = []
        self._times: list[str | None] = []
        self._numbers: list[int] = []
        self._counts: list[int] = []
        self._cases: list[str] = []
        self._qualifiers: list[str | None] = []

    def _batch(self) -> pa.RecordBatch:
        events = len(self._times)
        owner = pa.array(np.repeat(np.arange(events), self._counts))
        times = pa.array(self._times, pa.string())
        moments = to_instants(times, self._request.timezone).times
        per_event = [
            (marked(NAMES["id"], "text"), pa.array(self._ids, pa.string())),
            (marked(NAMES["activity"], "text"), pa.array(self._labels, pa.string())),
            (marked(NAMES["time"], "text"), times),
            *self._attributes.arrays(events, str),
            (pa.field(ROW, pa.int64()), pa.array(self._numbers, pa.int64())),
        ]
        numbers = [self._objects.number(case) for case in self._cases]
        columns = [
            (marked(NAMES["case"], "text"), pa.array(self._cases, pa.string())),
            (marked(_QUALIFIER, "text"), pa.array(self._qualifiers, pa.string())),
            *self._objects.at(numbers, moments.take(owner)),
            *((field, values.take(owner)) for field, values in per_event),
        ]
        self._clear()
        return pa.record_batch([values for _, values in columns], schema=pa.schema([field for field, _ in columns]))


def _joined(ids: dict[str, None]) -> str:
    """Return ids in an order that no format changes."""
    shown = ", ".join(sorted(ids)[:_MOST_IDS])
    return shown if len(ids) <= _MOST_IDS else f"{shown} and {len(ids) - _MOST_IDS:,} more"
