"""All files of a model as one: every declaration under its section and id, with its place.

A file adds to a section; an id may be declared once. What is declared twice, unknown at the top or
of the wrong shape there is a finding, and reading goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sightline.errors import nearest
from sightline.model.findings import Finding
from sightline.model.positions import Entry, Positions
from sightline.model.recovery import FileRead, Piece, read_text
from sightline.model.yaml import UNREAD, Node

__all__ = ["HEAD", "LISTED", "NAMED", "SINGLE", "Gathered", "gather"]

HEAD_FILE = "sightline.yml"
HEAD = (
    "sightline", "name", "calendar", "currency", "locale", "rates", "engine", "connections", "behaviour", "exceptions",
)  # fmt: skip
NAMED = ("sources", "metrics", "goals", "processes", "controls", "charts", "capabilities", "roles", "initiatives")
LISTED = ("effects",)
SINGLE = ("people", "work", "skills")
_BODY = (*NAMED, *LISTED, *SINGLE)
ONE_NAME = {
    "sources": "source", "metrics": "metric", "goals": "goal", "processes": "process", "controls": "control",
    "charts": "chart",
    "capabilities": "capability", "roles": "role", "initiatives": "initiative",
}  # fmt: skip


@dataclass(slots=True)
class Gathered:
    """The raw values of all files, merged.

    Attributes
    ----------
    sections : dict
        section -> id -> raw value; `effects` counts its ids from 0; settings and single sections have the id "".
    lost : dict
        section -> ids that are declared in text that could not be read.
    stray : list
        Raw values that belong to no section.
    """

    positions: Positions
    sections: dict[str, dict[str | int, Any]] = field(default_factory=dict)
    lost: dict[str, set[str]] = field(default_factory=dict)
    stray: list[Any] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def gather(files: Mapping[str, str | bytes]) -> Gathered:
    """Read all files and merge what they declare.

    Parameters
    ----------
    files : mapping of str to str or bytes
        Path relative to the workspace -> content.
    """
    reads = [read_text(name, files[name]) for name in sorted(files, key=lambda name: (name != HEAD_FILE, name))]
    merger = _Merger(Gathered(Positions({read.name: read.lines for read in reads})))
    for read in reads:
        merger.add(read)
    if HEAD_FILE not in files:
        place = merger.positions.head()
        fix = "Run 'sightline init' in this folder."
        merger.say("SL301", place, "no sightline.yml marks this folder as an operating model.", fix)
    return merger.result


class _Merger:
    """Adds one file after the other."""

    def __init__(self, result: Gathered) -> None:
        self.result = result
        self.positions = result.positions

    def say(self, code: str, place: Any, message: str, fix: str | None = None) -> None:
        self.result.findings.append(self.positions.finding(code, place, message, fix))

    def add(self, read: FileRead) -> None:
        self.result.findings.extend(self.positions.fault(read.name, fault) for fault in read.faults)
        for piece in read.pieces:
            self.piece(read, piece)
        for section, name, line in read.lost:
            if name:
                self.result.lost.setdefault(section, set()).add(name)
            elif section in HEAD:
                self.unread(read, section, line)

    def unread(self, read: FileRead, key: str, line: int) -> None:
        """Take a setting that could not be read as one that is there, so that it is not called missing."""
        mark = SimpleNamespace(line=0, column=0)
        node = Node(UNREAD, mark, mark, faulty=True)
        self.single(key, Entry(read.name, line, mark, mark, node))

    def piece(self, read: FileRead, piece: Piece) -> None:
        root = piece.root
        whole = Entry(read.name, piece.offset, root.start, root.end, root)
        if root.value is None:
            return
        if not isinstance(root.value, dict):
            place = whole.position(key=False)
            self.say("SL203", place, "the file must hold keys such as 'metrics:', not a list or a single value.")
            return
        known = (*HEAD, *_BODY) if read.name == HEAD_FILE else _BODY
        for key, (start, end, node) in root.kids.items():
            entry = Entry(read.name, piece.offset, start, end, node)
            if key not in known:
                self.result.stray.append(node.value)
                self.unknown_top(key, entry, known)
            elif key in NAMED:
                self.named(key, entry)
            elif key in LISTED:
                self.listed(key, entry)
            else:
                self.single(key, entry)

    def unknown_top(self, key: str, entry: Entry, known: tuple[str, ...]) -> None:
        if key in HEAD:
            self.say("SL201", entry.position(key=True), f"'{key}' belongs in {HEAD_FILE}.", f"Move it to {HEAD_FILE}.")
            return
        close = nearest(key, known)
        fix = f"Did you mean '{close}'?" if close else f"Known here: {', '.join(known)}."
        self.say("SL201", entry.position(key=True), f"no section is called '{key}'.", fix)

    def named(self, section: str, entry: Entry) -> None:
        """Add the declarations of a section that holds ids."""
        node = entry.node
        if node is None or node.faulty or node.value is None:
            return
        if not isinstance(node.value, dict):
            self.result.stray.append(node.value)
            place = entry.position(key=False)
            self.say(
                "SL203",
                place,
                f"'{section}' must hold ids with their declarations.",
                f"Write {section}: {{id: {{…}}}}.",
            )
            return
        into = self.result.sections.setdefault(section, {})
        entries = self.positions.entries.setdefault(section, {})
        for name, (start, end, child) in node.kids.items():
            one = Entry(entry.file, entry.offset, start, end, child)
            if name in into:
                first = entries[name].position(key=True)
                cause = (
                    f"the {ONE_NAME[section]} '{name}' is declared twice; the first is at {first.file}:{first.line}."
                )
                self.say("SL302", one.position(key=True), cause, "Delete or rename one of them.")
                continue
            into[name] = child.value
            entries[name] = one

    def listed(self, section: str, entry: Entry) -> None:
        """Add the items of a section that holds a list."""
        node = entry.node
        if node is None or node.faulty or node.value is None:
            return
        if not isinstance(node.value, tuple):
            self.result.stray.append(node.value)
            place = entry.position(key=False)
            self.say("SL203", place, f"'{section}' must hold a list.", "Start each item with '- '.")
            return
        into = self.result.sections.setdefault(section, {})
        entries = self.positions.entries.setdefault(section, {})
        for child in node.kids:
            number = len(into)
            into[number] = child.value
            entries[number] = Entry(entry.file, entry.offset, child.start, child.end, child)

    def single(self, section: str, entry: Entry) -> None:
        """Add a section, or a setting, of which there is one."""
        entries = self.positions.entries.setdefault(section, {})
        if "" in entries:
            first = entries[""].position(key=True)
            cause = f"'{section}' is declared twice; the first is at {first.file}:{first.line}."
            self.say("SL302", entry.position(key=True), cause, "Delete one of them.")
            return
        entries[""] = entry
        self.result.sections.setdefault(section, {})[""] = entry.node.value if entry.node is not None else None
