"""OCEL 2.0 as XML, read as a stream by expat; a document type declaration is refused, and with it every entity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from sightline.errors import SourceError
from sightline.facts.bytestream import pieces
from sightline.facts.kinds import Kind
from sightline.facts.logs.ocel_parts import Attribute, Declared, Event, Link, Object, Part, Value, declared_kind
from sightline.facts.request import Request

__all__ = ["xml_parts"]

_ITEMS = {"object-types": "object-type", "event-types": "event-type", "objects": "object", "events": "event"}
_ITEM, _GROUP, _ENTRY = 2, 3, 4  # how deep they stand below the root
_FIX_XML = "Export or copy the log again: it seems cut off or edited by hand."
_FIX_FORMAT = "Name an OCEL 2.0 log in `file:`, or say with `format:` what the file is."


def xml_parts(request: Request) -> Iterator[Part]:
    """Yield the parts of an OCEL 2.0 log in XML, in the order of the file.

    Raises
    ------
    SourceError
        If the text is no well-formed XML, declares a document type, or is no OCEL 2.0 log.
    """
    parser = _Parser(request)
    for piece in pieces(request.file, request.progress):
        parser.feed(piece)
        yield from parser.take()
    parser.feed(b"", last=True)
    yield from parser.take()


class _Parser:
    """Takes the bytes of a log and gathers its parts."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._parts: list[Part] = []
        self._path: list[str] = []
        self._skipping = 0
        self._kinds: dict[tuple[str, str, str], Kind] = {}
        self._events = 0
        self._item: dict[str, str] = {}
        self._entry: dict[str, str] | None = None
        self._text: list[str] = []
        self._attributes: list[tuple[dict[str, str], str]] = []
        self._links: list[tuple[str, str]] = []
        parser = self._parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Take in the next bytes."""
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as fault:
            raise self._fault(f"not well-formed XML: {expat.ErrorString(fault.code)}.", _FIX_XML) from fault
        except SourceError:
            raise
        except (ValueError, LookupError) as fault:  # an encoding that Python knows no single-byte table for
            raise self._fault(f"the text cannot be decoded: {fault}.", "Save the log as UTF-8.") from fault

    def take(self) -> list[Part]:
        """Hand over the parts that are whole."""
        ready, self._parts = self._parts, []
        return ready

    def _refuse_doctype(self, *_: object) -> None:
        raise self._fault(
            "the file declares a document type (DTD) or entities, which OCEL does not use and bombs are made of.",
            "Export the log again without a DTD, or delete its <!DOCTYPE ...>.",
        )

    def _fault(self, cause: str, fix: str) -> SourceError:
        place = f"{self._request.file}:{self._parser.CurrentLineNumber}:{self._parser.CurrentColumnNumber + 1}"
        return SourceError(cause, place=place, fix=fix)

    def _start(self, tag: str, pairs: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
            return
        name, depth = tag.rpartition(":")[2], len(self._path)
        if depth < _ITEM:
            known = self._outer(name, depth)
        elif depth == _ITEM:
            known = name == _ITEMS[self._path[1]]
            if known:
                self._item, self._attributes, self._links = pairs, [], []
        elif depth == _GROUP:
            known = name == "attributes" or (name == "objects" and self._path[1] in ("objects", "events"))
        else:
            known = depth == _ENTRY and self._begin_entry(pairs)
        if known:
            self._path.append(name)
        else:
            self._request.notes.add(
                f"{self._request.place}: <{tag}> in <{self._path[-1]}> is no part of OCEL 2.0 and is left out."
            )
            self._skipping = 1

    def _outer(self, name: str, depth: int) -> bool:
        if depth == 0:
            if name != "log":
                raise self._fault(f"the root element is <{name}>, not <log>: this is no OCEL 2.0 log.", _FIX_FORMAT)
            return True
        if name == "trace":
            raise self._fault("the log holds traces: it is XES, not OCEL.", "Say `format: xes`.")
        if name == "global":
            fix = "Convert it to OCEL 2.0 with the tool that wrote it."
            raise self._fault("the log is OCEL 1.0 or XES, which are other formats.", fix)
        return name in _ITEMS

    def _begin_entry(self, pairs: dict[str, str]) -> bool:
        if self._path[_GROUP] == "attributes":
            self._entry, self._text = pairs, []
        else:
            self._links.append((self._needed(pairs, "object-id", "relationship"), pairs.get("qualifier", "")))
        return True

    def _characters(self, text: str) -> None:
        if self._entry is not None and not self._skipping:
            self._text.append(text)

    def _end(self, _: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        self._path.pop()
        if self._entry is not None:
            self._attributes.append((self._entry, "".join(self._text)))
            self._entry = None
        elif len(self._path) == _ITEM:
            self._end_item(self._path[1])

    def _end_item(self, section: str) -> None:
        if section == "objects":
            self._end_object()
        elif section == "events":
            self._events += 1
            kind = self._item.get("type")
            attributes = [self._attribute("event", kind or "", entry, text) for entry, text in self._attributes]
            event = Event(self._events, self._item.get("id"), kind, self._item.get("time"), attributes, self._links)
            self._parts.append(event)
        else:
            self._parts.append(self._type("object" if section == "object-types" else "event"))

    def _end_object(self) -> None:
        name, kind = self._needed(self._item, "id", "object"), self._needed(self._item, "type", "object")
        self._parts.append(Object(name, kind))
        for entry, text in self._attributes:
            self._parts.append(Value(name, self._attribute("object", kind, entry, text), entry.get("time")))
        self._parts.extend(Link(name, target, qualifier) for target, qualifier in self._links)

    def _type(self, of: Any) -> Declared:
        name = self._needed(self._item, "name", f"{of}-type")
        kinds = {}
        for entry, _ in self._attributes:
            key, kind = self._needed(entry, "name", "attribute"), declared_kind(entry.get("type"))
            if kind is not None:
                kinds[key] = self._kinds[of, name, key] = kind
        return Declared(of, name, kinds)

    def _attribute(self, of: str, kind: str, entry: dict[str, str], text: str) -> Attribute:
        key = self._needed(entry, "name", "attribute")
        return key, self._kinds.get((of, kind, key), Kind.TEXT), entry.get("value", text)

    def _needed(self, pairs: dict[str, str], key: str, tag: str) -> str:
        if key not in pairs:
            raise self._fault(f"a <{tag}> has no {key}.", "Export the log again, as OCEL 2.0.")
        return pairs[key]
