"""OCEL 2.0 as JSON, read member by member: memory for one object or event at a time, whatever the size of the file.

The JSON parser is the standard library's; here is only the walk through the outer object and its long arrays.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

from sightline.errors import SourceError
from sightline.facts.bytestream import pieces
from sightline.facts.kinds import Kind
from sightline.facts.logs.ocel_parts import Declared, Event, Link, Object, Part, Value, declared_kind, written
from sightline.facts.request import Request

__all__ = ["json_parts"]

_SECTIONS = ("objectTypes", "eventTypes", "objects", "events")
_BLANK = " \t\n\r"
_AHEAD = 1 << 20
_LARGEST = 1 << 28
_TORN = 16  # a word of JSON, or an escape, that the end of what is read cuts is shorter
_FIX = "Export or copy the log again: it seems cut off or edited by hand."


def json_parts(request: Request) -> Iterator[Part]:
    """Yield the parts of an OCEL 2.0 log in JSON, in the order of the file.

    Raises
    ------
    SourceError
        If the text is no well-formed JSON, an object or event is larger than 256 MB, or it is no OCEL 2.0.
    """
    walk = _Walk(request)
    log = _Log(walk)
    found = False
    for section in walk.sections():
        found = True
        for member in walk.members(section):
            yield from log.parts(section, member)
    if not found:
        raise walk.fault("the file has neither objects nor events: this is no OCEL 2.0 log.", "Name an OCEL 2.0 log.")


class _Walk:
    """Goes through the outer object of a JSON text."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._source = pieces(request.file, request.progress)
        self._scan = json.JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._lines = 0  # line ends before the text that is held
        self._column = 0  # characters before it on its own line
        self._ended = False
        first = next(self._source, b"")
        self._decoder = codecs.getincrementaldecoder(json.detect_encoding(first))("strict")
        self._take(first)

    def fault(self, cause: str, fix: str = _FIX, *, at: int | None = None) -> SourceError:
        """Return an error at the place that is read."""
        before = self._text[: self._at if at is None else at]
        line = self._lines + before.count("\n") + 1
        column = len(before) - before.rfind("\n") - 1 if "\n" in before else self._column + len(before)
        return SourceError(cause, place=f"{self._request.file}:{line}:{column + 1}", fix=fix)

    def sections(self) -> Iterator[str]:
        """Yield the names of the sections of OCEL; each must be gone through before the next."""
        self._expect("{")
        if self._skip("}"):
            return
        while True:
            key = self._value()
            if not isinstance(key, str):
                raise self.fault("a name in quotation marks is missing.")
            self._expect(":")
            if key.startswith("ocel:"):
                fix = "Convert it to OCEL 2.0 with the tool that wrote it."
                raise self.fault("the log is OCEL 1.0, which is another format.", fix)
            if key in _SECTIONS:
                yield key
            else:
                self._value()
            if self._skip("}"):
                break
            self._expect(",")
        if self._peek():
            raise self.fault("text stands behind the end of the JSON object.")

    def members(self, section: str) -> Iterator[dict[str, Any]]:
        """Yield the members of an array of objects."""
        self._expect("[")
        if self._skip("]"):
            return
        while True:
            member = self._value()
            if not isinstance(member, dict):
                raise self.fault(f"a member of '{section}' is no JSON object.", "Export the log again, as OCEL 2.0.")
            yield member
            if self._skip("]"):
                return
            self._expect(",")

    def _take(self, data: bytes) -> None:
        try:
            self._text += self._decoder.decode(data, not data)
        except UnicodeDecodeError as fault:
            raise self.fault(f"the text cannot be decoded: {fault.reason}.", "Save the log as UTF-8.") from fault
        self._ended = not data

    def _more(self) -> None:
        """Read on, by at least as much as is held, so that a long value is not gone through too often."""
        done = self._text[: self._at]
        if done:
            lines = done.count("\n")
            self._column = len(done) - done.rfind("\n") - 1 if lines else self._column + len(done)
            self._lines += lines
            self._text, self._at = self._text[self._at :], 0
        if len(self._text) > _LARGEST:
            raise self.fault(f"one value is larger than {_LARGEST >> 20} MB.", "Export the log without it.")
        wanted = max(_AHEAD, 2 * len(self._text))
        while len(self._text) < wanted and not self._ended:
            self._take(next(self._source, b""))

    def _peek(self) -> str:
        """Return the next letter that is not blank; nothing at the end."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in _BLANK:
                at += 1
            self._at = at
            if at < len(text):
                return text[at]
            if self._ended:
                return ""
            self._more()

    def _skip(self, letter: str) -> bool:
        found = self._peek() == letter
        self._at += found
        return found

    def _expect(self, letter: str) -> None:
        if not self._skip(letter):
            if not self._peek():
                raise self.fault("the JSON text ends too early.")
            raise self.fault(f"not well-formed JSON: expected '{letter}'.")

    def _value(self) -> Any:
        if not self._peek():
            raise self.fault("the JSON text ends too early.")
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except json.JSONDecodeError as fault:
                torn = fault.pos >= len(self._text) - _TORN or fault.msg.startswith("Unterminated string")
                if self._ended or not torn:
                    raise self.fault(f"not well-formed JSON: {fault.msg}.", at=fault.pos) from None
            except (RecursionError, ValueError) as fault:  # nested without end; a number of thousands of digits
                raise self.fault(f"a value cannot be read: {fault}.", "Export the log without it.") from fault
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            self._more()


class _Log:
    """Turns members of the four sections into parts."""

    def __init__(self, walk: _Walk) -> None:
        self._walk = walk
        self._kinds: dict[tuple[str, str, str], Kind] = {}
        self._events = 0

    def parts(self, section: str, member: dict[str, Any]) -> Iterator[Part]:
        if section == "objects":
            yield from self._object(member)
        elif section == "events":
            yield self._event(member)
        else:
            yield self._type("object" if section == "objectTypes" else "event", member)

    def _type(self, of: Any, member: dict[str, Any]) -> Declared:
        name = self._needed(member, "name", f"{of} type")
        kinds = {}
        for one in self._list(member, "attributes"):
            key, kind = self._needed(one, "name", "attribute"), declared_kind(_text(one.get("type")))
            if kind is not None:
                kinds[key] = self._kinds[of, name, key] = kind
        return Declared(of, name, kinds)

    def _object(self, member: dict[str, Any]) -> Iterator[Part]:
        name, kind = self._needed(member, "id", "object"), self._needed(member, "type", "object")
        yield Object(name, kind)
        for one in self._list(member, "attributes"):
            key = self._needed(one, "name", "attribute")
            said, text = written(one.get("value"), self._kinds.get(("object", kind, key)))
            yield Value(name, (key, said, _text(text)), _text(one.get("time")))
        for target, qualifier in self._links(member):
            yield Link(name, target, qualifier)

    def _event(self, member: dict[str, Any]) -> Event:
        self._events += 1
        kind = _text(member.get("type"))
        attributes = []
        for one in self._list(member, "attributes"):
            key = self._needed(one, "name", "attribute")
            said, text = written(one.get("value"), self._kinds.get(("event", kind or "", key)))
            attributes.append((key, said, _text(text)))
        links = list(self._links(member))
        return Event(self._events, _text(member.get("id")), kind, _text(member.get("time")), attributes, links)

    def _links(self, member: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for one in self._list(member, "relationships"):
            yield self._needed(one, "objectId", "relationship"), _text(one.get("qualifier")) or ""

    def _list(self, member: dict[str, Any], key: str) -> list[dict[str, Any]]:
        found = member.get(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self._walk.fault(f"'{key}' is no list of JSON objects.", "Export the log again, as OCEL 2.0.")
        return found

    def _needed(self, member: dict[str, Any], key: str, what: str) -> str:
        text = _text(member.get(key))
        if text is None:
            article = "an" if what[0] in "aeo" else "a"
            raise self._walk.fault(f"{article} {what} has no '{key}'.", "Export the log again, as OCEL 2.0.")
        return text


def _text(value: object) -> str | None:
    """Return a value as text that can be stored: half a surrogate pair, which JSON can hold, cannot."""
    text = written(value, None)[1]
    return text if text is None or text.isascii() else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
