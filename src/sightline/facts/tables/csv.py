"""CSV: text between delimiters, quoted where it must be.

The delimiter is declared or found from the head of the file. The header is row 1; blank lines do not count. A row with
too many or too few values is rejected with its number, and the read goes on; text that is not in the declared encoding
stops it. All values are handed on as text: what they are is decided over the whole source (`kinds.py`).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from sightline.errors import SourceError
from sightline.facts.bytestream import pieces
from sightline.facts.kinds import marked
from sightline.facts.rejects import Reject
from sightline.facts.request import ROW, Request, no_rows

__all__ = ["read_csv"]

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_HEAD_BYTES = 1 << 16
_BLOCK_BYTES = 4 << 20
_MOST_COLUMNS = 4_000
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_csv(request: Request) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a CSV file, all values as text.

    Raises
    ------
    SourceError
        If the file is empty, is not in the declared encoding, has another delimiter than the declared one, or
        opens a quote that nothing closes.
    """
    text = _Utf8(request)
    head = text.head()
    if not head.strip():
        raise SourceError("the file is empty: it has no header.", place=str(request.file), fix=_FIX_EMPTY)
    delimiter = _delimiter(request, head)
    names = _header(request, text, delimiter)
    yield from _rows(request, text, names, delimiter)


_FIX_EMPTY = "Write the column names in the first row, also where there are no rows yet."


