"""The parser's own complaints, said in plain words, at the place where the author can act."""

from __future__ import annotations

from typing import Any

import yaml

from sightline.model.findings import Fault

__all__ = ["syntax_fault"]

_QUOTES = 'Put the text in quotes: key: "the text".'
_PLAIN: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "a ': ' cannot stand here.", f"Check the indentation. {_QUOTES}"),
    (
        "could not find expected ':'",
        "this line is neither 'key: value' nor '- item'.",
        "Add the ':' or indent the line.",
    ),
    ("did not find expected key", "a key was expected here.", "Check the indentation of this line and those above it."),
    ("did not find expected '-' indicator", "a '- ' was expected here.", "Give all items of the list one indentation."),
    ("did not find expected ',' or ']'", "a list in [ ] is not closed.", "Add the missing ',' or ']'."),
    ("did not find expected ',' or '}'", "a mapping in { } is not closed.", "Add the missing ',' or '}'."),
    ("did not find expected node content", "a value is missing.", "Write a value, or delete the extra character."),
    ("found unexpected end of stream", "a quote is opened and never closed.", "Add the closing quote."),
    ("found unknown escape character", "the text holds a \\ that means nothing.", "Use single quotes, or write \\\\."),
    ("found unexpected document indicator", "a quote is opened and never closed.", "Add the closing quote."),
    ("found a tab character", "a tab stands where spaces belong.", "Indent with spaces."),
    ("block sequence entries are not allowed", "a '- ' cannot stand here.", "Start the list on a line of its own."),
    ("did not find expected <document start>", "the text goes on after the value has ended.", "Check the indentation."),
    ("found character that cannot start any token", "no value can start with this character.", _QUOTES),
    ("did not find expected alphabetic or numeric character", "an anchor or alias has no name.", _QUOTES),
    ("found duplicate anchor", "an anchor stands twice.", "Rename one of them."),
)
_AT_OPENING = ("found unexpected end of stream", "found unexpected document indicator")
_UNCLOSED = ("did not find expected ',' or ']'", "did not find expected ',' or '}'")


def syntax_fault(error: yaml.MarkedYAMLError, lines: list[str], first_line: int) -> Fault:
    """Return the fault for a text that the parser could not read.

    Parameters
    ----------
    error : yaml.MarkedYAMLError
        What the parser says.
    lines : list of str
        The text, as `split_lines` gives it.
    first_line : int
        Where the text begins within its file, counted from 0.
    """
    problem = error.problem or ""
    mark: Any = error.problem_mark or error.context_mark
    opening: Any = error.context_mark
    later = opening is not None and mark is not None and mark.line > opening.line
    if opening is not None and (problem.startswith(_AT_OPENING) or (later and problem.startswith(_UNCLOSED))):
        mark = opening
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    at = lines[line][column : column + 1]
    where = (first_line + line + 1, column + 1, column + 2)
    if at == "\t" or (at and "\t" in lines[line][:column] and not lines[line][:column].strip()):
        return Fault("SL115", *where, "a tab stands where spaces belong.", "Indent with spaces.")
    for start, message, fix in _PLAIN:
        if problem.startswith(start):
            return Fault("SL101", *where, message, fix)
    return Fault("SL101", *where, f"the text is not YAML: {problem or 'it cannot be read'}.", _QUOTES)
