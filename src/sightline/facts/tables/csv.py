"""CSV: text between delimiters, quoted where it must be.

The header is row 1; blank lines do not count. A row with too many or too few values is rejected with its number, and
the read goes on; text that is not in the declared encoding stops it. All values are handed on as text: what they are
is decided over the whole source (`kinds.py`). A value in quotes that is empty is an empty text, one without quotes is
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from sightline.errors import SourceError
from sightline.facts.kinds import marked
from sightline.facts.rejects import Reject
from sightline.facts.request import ROW, Request, no_rows
from sightline.facts.tables.csv_head import delimiter_of, header_of
from sightline.facts.tables.csv_text import Utf8, unclosed_quote
from sightline.saying import say

__all__ = ["read_csv"]

_BLOCK_BYTES = 4 << 20


def read_csv(request: Request) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a CSV file, all values as text.

    Raises
    ------
    SourceError
        If the file is empty, is not in the declared encoding, has another delimiter than the declared one, or
        opens a quote that nothing closes.
    """
    text = Utf8(request)
    head = text.head()
    if not head.strip():
        raise SourceError(
            say("the file is empty: it has no header."),
            place=str(request.file),
            fix=say("Write the column names in the first row, also where there are no rows yet."),
        )
    delimiter = delimiter_of(request, head)
    names = header_of(request, text, delimiter)
    schema = pa.schema([*(marked(name) for name in names), pa.field(ROW, pa.int64())])
    yield no_rows(schema)
    if text.more():
        yield from _rows(request, text, schema, delimiter)
    if text.quotes % 2:
        _refuse_unclosed(request, delimiter)


def _rows(request: Request, text: Utf8, schema: pa.Schema, delimiter: str) -> Iterator[pa.RecordBatch]:
    bad: list[arrow_csv.InvalidRow] = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    numbers = _RowNumbers()
    width = len(schema) - 1
    try:
        for batch in _open(text, schema.names[:-1], delimiter, keep):
            yield pa.record_batch([*batch.columns, numbers.take(batch.num_rows, bad)], schema=schema)
            _report(request, bad, width)
    except (pa.ArrowInvalid, OSError) as fault:
        if text.fault is not None:
            raise text.fault from None
        if "straddling" in str(fault):
            _refuse_unclosed(request, delimiter)
        raise _unreadable(request, fault) from fault
    _report(request, bad, width)


def _open(
    text: Utf8, names: list[str], delimiter: str, keep: Callable[[arrow_csv.InvalidRow], str]
) -> Iterator[pa.RecordBatch]:
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
            Reject((row.number or 0) + 1, f"{_values(row.actual_columns)} where the header has {width}", row.text)
            for row in bad
        ],
    )
    bad.clear()


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count:,} values"


def _refuse_unclosed(request: Request, delimiter: str) -> None:
    line = unclosed_quote(request, delimiter)
    if line is not None:
        raise SourceError(
            say("a quote that is opened in this row is never closed, so all that follows would be one value."),
            place=f"{request.file}:{line}",
            fix=say('Close the quote, or double it (") where it is part of the text.'),
        )


def _unreadable(request: Request, fault: Exception) -> SourceError:
    cause = str(fault).splitlines()[0]
    if "straddling" in cause:
        cause = say("one row is longer than {size} MB.", size=_BLOCK_BYTES >> 20)
    said = say("the file is no readable CSV: {cause}", cause=cause)
    return SourceError(said, place=str(request.file), fix=say("Export it again as CSV."))
