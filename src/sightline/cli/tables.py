"""Tables for people: figures to the right and never cut, text wrapped where the line is too short."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sightline.cli.terminal import Terminal

GAP = 2
LEAST_TEXT = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    title : str
        Its head.
    figures : bool
        Set to the right and never wrapped.
    wraps : bool
        May be narrowed; its text then wraps.
    least : int
        How far it may be narrowed.
    """

    title: str
    figures: bool = False
    wraps: bool = False
    least: int = LEAST_TEXT


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with a look of its own (see `Terminal.style`)."""

    text: str
    look: str | None = None


def text_width(text: str) -> int:
    """Return how many terminal columns `text` takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _plain(text: str) -> str:
    """Return `text` without line breaks and control characters, which could move the cursor."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def natural_width(columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]]) -> int:
    """Return the width at which nothing wraps."""
    return sum(_natural(columns, rows)) + GAP * (len(columns) - 1)


def _text(cell: str | Cell) -> str:
    return _plain(cell.text if isinstance(cell, Cell) else cell)


def _natural(columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]]) -> list[int]:
    return [
        max([text_width(column.title), *(text_width(_text(row[at])) for row in rows)])
        for at, column in enumerate(columns)
    ]


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]], room: int) -> list[int]:
    """Take width from the widest wrapping column until the line fits or nothing more can give."""
    widths = _natural(columns, rows)
    excess = sum(widths) + GAP * (len(columns) - 1) - room
    while excess > 0:
        giving = [at for at, column in enumerate(columns) if column.wraps and widths[at] > column.least]
        if not giving:
            break
        widest = max(giving, key=lambda at: widths[at])
        widths[widest] -= 1
        excess -= 1
    return widths


def longest_word(texts: Iterable[str]) -> int:
    """Return the width of the longest word: what a column of names can be narrowed to without cutting one."""
    return max((text_width(word) for text in texts for word in text.split()), default=LEAST_TEXT)


def fitting(
    columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]], terminal: Terminal, giving: Sequence[str]
) -> tuple[list[Column], list[list[str | Cell]], set[str]]:
    """Return the table without those columns for which there is no room.

    Parameters
    ----------
    columns, rows
        The whole table.
    terminal : Terminal
        Its width decides.
    giving : sequence of str
        Titles of the columns that may be left out, the first to go first.

    Returns
    -------
    tuple
        Columns, rows, and the titles that were left out.
    """
    left: set[str] = set()
    for title in ("", *giving):
        left.add(title)
        kept = [at for at, column in enumerate(columns) if column.title not in left]
        shown, cells = [columns[at] for at in kept], [[row[at] for at in kept] for row in rows]
        if sum(_widths(shown, cells, terminal.width)) + GAP * (len(shown) - 1) <= terminal.width:
            break
    return shown, cells, left - {""}


def _pad(text: str, width: int, *, right: bool) -> str:
    fill = " " * max(0, width - text_width(text))
    return fill + text if right else text + fill


def _wrapped(text: str, width: int) -> list[str]:
    if text_width(text) <= width:
        return [text]
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _row_lines(
    row: Sequence[str | Cell], columns: Sequence[Column], widths: Sequence[int], terminal: Terminal
) -> list[str]:
    parts = [
        _wrapped(_text(cell), width) if column.wraps else [_text(cell)]
        for cell, column, width in zip(row, columns, widths, strict=True)
    ]
    lines = []
    for line in range(max(len(part) for part in parts)):
        cells = []
        for cell, column, part, width in zip(row, columns, parts, widths, strict=True):
            padded = _pad(part[line] if line < len(part) else "", width, right=column.figures)
            cells.append(terminal.style(padded, cell.look) if isinstance(cell, Cell) else padded)
        lines.append((" " * GAP).join(cells).rstrip())
    return lines


def render(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | Cell]],
    terminal: Terminal,
    *,
    notes: Sequence[str] = (),
) -> list[str]:
    """Return the lines of a table, no longer than the terminal where its text allows.

    Parameters
    ----------
    columns : sequence of Column
        From left to right.
    rows : sequence of sequence of str or Cell
        One entry per column each.
    terminal : Terminal
        Gives width, colour and signs.
    notes : sequence of str
        One remark under each row, set under the second column; empty for none.
    """
    widths = _widths(columns, rows, terminal.width)
    heads = (_pad(one.title, width, right=one.figures) for one, width in zip(columns, widths, strict=True))
    lines = [terminal.style((" " * GAP).join(heads).rstrip(), "quiet")]
    for at, row in enumerate(rows):
        lines += _row_lines(row, columns, widths, terminal)
        if notes and notes[at]:
            remark = paragraph(notes[at], terminal, indent=widths[0] + GAP)
            lines += [terminal.style(line, "quiet") for line in remark]
    return lines


def paragraph(text: str, terminal: Terminal, *, indent: int = 0) -> list[str]:
    """Return `text` wrapped to the terminal, at most 100 columns wide; a percent sign stays with its number."""
    margin = " " * indent
    lines = textwrap.wrap(
        _plain(text).replace(" %", "\N{NO-BREAK SPACE}%"), min(terminal.width, 100), initial_indent=margin,
        subsequent_indent=margin, break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
