"""XES by expat, event by event: the reference way, right for any well-formed log.

Attributes of an event become columns by their key, those of a trace by `case:KEY`; an attribute inside another one is
`outer/inner`; lists and containers are kept whole as JSON text. A key that an element repeats is numbered: `key`,
`key#2`. A document type declaration is refused, and with it every entity that a file could define (XML bombs).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.parsers import expat

import numpy as np
import pyarrow as pa

from sightline.errors import SourceError
from sightline.facts.kinds import Kind
from sightline.facts.logs.sparse import SparseColumns
from sightline.facts.request import ROW, Request

__all__ = ["KINDS", "Position", "XesParser", "event_column", "trace_column", "trace_name"]

KINDS = {
    "string": Kind.TEXT,
    "date": Kind.INSTANT,
    "int": Kind.INTEGER,
    "float": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "id": Kind.TEXT,
}
_LISTS = frozenset({"list", "container"})
_BATCH_EVENTS = 1 << 16
_MOST_IN_ONE = 1 << 19
_DEEPEST = 64
_MOST_ABOUT = 1_000
_LONGEST_ABOUT = 1_000


@dataclass(slots=True)
class Position:
    """How far a log is read: shared by all who read parts of it."""

    events: int = 0
    traces: int = 0
    lines: int = 0  # complete lines before the part that is read now
    column: int = 0  # characters before it on its own line
    unnamed: int = 0  # traces without a name
    eventless: int = 0  # traces without an event

    def pass_by(self, part: bytes) -> None:
        """Move the place on behind `part`, which is UTF-8; as in expat, a carriage return alone ends a line too."""
        last = max(part.rfind(b"\n"), part.rfind(b"\r"))
        if last >= 0:
            self.lines += part.count(b"\n") + part.count(b"\r") - part.count(b"\r\n")
            self.column = 0
        self.column += len(part[last + 1 :].decode("utf-8", "ignore"))


def trace_column(key: str) -> str:
    """Return the column of a trace's attribute."""
    return f"case:{key}"


def event_column(key: str) -> str:
    """Return the column of an event's attribute; one that looks like a trace's or Sightline's own is told apart."""
    return f"event:{key}" if key.removeprefix("event:").startswith(("case:", "sightline:")) else key


def trace_name(number: int) -> str:
    """Return how a trace without `concept:name` is called: by its place in the document."""
    return f"trace {number}"


