"""One file's text in pieces that can be read, so that a broken spot hides nothing else.

Where the parser stops, the file is cut at its top-level keys, and a broken part of it again at its
entries; each piece is read alone. What stays unreadable is reported, and its name still counts as
declared, so that nobody is told of an unknown name that stands in plain sight.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sightline.model.findings import Fault
from sightline.model.yaml import Document, Node, parse, split_lines

__all__ = ["FileRead", "Piece", "read_text"]

_TOP = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:")
_ENTRY = re.compile(r"""[ \t]*(?:-[ ]|["']?([A-Za-z_][\w.-]*)["']?[ \t]*:)""")
_BROKEN = frozenset(("SL101", "SL115"))


@dataclass(slots=True)
class Piece:
    """A readable part of a file; `offset` lines stand before it."""

    offset: int
    root: Node


@dataclass(slots=True)
class FileRead:
    """One file as read; `lost` holds the (section, id or "", line from 0) of what could not be read."""

    name: str
    lines: list[str]
    pieces: list[Piece] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lost: list[tuple[str, str, int]] = field(default_factory=list)


def read_text(name: str, content: str | bytes) -> FileRead:
    """Read one file of the model.

    Parameters
    ----------
    name : str
        Path relative to the workspace.
    content : str or bytes
        Bytes are decoded as UTF-8.

    Returns
    -------
    FileRead
        Never raises for any content.
    """
    text, faults = _decode(content) if isinstance(content, bytes) else (content, [])
    text = text.removeprefix("\ufeff")
    result = FileRead(name, split_lines(text), faults=faults)
    document = parse(text)
    if document.complete or document.faults[-1].code not in _BROKEN:
        _keep(document, 0, result)
        return result
    found = len(result.faults)
    result.faults.extend(document.faults[:-1])
    before = len(result.faults)
    for first, last in _cuts(result.lines, 0, len(result.lines), _top):
        _read_block(result, first, last)
    if len(result.faults) == before:
        result.faults.append(document.faults[-1])
    result.faults[found:] = sorted(set(result.faults[found:]), key=lambda fault: (fault.line, fault.column, fault.code))
    return result


def _decode(content: bytes) -> tuple[str, list[Fault]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", [Fault("SL110", 1, 1, 2, "the file is saved as UTF-16.", "Save it as UTF-8.")]
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError as error:
        lines = split_lines(content[: error.start].decode("utf-8", errors="replace"))
        column = len(lines[-1]) + 1
        cause = f"the byte 0x{content[error.start]:02X} is not UTF-8."
        fault = Fault("SL110", len(lines), column, column + 1, cause, "Save the file as UTF-8.")
        return content.decode("utf-8", errors="replace"), [fault]


def _keep(document: Document, offset: int, result: FileRead) -> None:
    result.faults.extend(document.faults)
    if document.root is not None:
        result.pieces.append(Piece(offset, document.root))


def _top(line: str) -> bool:
    return _TOP.match(line) is not None


def _cuts(lines: list[str], first: int, last: int, starts: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Return the half-open line ranges that begin at each line for which `starts` holds."""
    heads = [number for number in range(first, last) if starts(lines[number])]
    return list(itertools.pairwise([*heads, last]))


def _read_block(result: FileRead, first: int, last: int) -> None:
    """Read one top-level key with all that belongs to it."""
    document = parse("\n".join(result.lines[first:last]), first_line=first, partial=True)
    if document.complete:
        _keep(document, first, result)
        return
    head = _TOP.match(result.lines[first])
    section = head[1] if head else ""
    entries = _entries(result.lines, first + 1, last)
    before = len(result.faults)
    for start, end in entries:
        _read_entry(result, section, start, end)
    if len(result.faults) == before:
        result.faults.extend(document.faults)
        result.lost.append((section, "", first))


def _entries(lines: list[str], first: int, last: int) -> list[tuple[int, int]]:
    indents = [
        len(line) - len(line.lstrip(" ")) for line in lines[first:last] if line.strip(" ") and line.lstrip()[0] != "#"
    ]
    indent = indents[0] if indents else 0
    if indent == 0:
        return []
    return _cuts(
        lines, first, last, lambda line: len(line) - len(line.lstrip(" ")) == indent and _ENTRY.match(line) is not None
    )


def _read_entry(result: FileRead, section: str, first: int, last: int) -> None:
    text = "\n".join((f"{section}:", *result.lines[first:last]))
    document = parse(text, first_line=first - 1, partial=True)
    if document.complete:
        _keep(document, first - 1, result)
        return
    result.faults.extend(document.faults)
    match = _ENTRY.match(result.lines[first])
    if match and match[1]:
        result.lost.append((section, match[1], first))
