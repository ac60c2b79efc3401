"""YAML text to plain values that remember where they stand.

Reads the parser's events (not its object graph), so that depth, aliases and size are bounded while
reading and no text can exhaust memory or the stack. Values follow YAML 1.2 (see `scalars`);
sequences become tuples, keys become texts. All faults that do not stop the parser are collected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from sightline.model.findings import Fault
from sightline.model.scalars import ScalarError, resolve
from sightline.model.yaml_faults import syntax_fault

__all__ = ["MAX_CHARACTERS", "UNREAD", "Document", "Node", "parse", "split_lines"]

MAX_CHARACTERS = 10_000_000
MAX_DEPTH = 40
MAX_ALIASED = 20_000

_Parser: Any = getattr(yaml.cyaml, "CParser", None) if yaml.__with_libyaml__ else yaml.Loader
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_MAX_CONTROLS = 20
_STRING_TAGS = frozenset((None, "!", "tag:yaml.org,2002:str"))


def split_lines(text: str) -> list[str]:
    """Return the lines of a text as the YAML parser counts them."""
    return _BREAK.split(text)


class _Unread:
    """The type of `UNREAD`."""

    __slots__ = ()


UNREAD = _Unread()  # stands for a value that could not be kept: there is one, but nobody knows which


class Node:
    """One value and where it stands.

    Attributes
    ----------
    value : object
        Plain Python: dict, tuple, str, int, float, bool or None; `UNREAD` where `faulty`.
    start, end : mark
        The parser's marks, with `line` and `column` counted from 0.
    kids : dict, list or None
        Of a mapping: key -> (start mark of the key, end mark of the key, node); of a sequence: nodes.
    faulty : bool
        True where the value could not be kept and a fault says so.
    """

    __slots__ = ("end", "faulty", "kids", "start", "value")

    def __init__(self, value: Any, start: Any, end: Any, kids: Any = None, *, faulty: bool = False) -> None:
        self.value = value
        self.start = start
        self.end = end
        self.kids = kids
        self.faulty = faulty


@dataclass(slots=True)
class Document:
    """What one text holds: the root (None when empty), the faults, and whether it was read to its end."""

    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    complete: bool = True


class _Frame:
    """An open mapping or sequence."""

    __slots__ = ("anchor", "count", "height", "key", "kids", "node", "value")

    def __init__(self, node: Node, anchor: str | None, count: int) -> None:
        self.node = node
        self.value = node.value
        self.kids = node.kids
        self.anchor = anchor
        self.count = count
        self.height = 1
        self.key: Any = None  # of a mapping: the key event that waits for its value; False: a key to be passed over


class _StopReadingError(Exception):
    """A fault after which the rest of the text is not read."""


def parse(text: str, *, first_line: int = 0, partial: bool = False) -> Document:
    """Read one YAML text.

    Parameters
    ----------
    text : str
        At most `MAX_CHARACTERS`.
    first_line : int
        Added to every line number of a fault: where the text begins within its file.
    partial : bool
        True for a piece of a file: anchors may then be defined elsewhere.

    Returns
    -------
    Document
        Never raises for any text.
    """
    if len(text) > MAX_CHARACTERS:
        cause = f"the file holds {len(text):,} characters; at most {MAX_CHARACTERS:,} are read."
        return Document(None, [Fault("SL109", first_line + 1, 1, 2, cause, "Split it: any *.yml below counts.")], False)
    faults: list[Fault] = []
    text = _without_controls(text.removeprefix("\ufeff"), first_line, faults)
    reader = _Reader(first_line, faults, partial=partial)
    try:
        reader.read(_Parser(text))
    except _StopReadingError:
        return Document(reader.root, faults, complete=False)
    except yaml.MarkedYAMLError as error:
        faults.append(syntax_fault(error, split_lines(text), first_line))
        return Document(reader.root, faults, complete=False)
    return Document(reader.root, faults)


def _without_controls(text: str, first_line: int, faults: list[Fault]) -> str:
    """Return the text with every forbidden character replaced, and a fault for each of the first ones."""
    if _CONTROL.search(text) is None:
        return text
    found = 0
    for number, line in enumerate(split_lines(text), first_line + 1):
        for match in _CONTROL.finditer(line):
            found += 1
            if found <= _MAX_CONTROLS:
                cause = f"the character U+{ord(match[0]):04X} may not stand in a model file."
                fault = Fault("SL111", number, match.start() + 1, match.end() + 1, cause, "Delete it.")
                faults.append(fault)
    return _CONTROL.sub("\ufffd", text)


class _Reader:
    """Turns the events of one document into nodes."""

    def __init__(self, first_line: int, faults: list[Fault], *, partial: bool) -> None:
        self.first_line = first_line
        self.faults = faults
        self.partial = partial
        self.root: Node | None = None
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Node | None, int, int]] = {}  # node (None while open), size, height
        self.count = 0
        self.aliased = 0
        self.documents = 0

    def fault(self, code: str, event: Any, message: str, fix: str | None = None, *, stop: bool = False) -> None:
        start, end = event.start_mark, event.end_mark
        column = start.column + 1
        end_column = end.column + 1 if end.line == start.line and end.column > start.column else column + 1
        self.faults.append(Fault(code, self.first_line + start.line + 1, column, end_column, message, fix))
        if stop:
            raise _StopReadingError

    def read(self, parser: Any) -> None:
        """Read events until the stream ends."""
        get_event = parser.get_event
        scalar, mapping_start, mapping_end = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.MappingEndEvent
        sequence_start, sequence_end = yaml.SequenceStartEvent, yaml.SequenceEndEvent
        while True:
            event = get_event()
            kind = type(event)
            if kind is scalar:
                self.scalar(event)
            elif kind is mapping_start:
                self.open(event, {}, {})
            elif kind is sequence_start:
                self.open(event, [], [])
            elif kind is mapping_end or kind is sequence_end:
                self.close(event)
            elif kind is yaml.AliasEvent:
                self.alias(event)
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    fix = "Put the second part into a file of its own."
                    self.fault("SL112", event, "the file holds more than one document.", fix, stop=True)
            elif event is None or kind is yaml.StreamEndEvent:
                return

    def scalar(self, event: Any) -> None:
        self.count += 1
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            frame.key = self.key(event, frame)
            return
        node = Node(event.value, event.start_mark, event.end_mark)
        if event.tag is not None or not event.implicit[1]:
            self.resolve(event, node)
        elif event.style == '"' and _CONTROL.search(event.value):
            self.escaped_control(event, node)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, 1, 0)
        self.put(node, 0)

    def resolve(self, event: Any, node: Node) -> None:
        """Give a plain or tagged scalar its meaning."""
        if event.tag is None:
            try:
                node.value = resolve(event.value)
            except ScalarError as error:
                node.value, node.faulty = UNREAD, True
                self.fault(error.code, event, error.cause, error.fix)
        elif event.tag not in _STRING_TAGS:
            node.value, node.faulty = UNREAD, True
            self.tag(event)

    def escaped_control(self, event: Any, node: Node) -> None:
        node.value, node.faulty = UNREAD, True
        self.fault("SL111", event, "the text holds an escaped control character.", "Delete it.")

    def tag(self, event: Any) -> None:
        self.fault(
            "SL114", event, f"the tag {event.tag} has no meaning here.", "Delete the tag: the key says the type."
        )

    def key(self, event: Any, frame: _Frame) -> Any:
        """Return the event of a usable key, or False for one to be passed over."""
        name = event.value
        if name == "<<" and event.implicit[0]:
            fix = "Write the keys out, or use an alias for a whole value."
            self.fault("SL106", event, "merge keys (<<) are not part of YAML 1.2.", fix)
            return False
        if event.tag not in _STRING_TAGS:
            self.tag(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = (Node(name, event.start_mark, event.end_mark), 1, 0)
        if _CONTROL.search(name):
            self.fault("SL111", event, "the key holds an escaped control character.", "Delete it.")
            return False
        if name in frame.value:
            first = frame.kids[name][0].line + self.first_line + 1
            cause = f"'{name}' stands twice here; the first is in line {first}."
            self.fault("SL102", event, cause, "Delete or rename one of them.")
            return False
        return event

    def open(self, event: Any, value: Any, kids: Any) -> None:
        self.count += 1
        if len(self.stack) >= MAX_DEPTH:
            self.fault("SL108", event, f"more than {MAX_DEPTH} levels stand inside each other.", stop=True)
        faulty = event.tag is not None
        if faulty:
            self.tag(event)
        node = Node(value, event.start_mark, event.end_mark, kids, faulty=faulty)
        if event.anchor is not None:
            self.anchors[event.anchor] = (None, 0, 0)
        self.stack.append(_Frame(node, event.anchor, self.count))
        self.root = self.root or node

    def close(self, event: Any) -> None:
        frame = self.stack.pop()
        node = frame.node
        node.end = event.end_mark
        if type(frame.value) is list:
            node.value = tuple(frame.value)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (node, self.count - frame.count + 1, frame.height)
        self.put(node, frame.height)

    def put(self, node: Node, height: int) -> None:
        """Hand a finished value to the mapping or sequence it stands in."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if height >= frame.height:
            frame.height = height + 1
        if type(frame.value) is list:
            frame.value.append(node.value)
            frame.kids.append(node)
            return
        key = frame.key
        if key is None:  # a mapping or sequence where a key belongs
            mark = type("Place", (), {"start_mark": node.start, "end_mark": node.end})
            self.fault("SL113", mark, "a key must be a plain text.", "Put the text in quotes if it starts with [ or {.")
            frame.key = False
            return
        frame.key = None
        if key is not False:
            frame.value[key.value] = node.value
            frame.kids[key.value] = (key.start_mark, key.end_mark, node)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            if not self.partial:
                self.fault("SL107", event, f"no anchor &{event.anchor} stands before *{event.anchor}.")
            self.put(Node(UNREAD, event.start_mark, event.end_mark, faulty=True), 0)
            return
        node, size, height = self.anchors[event.anchor]
        if node is None:
            self.fault("SL107", event, f"*{event.anchor} stands inside the value that it repeats.", stop=True)
            return
        self.count += size
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            self.fault("SL107", event, f"aliases repeat more than {MAX_ALIASED:,} values.", "Write less.", stop=True)
        if len(self.stack) + height > MAX_DEPTH:
            self.fault("SL108", event, f"more than {MAX_DEPTH} levels stand inside each other.", stop=True)
        self.put(node, height)
