"""The head of a CSV file: which delimiter parts it, and what its columns are called."""

from __future__ import annotations

import csv
import io

from sightline.errors import SourceError
from sightline.facts.names import distinct_names
from sightline.facts.request import Request
from sightline.facts.tables.csv_text import Utf8
from sightline.saying import phrase, say

__all__ = ["delimiter_of", "header_of"]

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MOST_COLUMNS = 4_000
_LONGEST_HEADER = 1 << 20


def delimiter_of(request: Request, head: str) -> str:
    """Return the declared delimiter of a file that starts with `head`, or the one that parts it best.

    Raises
    ------
    SourceError
        If the declared one leaves a single column where another would part it.
    """
    found = _seems(head)
    declared = request.source.delimiter
    if declared is None:
        return found or ","
    if found is not None and found != declared and _width(head, declared) == 1:
        text = phrase("the delimiter {declared} leaves one column; {found} seems to be the right one.")
        raise SourceError(
            say(text, declared=_called(declared), found=_called(found)),
            place=f"{request.file}:1",
            fix=say("Declare `delimiter: {delimiter}`.", delimiter=repr(found)),
        )
    return declared


def _called(delimiter: str) -> str:
    return f"'{delimiter}'" if delimiter not in _DELIMITERS else f"{_DELIMITERS[delimiter]} ({delimiter!r})"


def _seems(head: str) -> str | None:
    """Return the delimiter that gives most rows the header's width; None where none parts anything."""
    best, best_score = None, 0.0
    for delimiter in _DELIMITERS:
        widths = _widths(head, delimiter)
        if not widths or widths[0] == 1:
            continue
        score = sum(width == widths[0] for width in widths) / len(widths) + min(widths[0], 99) / 1_000
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(head: str, delimiter: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return []


def _width(head: str, delimiter: str) -> int:
    widths = _widths(head, delimiter)
    return max(widths) if widths else 1


def header_of(request: Request, text: Utf8, delimiter: str) -> list[str]:
    """Take the first row that is not blank from `text` and return distinct column names.

    Raises
    ------
    SourceError
        If there are more columns than any honest table has.
    """
    record = ""
    while True:
        line = text.take_line()
        record += line
        if (record.strip() and record.count('"') % 2 == 0) or not line or len(record) > _LONGEST_HEADER:
            break
    names = next((row for row in csv.reader(io.StringIO(record, newline=""), delimiter=delimiter) if row), [])
    if len(names) > _MOST_COLUMNS:
        raise SourceError(
            f"the header has {len(names):,} columns; at most {_MOST_COLUMNS:,} are read.", place=str(request.file)
        )
    return _distinct(request, [name.strip() for name in names])


def _distinct(request: Request, names: list[str]) -> list[str]:
    """Return the names with blanks named by position and repeats numbered."""
    filled = [name or f"column_{position}" for position, name in enumerate(names, start=1)]
    result = distinct_names(filled)
    for position, (name, new) in enumerate(zip(names, result, strict=True), start=1):
        if new != name:
            why = f"is named '{name}' like another" if name else "has no name"
            request.notes.add(f"{request.place}: column {position} {why} and is called '{new}'.")
    return result
