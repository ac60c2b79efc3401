"""Object-centric event logs, OCEL 2.0: one row for each event and each object of the type that is the case.

An event that touches two orders stands in the case of either and keeps its one id; an object that an event links twice,
under two qualifiers, counts once. The attributes of the case's object are columns `case:KEY` with the value that was
valid at the event's time; the linked objects of other types stand in a column `objects:TYPE`. Links between objects
are kept in a table beside the log. Events are streamed; the memory needed grows with the objects.

Reference: A. Berti et al. (2024), OCEL (Object-Centric Event Log) 2.0 Specification, https://www.ocel-standard.org.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pyarrow as pa

from sightline.errors import SourceError
from sightline.facts.bytestream import pieces
from sightline.facts.kinds import Kind
from sightline.facts.logs.ocel_json import json_parts
from sightline.facts.logs.ocel_objects import Objects
from sightline.facts.logs.ocel_parts import Declared, Event, Link, Object, Part, Parts, Value
from sightline.facts.logs.ocel_rows import NAMES, Rows
from sightline.facts.logs.ocel_sqlite import SQLITE, sqlite_parts
from sightline.facts.logs.ocel_xml import xml_parts
from sightline.facts.progress import Silent
from sightline.facts.request import Request

__all__ = ["OBJECT_LINKS", "OCEL_NAMES", "read_ocel"]

OCEL_NAMES: Mapping[str, str] = NAMES
OBJECT_LINKS = "object_links"
_LINKS = pa.schema([(name, pa.string()) for name in ("source", "source_type", "target", "target_type", "qualifier")])
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_ocel(request: Request) -> Iterator[pa.RecordBatch]:
    """Yield the events of an OCEL 2.0 log in the order of the file, flattened to the declared type of object.

    Parameters
    ----------
    request : Request
        `log.object_type` of its source names the type; it may be left out where the log has objects of one type only.

    Raises
    ------
    SourceError
        If the file is broken or no OCEL 2.0 log, or the type of object is unknown or left to choose from several.
    """
    yield from _Flattening(request, _parts_of(request)).batches()


def _parts_of(request: Request) -> Parts:
    """Return the reader of what the file holds, whatever its name."""
    head = next(pieces(request.file, Silent()), b"")
    if head.startswith(SQLITE):
        return sqlite_parts
    for mark in _MARKS:
        head = head.removeprefix(mark)
    start = head.replace(b"\x00", b"").lstrip()[:1]
    if start == b"<":
        return xml_parts
    if start == b"{":
        return json_parts
    cause = "the file is neither JSON nor XML nor SQLite, so no OCEL 2.0 log." if start else "the file is empty."
    raise SourceError(cause, place=str(request.file), fix="Export the log again, as OCEL 2.0.")


class _Flattening:
    """One log on its way from parts to rows."""

    def __init__(self, request: Request, parts: Parts) -> None:
        self._request = request
        self._parts = parts
        log = request.source.log
        self._objects = Objects(request, log.object_type if log else None)
        self._links: list[Link] = []
        self._rows: Rows | None = None
        self._ahead = False  # whether the objects were read in a pass of their own
        self._counts: Counter[str] = Counter()
        self._attributes: dict[str, set[Kind]] = {}  # of events, as declared

    def batches(self) -> Iterator[pa.RecordBatch]:
        for part in self._parts(self._request):
            if isinstance(part, Event):
                if self._rows is None:
                    self._rows = self._begin()
                    yield self._rows.head(self._attributes)
                yield from self._rows.add(part)
                self._counts["links"] += len(part.links)
            elif not self._ahead:
                self._take(part)
        rows = self._rows or self._begin()
        yield from rows.rest()
        yield rows.head(self._attributes)  # what was declared behind the events
        self._counts["events"] = rows.events
        self._describe()

    def _begin(self) -> Rows:
        """Close the objects: from here on events come."""
        if not self._objects.known:
            self._ahead = True  # in this file the events stand first
            for part in self._parts(self._request):
                if not isinstance(part, Event):
                    self._take(part)
        return Rows(self._request, self._objects.close())

    def _take(self, part: Part) -> None:
        if isinstance(part, Declared):
            self._declare(part)
        elif isinstance(part, Link):
            self._links.append(part)
        elif isinstance(part, Object | Value):
            if self._rows is not None:
                raise SourceError(
                    "objects stand both before and after the events.",
                    place=str(self._request.file),
                    fix="Write all objects in one place of the file.",
                )
            self._objects.add(part)

    def _declare(self, part: Declared) -> None:
        if part.of == "object":
            self._objects.declare(part.name, part.attributes)
        else:
            for key, kind in part.attributes.items():
                self._attributes.setdefault(key, set()).add(kind)

    def _describe(self) -> None:
        objects, about = self._objects, self._request.about
        kept = [link for link in self._links if objects.type_of(link.source) and objects.type_of(link.target)]
        self._request.beside.put(OBJECT_LINKS, self._link_table(kept))
        if dangling := len(self._links) - len(kept):
            self._request.notes.add(
                f"{self._request.place}: {dangling:,} links between objects name an object that is not there and are "
                "left out."
            )
        self._counts["objects"] = sum(objects.counts.values())
        self._counts["object_links"] = len(kept)
        for key, count in self._counts.items():
            known = about.get(key, 0)
            about[key] = count + (known if isinstance(known, int) else 0)
        about["object_type"] = objects.case_type
        types = about.setdefault("object_types", {})
        assert isinstance(types, dict)  # noqa: S101 -- only ever set here
        for name, count in objects.counts.items():
            types[name] = types.get(name, 0) + count

    def _link_table(self, links: list[Link]) -> pa.Table:
        type_of = self._objects.type_of
        rows = [
            (link.source, type_of(link.source), link.target, type_of(link.target), link.qualifier) for link in links
        ]
        columns = zip(*rows, strict=True) if rows else [()] * len(_LINKS)
        return pa.table([pa.array(column, pa.string()) for column in columns], schema=_LINKS)