class _Utf8(io.RawIOBase):
    """The file as UTF-8 without a byte order mark; a fault in its encoding is told with its line."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._source = pieces(request.file, request.progress)
        self._encoding = _encoding(request)
        self._decoder = codecs.getincrementaldecoder(self._encoding)()
        self._lines = 1
        self._ready = b""
        self._first = True
        self._ended = False
        self.quotes = 0
        self.fault: SourceError | None = None

    def readable(self) -> bool:
        return True

    def head(self) -> str:
        """Return the start of the text without taking it."""
        while len(self._ready) < _HEAD_BYTES and self._fill():
            pass
        return self._ready[:_HEAD_BYTES].decode("utf-8", "ignore")

    def take_line(self) -> str:
        """Take one line with its end; empty at the end of the text."""
        while True:
            cut = self._ready.find(b"\n")
            if cut >= 0 or not self._fill():
                break
        line, self._ready = (self._ready, b"") if cut < 0 else (self._ready[: cut + 1], self._ready[cut + 1 :])
        return line.decode("utf-8")

    def read(self, size: int = -1) -> bytes:
        """Give up to `size` bytes to Arrow."""
        try:
            while not self._ready and self._fill():
                pass
        except SourceError as fault:
            self.fault = fault
            raise
        size = len(self._ready) if size < 0 else size
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece

    def _fill(self) -> bool:
        if self._ended:
            return False
        piece = next(self._source, None)
        self._ended = piece is None
        try:
            text = self._decoder.decode(piece or b"", final=self._ended)
        except UnicodeDecodeError as fault:
            raise self._misencoded(fault) from fault
        if self._first and text:
            text = text.removeprefix("\ufeff")
            self._first = False
        self._lines += text.count("\n")
        self.quotes += text.count('"')
        self._ready += text.encode("utf-8", "surrogatepass")
        return not self._ended

    def _misencoded(self, fault: UnicodeDecodeError) -> SourceError:
        before = fault.object[: fault.start].count(b"\n")
        wrong = fault.object[fault.start : fault.start + 1].hex()
        return SourceError(
            f"byte 0x{wrong} is not {self._encoding} text.",
            place=f"{self._request.file}:{self._lines + before}",
            fix="Say how the file is written, such as `encoding: windows-1252`, or save it as UTF-8.",
        )


def _encoding(request: Request) -> str:
    declared = request.source.encoding
    try:
        name = codecs.lookup(declared).name
    except LookupError as fault:
        raise SourceError(
            f"no text encoding is called '{declared}'.", place=request.source_id, fix="Write utf-8 or windows-1252."
        ) from fault
    with request.file.open("rb") as file:
        start = file.read(2)
    if name == "utf-8" and start in _UTF16:
        raise SourceError(
            "the file starts like UTF-16 text.", place=f"{request.file}:1", fix="Declare `encoding: utf-16`."
        )
    return name


def _delimiter(request: Request, head: str) -> str:
    found = _seems(head)
    declared = request.source.delimiter
    if declared is None:
        return found or ","
    if found is not None and found != declared and _width(head, declared) == 1:
        raise SourceError(
            f"the delimiter {_called(declared)} leaves one column; {_called(found)} seems to be the right one.",
            place=f"{request.file}:1",
            fix=f"Declare `delimiter: {found!r}`.",
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
    lines = head if len(head) < _HEAD_BYTES // 2 else head[: head.rfind("\n") + 1] or head
    try:
        return [len(row) for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return []


def _width(head: str, delimiter: str) -> int:
    widths = _widths(head, delimiter)
    return max(widths) if widths else 1


def _header(request: Request, text: _Utf8, delimiter: str) -> list[str]:
    record = ""
    while True:
        line = text.take_line()
        record += line
        if (record.strip() and record.count('"') % 2 == 0) or not line or len(record) > _BLOCK_BYTES:
            break
    names = next((row for row in csv.reader(io.StringIO(record, newline=""), delimiter=delimiter) if row), [])
    if len(names) > _MOST_COLUMNS:
        raise SourceError(
            f"the header has {len(names):,} columns; at most {_MOST_COLUMNS:,} are read.", place=str(request.file)
        )
    return _distinct(request, [name.strip() for name in names])


def _distinct(request: Request, names: list[str]) -> list[str]:
    """Return the names with blanks named by position and repeats numbered; letter case makes no difference in SQL."""
    taken = {name.casefold() for name in names if name}
    used: set[str] = set()
    result = []
    for position, name in enumerate(names, start=1):
        new = name or f"column_{position}"
        number = 2
        while new.casefold() in used or (new != name and new.casefold() in taken):
            new, number = f"{name or f'column_{position}'}_{number}", number + 1
        if new != name:
            request.notes.add(
                f"{request.place}: column {position}, named '{name}' like another or not at all, is called '{new}'."
            )
        used.add(new.casefold())
        result.append(new)
    return result


def _rows(request: Request, text: _Utf8, names: list[str], delimiter: str) -> Iterator[pa.RecordBatch]:
    bad: list[arrow_csv.InvalidRow] = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    fields = [marked(name) for name in names]
    schema = pa.schema([*fields, pa.field(ROW, pa.int64())])
    yield no_rows(schema)
    counter = _RowNumbers()
    try:
        reader = _open(text, names, delimiter, keep)
        for batch in reader:
            yield pa.record_batch([*batch.columns, counter.take(batch.num_rows, bad)], schema=schema)
            _report(request, bad, len(names))
    except (pa.ArrowInvalid, OSError) as fault:
        if text.fault is not None:
            raise text.fault from None
        raise _unreadable(request, fault) from fault
    except StopIteration:
        pass
    _report(request, bad, len(names))


def _open(text: _Utf8, names: list[str], delimiter: str, keep: object) -> Iterator[pa.RecordBatch]:
    first = text.read(1)
    if not first:
        return iter(())
    text._ready = first + text._ready  # noqa: SLF001 -- a byte is put back
    return iter(
        arrow_csv.open_csv(
            pa.PythonFile(text, mode="r"),
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES, column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=keep
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
                null_values=[""],
            ),
        )
    )


class _RowNumbers:
    """Numbers the good rows, so that each keeps the number it has in the file."""

    def __init__(self) -> None:
        self._next = 1
        self._skipped: set[int] = set()

    def take(self, count: int, bad: list[arrow_csv.InvalidRow]) -> pa.Array:
        self._skipped.update(row.number for row in bad if row.number is not None)
        numbers = np.arange(self._next, self._next + count + len(self._skipped), dtype=np.int64)
        if self._skipped:
            numbers = numbers[~np.isin(numbers, np.fromiter(self._skipped, np.int64))]
        numbers = numbers[:count]
        self._next += count if not self._skipped else 0
        if self._skipped and count:
            self._next = int(numbers[-1]) + 1
            self._skipped = {number for number in self._skipped if number >= self._next}
        return pa.array(numbers + 1)


def _report(request: Request, bad: list[arrow_csv.InvalidRow], width: int) -> None:
    request.rejects.add(
        request.place,
        [
            Reject((row.number or 0) + 1, f"{row.actual_columns} values where the header has {width}", row.text)
            for row in bad
        ],
    )
    bad.clear()


def _unreadable(request: Request, fault: Exception) -> SourceError:
    cause = str(fault).splitlines()[0]
    if "straddling" in cause:
        return SourceError(
            "one row is longer than 4 MB; most likely a quote is opened and never closed.",
            place=str(request.file),
            fix='Look for a single " in the file, or declare the right `delimiter`.',
        )
    return SourceError(f"the file is no readable CSV: {cause}", place=str(request.file), fix="Export it again as CSV.")
