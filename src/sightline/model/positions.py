"""Where everything that a model declares stands: path of keys -> file, line, column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sightline.model.findings import Fault, Finding, severity_of
from sightline.model.yaml import Node

__all__ = ["Entry", "Position", "Positions"]

Path = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Position:
    """A stretch of text: lines and columns count from 1, `end_column` is exclusive and lies on `end_line`."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(slots=True)
class Entry:
    """One declared thing: its key (marks) and its value, or `node=None` where the text could not be read.

    `offset` is added to the marks' lines: the piece of the file that was read begins there.
    """

    file: str
    offset: int
    key_start: Any
    key_end: Any
    node: Node | None

    def position(self, *, key: bool) -> Position:
        """Return where the key, or the value, stands."""
        if key or self.node is None:
            return self._between(self.key_start, self.key_end)
        return self._between(self.node.start, self.node.end)

    def _between(self, start: Any, end: Any) -> Position:
        line, end_line = start.line + self.offset + 1, end.line + self.offset + 1
        return Position(self.file, line, start.column + 1, end_line, end.column + 1)

    def within(self, path: Path, *, key: bool) -> Position:
        """Return where the value at `path` below this entry stands, or the nearest thing above it that has a place."""
        start, end, node = self.key_start, self.key_end, self.node
        for step in path:
            kids = node.kids if node is not None else None
            if isinstance(kids, dict) and step in kids:
                start, end, node = kids[step]
            elif isinstance(kids, list) and isinstance(step, int) and step < len(kids):
                node = kids[step]
                start, end = node.start, node.end
            else:
                return Entry(self.file, self.offset, start, end, node).position(key=True)
        return Entry(self.file, self.offset, start, end, node).position(key=key)


@dataclass(slots=True)
class Positions:
    """Looks up where a declaration, or any key within it, stands.

    Attributes
    ----------
    lines : mapping of str to list of str
        The lines of each file.
    entries : dict
        section -> id -> entry; `effects` has numbers for ids, one-of-a-kind sections and settings have "".
    """

    lines: Mapping[str, Sequence[str]]
    entries: dict[str, dict[str | int, Entry]] = field(default_factory=dict)

    def lookup(self, path: Path, *, key: bool = False) -> Position:
        """Return where `path` stands.

        Parameters
        ----------
        path : sequence of str or int
            For example `("metrics", "revenue", "formula")`, `("effects", 0, "lag")`, `("people", "source")`.
        key : bool
            True for the place of the key instead of its value.

        Returns
        -------
        Position
            Where the path does not exist, the nearest thing above it; the head of the first file as a last resort.
        """
        section = self.entries.get(str(path[0]), {}) if path else {}
        if "" in section:
            return section[""].within(path[1:], key=key)
        if len(path) > 1 and path[1] in section:
            return section[path[1]].within(path[2:], key=key)
        for entry in section.values():
            return entry.position(key=True)
        return self.head()

    def head(self) -> Position:
        """Return the head of `sightline.yml`, or of the first file."""
        file = "sightline.yml" if "sightline.yml" in self.lines else next(iter(self.lines), "sightline.yml")
        return Position(file, 1, 1, 1, 2)

    def text(self, place: Position) -> str:
        """Return the text that stands at `place`, its lines joined by line feeds."""
        lines = list(self.lines.get(place.file, ())[place.line - 1 : place.end_line])
        if not lines:
            return ""
        if len(lines) == 1:
            return lines[0][place.column - 1 : place.end_column - 1]
        return "\n".join((lines[0][place.column - 1 :], *lines[1:-1], lines[-1][: place.end_column - 1]))

    def finding(self, code: str, place: Position, message: str, fix: str | None = None) -> Finding:
        """Return a finding at `place`."""
        lines = self.lines.get(place.file, ())
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        end = place.end_column if place.end_line == place.line else len(line) + 1
        end = max(place.column + 1, min(end, len(line) + 1))
        return Finding(place.file, place.line, place.column, code, severity_of(code), message, fix, line, end)

    def fault(self, file: str, fault: Fault) -> Finding:
        """Return the finding for a fault of one file's text."""
        place = Position(file, fault.line, fault.column, fault.line, fault.end_column)
        return self.finding(fault.code, place, fault.message, fault.fix)
