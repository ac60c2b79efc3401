"""XES event logs (IEEE 1849), plain or gzip, read as a stream.

The file passes by once, some megabytes at a time, cut at the ends of traces. A part that is written the plain way is
read by columns (`xes_fast.py`), any other by expat (`xes_expat.py`); both give the same. Row numbers count the events
of the document from 1. The defaults in `<global>` are kept as a description of the log and never put in the place of
a missing value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

import pyarrow as pa

from sightline.errors import SourceError
from sightline.facts.bytestream import pieces
from sightline.facts.kinds import marked
from sightline.facts.logs.xes_expat import Position, XesParser
from sightline.facts.logs.xes_fast import plain_part
from sightline.facts.request import ROW, Notes, Request, no_rows

__all__ = ["STANDARD_NAMES", "by_expat", "read_xes"]

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
_PART_BYTES = 8 << 20
_LONGEST_TRACE_BYTES = 32 << 20
_END = b"</trace>"
_PLAIN_ENCODINGS = (None, "utf-8", "us-ascii", "ascii")


def read_xes(request: Request) -> Iterator[pa.RecordBatch]:
    """Yield the events of an XES log in document order, with the attributes of their traces.

    Raises
    ------
    SourceError
        If the file is empty, cut off, no well-formed XML, no XES log, or declares a document type.
    """
    position = Position()
    yield from _Log(request, position).batches()
    if position.eventless:
        request.notes.add(f"{request.place}: {position.eventless:,} traces have no event and leave no row.")
    if not position.events:
        yield no_rows(_NO_EVENTS)
    if position.unnamed:
        request.notes.add(
            f"{request.place}: {position.unnamed:,} traces have no concept:name and are called by their place."
        )


def by_expat(
    request: Request, position: Position, source: Iterator[bytes], *, inside: bool = False
) -> Iterator[pa.RecordBatch]:
    """Yield the events of a log, or of the rest of one that stands inside `<log>`, by expat alone."""
    parser = XesParser(request, position, inside=inside, name_traces=_names_traces(request))
    for piece in source:
        parser.feed(piece)
        yield from parser.take()
    parser.feed(b"", last=True)
    yield from parser.take()


def _names_traces(request: Request) -> bool:
    """Return whether the case is the trace itself, so that a trace without a name needs one."""
    log = request.source.log
    return log is None or log.case in (None, STANDARD_NAMES["case"])


class _Log:
    """One log, read part by part."""

    def __init__(self, request: Request, position: Position) -> None:
        self._request = request
        self._position = position
        self._source = pieces(request.file, request.progress)
        self._waiting = b""

    def batches(self) -> Iterator[pa.RecordBatch]:
        head = self._head()
        if head is None:
            yield from by_expat(self._request, self._position, self._rest())
            return
        yield from head
        while (part := self._part()) is not None:
            batches = self._read_part(part)
            if batches is None:
                self._waiting = part + self._waiting
                break
            yield from batches
        yield from by_expat(self._request, self._position, self._rest(), inside=True)

    def _rest(self) -> Iterator[bytes]:
        return chain([self._waiting], self._source)

    def _head(self) -> list[pa.RecordBatch] | None:
        """Read what stands before the first trace; None where the whole log is expat's."""
        while (start := self._waiting.find(b"<trace")) < 0 and len(self._waiting) < _LONGEST_TRACE_BYTES:
            piece = next(self._source, None)
            if piece is None:
                break
            self._waiting += piece
        if not self._waiting.strip():
            raise SourceError("the file is empty.", place=str(self._request.file), fix="Export the log again.")
        if start < 0:
            return None
        head = self._waiting[:start]
        trial = replace(self._request, about={}, notes=Notes())
        position = replace(self._position)
        parser = XesParser(trial, position)
        try:
            parser.feed(head)
            parser.close_log()
        except SourceError:
            return None  # a comment may hold "<trace", or the head is at fault: expat will tell
        if (parser.encoding.lower() if parser.encoding else None) not in _PLAIN_ENCODINGS:
            return None
        self._waiting = self._waiting[start:]
        self._adopt(trial, position, head)
        return parser.take()

    def _part(self) -> bytes | None:
        """Return the next whole traces; None at the end, or where a trace is too long to wait for."""
        parts, size = [self._waiting], len(self._waiting)
        while size < _PART_BYTES and (piece := next(self._source, None)) is not None:
            parts.append(piece)
            size += len(piece)
        self._waiting = b"".join(parts)
        while (cut := self._waiting.rfind(_END)) < 0 and len(self._waiting) < _LONGEST_TRACE_BYTES:
            piece = next(self._source, None)
            if piece is None:
                break
            self._waiting += piece
        if cut < 0:
            return None
        cut += len(_END)
        part, self._waiting = self._waiting[:cut], self._waiting[cut:]
        return part

    def _read_part(self, part: bytes) -> list[pa.RecordBatch] | None:
        """Read whole traces; None where the part does not stand by itself, which only the rest can explain."""
        batch = plain_part(part, self._position, name_traces=_names_traces(self._request))
        if batch is not None:
            return [batch]
        trial = replace(self._request, about={}, notes=Notes())
        position = replace(self._position)
        parser = XesParser(trial, position, inside=True, name_traces=_names_traces(self._request))
        try:
            parser.feed(part)
            parser.close_log()
        except SourceError:
            return None
        self._adopt(trial, position, part)
        return parser.take()

    def _adopt(self, trial: Request, position: Position, part: bytes) -> None:
        """Take over what a trial on a part of the log found."""
        for note in trial.notes.all():
            self._request.notes.add(note)
        for key, value in trial.about.items():
            known = self._request.about.setdefault(key, value)
            if known is not value and isinstance(known, list) and isinstance(value, list):
                known.extend(value)
            elif known is not value and isinstance(known, dict) and isinstance(value, dict):
                known.update(value)
        here = self._position
        here.events, here.traces = position.events, position.traces
        here.unnamed, here.eventless = position.unnamed, position.eventless
        here.pass_by(part)
