"""The CSV file of the people source, to be changed: its cells as they stand, its further columns untouched.

It is written whole, beside the old one, and takes its place in one step; a file that somebody else has changed in
between is not written over.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.errors import EnvironmentFaultError, SourceError, nearest

__all__ = ["PARTS", "Line", "PeopleTable", "read_table"]

PARTS = ("person", "role", "manager", "unit", "capacity", "since", "until")
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1_000_000


@dataclass(slots=True)
class Line:
    """One assignment: the cells of its row, of which some say who, what and when.

    Parameters
    ----------
    cells : list of str
        As they stand in the file.
    at : mapping of str to int
        Which cell says what: keys of `PARTS`.
    decimal : str
        The decimal sign.
    raw : str, optional
        The row as it stands in the file, as long as nothing in it is changed.
    """

    cells: list[str]
    at: Mapping[str, int]
    decimal: str = "."
    raw: str | None = None

    def said(self, part: str) -> str:
        """Return what a cell says; empty where there is none."""
        return self.cells[self.at[part]].strip() if part in self.at else ""

    def day(self, part: str) -> date | None:
        """Return a day; None where none is said, or it cannot be read."""
        try:
            return date.fromisoformat(self.said(part)[:10])
        except ValueError:
            return None

    @property
    def capacity(self) -> float | None:
        """The capacity; None where none is said, or it cannot be read."""
        try:
            return float(self.said("capacity").replace(self.decimal, "."))
        except ValueError:
            return None

    def say(self, part: str, value: str | float | date | None) -> None:
        """Write a cell, where the table has one for it."""
        if part not in self.at:
            return
        if isinstance(value, float):
            text = f"{value:g}".replace(".", self.decimal)
        else:
            text = "" if value is None else value.isoformat() if isinstance(value, date) else value
        if text != self.cells[self.at[part]]:
            self.cells[self.at[part]], self.raw = text, None

    def copy(self) -> Line:
        """Return another line with the same cells."""
        return Line(list(self.cells), self.at, self.decimal, self.raw)


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """The table as it was read.

    Parameters
    ----------
    file : Path
        Where it stands; it may not be there yet.
    head : Line
        Its columns.
    lines : tuple of Line
        Its rows, but for blank ones.
    at : mapping of str to int
        Which column says what.
    encoding, delimiter, ending, decimal : str
        How it is written.
    state : tuple of int, optional
        Size and time of the file as it was read.
    """

    file: Path
    head: Line
    lines: tuple[Line, ...]
    at: Mapping[str, int]
    encoding: str
    delimiter: str
    ending: str
    decimal: str
    state: tuple[int, int] | None

    def blank(self) -> Line:
        """Return a line in which nothing is said."""
        return Line([""] * len(self.head.cells), self.at, self.decimal)

    def write(self, lines: Iterable[Line]) -> None:
        """Put the file with these lines in the place of the old one.

        Raises
        ------
        SourceError
            If it was changed since it was read.
        EnvironmentFaultError
            If it cannot be written.
        """
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=self.delimiter, lineterminator=self.ending)
        for line in (self.head, *lines):
            if line.raw is None:
                writer.writerow(line.cells)
            else:
                buffer.write(line.raw.rstrip("\r\n") + self.ending)
        try:
            content = buffer.getvalue().encode(self.encoding)
        except UnicodeEncodeError as error:
            raise SourceError(
                f"'{buffer.getvalue()[error.start : error.end]}' cannot be written in {self.encoding}.",
                place=str(self.file), fix="Write the file in utf-8, and take encoding: out of the source.",
            ) from None  # fmt: skip
        self._replace(content)

    def _replace(self, content: bytes) -> None:
        target = self.file.resolve()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
            staged = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                staged.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o600)
                if _state(target) != self.state:
                    raise SourceError(
                        "the file was changed in the meantime.", place=str(self.file), fix="Run it again."
                    )
                staged.replace(target)
            finally:
                staged.unlink(missing_ok=True)
        except OSError as error:
            raise EnvironmentFaultError(
                f"the file cannot be written: {error.strerror or error}.",
                place=str(self.file),
                fix="Check your rights.",
            ) from error


def _state(file: Path) -> tuple[int, int] | None:
    return (file.stat().st_size, file.stat().st_mtime_ns) if file.exists() else None


def read_table(
    file: Path, named: Mapping[str, str], *, encoding: str = "utf-8", delimiter: str | None = None, decimal: str = "."
) -> PeopleTable:
    """Return the table of people in a CSV file; one without rows where the file is not there.

    Parameters
    ----------
    file : Path
        Where it stands, or is to stand.
    named : mapping of str to str
        Which column says what: keys of `PARTS`.
    encoding, decimal : str
        As the source declares them.
    delimiter : str, optional
        As the source declares it; found out where left out.

    Raises
    ------
    SourceError
        If it cannot be read, or a column is not there.
    """
    state = _state(file)
    if state is None:
        at = {part: number for number, part in enumerate(named)}
        return PeopleTable(
            file, Line(list(named.values()), {}), (), at, encoding, delimiter or ",", "\n", decimal, None
        )
    try:
        content = file.read_bytes()
        marked = content.startswith(b"\xef\xbb\xbf") and encoding.replace("_", "-").lower() in {"utf-8", "utf8"}
        encoding = "utf-8-sig" if marked else encoding
        text = content.decode(encoding)
        first = text.lstrip().partition("\n")[0]
        delimiter = delimiter or max(_DELIMITERS, key=first.count)
        csv.field_size_limit(_LONGEST_CELL)
        rows = list(_rows(text, delimiter))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            f"the table cannot be read: {error}.", place=str(file), fix="Check `file:`, `encoding:` and `delimiter:`."
        ) from error
    head, *lines = rows or [Line(list(named.values()), {})]
    at = _columns(head.cells, named, file)
    wide = [number for number, line in enumerate(lines, 2) if len(line.cells) != len(head.cells)]
    if wide:
        raise SourceError(
            f"row {wide[0]} has {len(lines[wide[0] - 2].cells)} values, the header {len(head.cells)}.", place=str(file),
            fix="Mend the row: what is written anew must be whole.",
        )  # fmt: skip
    made = tuple(Line(line.cells, at, decimal, line.raw) for line in lines)
    return PeopleTable(file, head, made, at, encoding, delimiter, "\r\n" if "\r\n" in text else "\n", decimal, state)


def _rows(text: str, delimiter: str) -> Iterator[Line]:
    """Yield the rows that are not blank, with the text of each."""
    lines = list(io.StringIO(text, newline=""))
    reader, begun = csv.reader(iter(lines), delimiter=delimiter), 0
    for cells in reader:
        raw, begun = "".join(lines[begun : reader.line_num]), reader.line_num
        if any(cells):
            yield Line(cells, {}, raw=raw)


def _columns(head: Sequence[str], named: Mapping[str, str], file: Path) -> dict[str, int]:
    """Return where each column stands; upper and lower case do not matter."""
    exact = {name.strip(): number for number, name in enumerate(head)}
    folded = {name.casefold(): number for name, number in exact.items()}
    place: Callable[[str], int | None] = lambda name: exact.get(name, folded.get(name.casefold()))  # noqa: E731 -- two looks
    missing = [name for name in named.values() if place(name) is None]
    if missing:
        close = nearest(missing[0], exact)
        hint = f"Did you mean '{close}'? " if close else ""
        raise SourceError(
            f"the file has no column {' and no '.join(repr(name) for name in missing)}.", place=str(file),
            fix=f"{hint}Columns: {', '.join(list(exact)[:12])}.",
        )  # fmt: skip
    return {part: found for part, name in named.items() if (found := place(name)) is not None}
