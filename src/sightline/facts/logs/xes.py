"""XES event logs (IEEE 1849), plain or gzip, read as a stream.

The file passes by once, some megabytes at a time. Row numbers count the events of the document from 1. The
defaults in `<global>` are kept as a description of the log and never put in the place of a missing value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from sightline.errors import SourceError
from sightline.facts.bytestream import pieces
from sightline.facts.kinds import marked
from sightline.facts.logs.xes_expat import Position, XesParser
from sightline.facts.request import ROW, Request, no_rows

__all__ = ["STANDARD_NAMES", "read_xes"]

STANDARD_NAMES: Mapping[str, str] = {
    "case": "case:concept:name",
    "activity": "concept:name",
    "time": "time:timestamp",
    "performer": "org:resource",
    "id": "identity:id",
    "transition": "lifecycle:transition",
    "instance": "concept:instance",
}
_NO_EVENTS = pa.schema(
    [*(marked(STANDARD_NAMES[part], "text") for part in ("case", "activity", "time")), pa.field(ROW, pa.int64())]
)


def read_xes(request: Request) -> Iterator[pa.RecordBatch]:
    """Yield the events of an XES log in document order, with the attributes of their traces.

    Raises
    ------
    SourceError
        If the file is empty, cut off, no well-formed XML, no XES log, or declares a document type.
    """
    position = Position()
    yield from _by_expat(request, position, pieces(request.file, request.progress))
    if not position.events:
        yield no_rows(_NO_EVENTS)
    if position.unnamed:
        request.notes.add(
            f"{request.place}: {position.unnamed:,} traces have no concept:name and are called by their place."
        )


def _by_expat(request: Request, position: Position, source: Iterator[bytes]) -> Iterator[pa.RecordBatch]:
    parser = XesParser(request, position, name_traces=names_traces(request))
    empty = True
    for piece in source:
        empty = False
        parser.feed(piece)
        yield from parser.take()
    if empty:
        raise SourceError("the file is empty.", place=str(request.file), fix="Export the log again.")
    parser.feed(b"", last=True)
    yield from parser.take()


def names_traces(request: Request) -> bool:
    """Return whether the case is the trace itself, so that a trace without a name needs one."""
    log = request.source.log
    return log is None or log.case in (None, STANDARD_NAMES["case"])