class XesParser:
    """Takes the bytes of a log, or of a part of it inside `<log>`, and gathers record batches.

    Parameters
    ----------
    request : Request
        The file; its notes and its description of the log are added to.
    position : Position
        Where in the log the part begins; moved on as events are read.
    inside : bool
        Whether the part stands inside `<log>`, so that no root element is expected.
    name_traces : bool
        Whether a trace without a name gets one.
    """

    def __init__(self, request: Request, position: Position, *, inside: bool = False, name_traces: bool = True) -> None:
        self._request = request
        self._position = position
        self._first_line = position.lines
        self._before = position.column  # on the first line
        self._name_traces = name_traces
        self.batches: list[pa.RecordBatch] = []
        self.encoding: str | None = None
        self._scopes: list[str] = []
        self._path: list[str] = []
        self._tree: list[dict[str, object]] = []
        self._skipping = 0
        self._of_trace: list[tuple[str, Kind, str | None]] = []
        self._split_trace = False
        self._about_size = 0
        self._clear()
        parser = self._parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        if inside:
            self.feed(b"<log>")
            self._before -= len("<log>")

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Take in the next bytes.

        Raises
        ------
        SourceError
            If the text is no well-formed XML, declares a document type, or is no XES log.
        """
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as fault:
            raise self._fault(f"not well-formed XML: {expat.ErrorString(fault.code)}.", _FIX_XML) from fault
        except SourceError:
            raise
        except (ValueError, LookupError) as fault:  # an encoding that Python knows no single-byte table for
            raise self._fault(f"the text cannot be decoded: {fault}.", "Save the log as UTF-8.") from fault
        if last:
            self._flush()

    def close_log(self) -> None:
        """End a part that stands inside `<log>`."""
        self.feed(b"</log>", last=True)

    def take(self) -> list[pa.RecordBatch]:
        """Hand over the batches that are ready."""
        ready, self.batches = self.batches, []
        return ready

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding

    def _refuse_doctype(self, *_: object) -> None:
        raise self._fault(
            "the file declares a document type (DTD) or entities, which XES does not use and bombs are made of.",
            "Export the log again without a DTD, or delete its <!DOCTYPE ...>.",
        )

    def _fault(self, cause: str, fix: str) -> SourceError:
        line = self._parser.CurrentLineNumber
        column = self._parser.CurrentColumnNumber + 1 + (self._before if line == 1 else 0)
        return SourceError(cause, place=f"{self._request.file}:{self._first_line + line}:{column}", fix=fix)

    def _start(self, name: str, attributes: list[str]) -> None:
        if self._skipping:
            self._skipping += 1
            return
        kind = KINDS.get(name)
        if kind is not None and self._scopes:
            if len(attributes) == 4 and attributes[0] == "key" and attributes[2] == "value":  # noqa: PLR2004 -- two pairs
                self._attribute(name, kind, attributes[1], attributes[3])
            else:
                pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
                self._attribute(name, kind, self._key(name, pairs), pairs.get("value"))
        else:
            self._other(name.rpartition(":")[2], name, dict(zip(attributes[::2], attributes[1::2], strict=True)))

    def _key(self, name: str, pairs: dict[str, str]) -> str:
        key = pairs.get("key")
        if key is None:
            raise self._fault(f"a <{name}> has no key.", "Every attribute of XES has a `key`.")
        return key

    def _attribute(self, name: str, kind: Kind, key: str, value: str | None) -> None:
        path = self._path
        if self._tree:
            self._grow(name, key, value)
        else:
            full = f"{'/'.join(path)}/{key}" if path else key
            scope = self._scopes[-1]
            if scope == "event":
                self._events.put(self._rows, full, kind, value)
            elif scope == "trace":
                self._trace_attribute(full, kind, value)
            else:
                self._describe(name, full, value)
        path.append(key)
        if len(path) > _DEEPEST:
            raise self._fault(
                f"attributes are nested more than {_DEEPEST} deep.", "Export the log with flat attributes."
            )

    def _trace_attribute(self, key: str, kind: Kind, value: str | None) -> None:
        if self._split_trace:
            raise self._fault(
                f"a trace names its attribute '{key}' after {_MOST_IN_ONE:,} events.",
                "Write the attributes of a trace before its events, as the XES standard asks.",
            )
        self._of_trace.append((key, kind, value))

    def _grow(self, name: str, key: str, value: str | None) -> None:
        node: dict[str, object] = {"type": name, "key": key}
        if value is not None:
            node["value"] = value
        children = self._tree[-1].setdefault("children", [])
        assert isinstance(children, list)  # noqa: S101 -- only ever set here
        children.append(node)
        self._tree.append(node)

    def _other(self, name: str, tag: str, pairs: dict[str, str]) -> None:
        scope = self._scopes[-1] if self._scopes else ""
        if name in KINDS and self._scopes:
            self._attribute(name, KINDS[name], self._key(tag, pairs), pairs.get("value"))
        elif name in _LISTS and scope:
            key = self._key(tag, pairs)
            if self._tree:
                self._grow(name, key, None)
            else:
                self._tree.append({"type": name, "key": key})
            self._path.append(key)
        elif name == "values" and self._tree:
            self._path.append("")
        elif not self._structure(name, scope, pairs):
            if not self._scopes:
                raise self._fault(f"the root element is <{tag}>, not <log>: this is no XES log.", _FIX_FORMAT)
            self._request.notes.add(f"{self._request.place}: <{tag}> in <{scope}> is no part of XES and is left out.")
            self._skipping = 1

    def _structure(self, name: str, scope: str, pairs: dict[str, str]) -> bool:
        if self._path:
            return False
        if name == "log" and not scope:
            self._request.about.update({key: value for key, value in pairs.items() if key.startswith("xes")})
        elif name == "trace" and scope == "log":
            self._counts.append(0)
            self._position.traces += 1
            self._of_trace = []
            self._split_trace = False
        elif name == "event" and scope == "trace":
            self._counts[-1] += 1
        elif name == "event" and scope == "log":
            self._counts.append(1)  # it belongs to no case; the layout will say so
        elif name == "global" and scope == "log":
            self._scope_key = pairs.get("scope", "")
        elif name in {"extension", "classifier"} and scope == "log":
            self._list_in_about(name, pairs)
        else:
            return False
        self._scopes.append(name)
        return True

    def _end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif self._path:
            self._end_attribute(name)
        else:
            scope = self._scopes.pop()
            if scope == "event":
                self._rows += 1
                self._position.events += 1
                if self._rows >= _MOST_IN_ONE:
                    self._split()
            elif scope == "trace":
                self._end_trace()

    def _end_attribute(self, name: str) -> None:
        key = self._path.pop()
        if not self._tree or name.rpartition(":")[2] == "values":
            return
        node = self._tree.pop()
        if self._tree:
            return
        path = "/".join([*self._path, key])
        text = json.dumps(node.get("children", []), ensure_ascii=False)
        scope = self._scopes[-1]
        if scope == "event":
            self._events.put(self._rows, path, Kind.TEXT, text)
        elif scope == "trace":
            self._trace_attribute(path, Kind.TEXT, text)
        else:
            self._describe(str(node["type"]), path, text)

    def _end_trace(self) -> None:
        if self._counts[-1]:
            self._keep_trace()
        else:
            self._counts.pop()
            self._position.eventless += not self._split_trace
        if self._rows >= _BATCH_EVENTS:
            self._flush()

    def _keep_trace(self) -> None:
        """Give the events of the trace its attributes."""
        if self._name_traces and all(key != "concept:name" for key, _, _ in self._of_trace):
            self._of_trace.append(("concept:name", Kind.TEXT, trace_name(self._position.traces)))
            self._position.unnamed += 1
        for key, kind, value in self._of_trace:
            self._traces.put(len(self._counts) - 1, key, kind, value)

    def _split(self) -> None:
        """Hand over a part of a very long trace; the rest carries the same attributes."""
        if self._scopes[-1] == "trace":
            self._keep_trace()
            self._flush()
            self._counts.append(0)
            self._split_trace = True
        else:
            self._flush()

    def _describe(self, name: str, key: str, value: str | None) -> None:
        if self._scopes[-1] == "global":
            self._list_in_about("global", {"scope": self._scope_key, "type": name, "key": key, "value": value or ""})
        elif self._about_size < _MOST_ABOUT:
            self._about_size += 1
            attributes = self._request.about.setdefault("attributes", {})
            assert isinstance(attributes, dict)  # noqa: S101 -- only ever set here
            attributes[key] = value if value is None else value[:_LONGEST_ABOUT]

    def _list_in_about(self, name: str, entry: dict[str, str]) -> None:
        entries = self._request.about.setdefault(name, [])
        assert isinstance(entries, list)  # noqa: S101 -- only ever set here
        if len(entries) < _MOST_ABOUT:
            entries.append(entry)

    def _clear(self) -> None:
        self._events = SparseColumns()
        self._traces = SparseColumns()
        self._counts: list[int] = []
        self._rows = 0
        self._scope_key = ""

    def _flush(self) -> None:
        if self._rows:
            fields, columns = [], []
            for field_, values in self._events.arrays(self._rows, event_column):
                fields.append(field_)
                columns.append(values)
            owner = pa.array(np.repeat(np.arange(len(self._counts)), self._counts))
            for field_, values in self._traces.arrays(len(self._counts), trace_column):
                fields.append(field_)
                columns.append(values.take(owner))
            first = self._position.events - self._rows + 1
            fields.append(pa.field(ROW, pa.int64()))
            columns.append(pa.array(np.arange(first, first + self._rows, dtype=np.int64)))
            self.batches.append(pa.record_batch(columns, schema=pa.schema(fields)))
        self._clear()


_FIX_XML = "Export or copy the log again: it seems cut off or edited by hand."
_FIX_FORMAT = "Name an XES log in `file:`, or say with `format:` what the file is."
