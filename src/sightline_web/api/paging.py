"""Rows in parts: a cursor says where to go on, and each row comes once.

A cursor belongs to one question, and to one reading: in another one the rows may be others, so it is over then. Rows of
the records, which change between readings, are ordered by their number, and go on behind the last one that was given.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django.http import HttpRequest

from sightline_web.shell.twins import Row

__all__ = ["BadCursorError", "Order", "OverError", "Part", "part_of"]

MARK = 16  # letters of a digest
WRONG = "This cursor is none that was given out for this question."


class BadCursorError(ValueError):
    """A cursor that was not given out, or for another question."""


class OverError(ValueError):
    """A cursor of a reading that is not served any more."""


@dataclass(frozen=True, slots=True)
class Order:
    """The number that orders rows of the records; they are given from the newest to the oldest."""

    field: str


@runtime_checkable
class Numbered(Protocol):
    """Rows that tell their numbers without being made, since to make one takes long."""

    @property
    def numbers(self) -> Sequence[int]:
        """The number of each row, in the order of the rows."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the rows, and the cursor of those behind them; None at the end."""

    rows: Sequence[Row]
    count: int
    cursor: str | None


def part_of(
    rows: Sequence[Row], *, request: HttpRequest, reading: str, limit: int, cursor: str | None, order: Order | None
) -> Part:
    """Return the rows that a request asks for.

    Raises
    ------
    BadCursorError
        If the cursor is none, or belongs to another question.
    OverError
        If it belongs to another reading.
    """
    question = _digest(request.path, *sorted(_asked(request)))
    if order is None:
        begin = _begin(cursor, question, _digest(reading), len(rows))
        end = begin + limit
        more = _written(q=question, r=_digest(reading), o=end) if end < len(rows) else None
        return Part(rows[begin:end], len(rows), more)
    unordered = rows.numbers if isinstance(rows, Numbered) else [int(str(row[order.field])) for row in rows]
    places = sorted(range(len(unordered)), key=lambda place: -unordered[place])
    numbers = [unordered[place] for place in places]
    begin = _behind(numbers, cursor, question)
    end = min(begin + limit, len(numbers))
    more = None
    if end < len(numbers):
        more = _written(q=question, n=numbers[end - 1], k=numbers[:end].count(numbers[end - 1]))
    in_order = places[begin:end] == list(range(begin, end))
    return Part(rows[begin:end] if in_order else [rows[place] for place in places[begin:end]], len(numbers), more)


def _asked(request: HttpRequest) -> list[str]:
    """Return what makes a question this one: all of the query but which part is wanted."""
    names = [name for name in request.GET if name not in {"limit", "cursor"}]
    return [json.dumps([name, request.GET.getlist(name)]) for name in names]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:MARK]


def _written(**parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _read(cursor: str, question: str) -> dict[str, Any]:
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursorError(WRONG) from error
    if not isinstance(found, dict) or found.get("q") != question:
        raise BadCursorError(WRONG)
    return found


def _whole(found: dict[str, Any], name: str) -> int:
    value = found.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadCursorError(WRONG)
    return value


def _begin(cursor: str | None, question: str, reading: str, rows: int) -> int:
    if cursor is None:
        return 0
    found = _read(cursor, question)
    if found.get("r") != reading:
        raise OverError("There is a newer reading than that of this cursor.")
    begin = _whole(found, "o")
    if begin > rows:
        raise BadCursorError(WRONG)
    return begin


def _behind(numbers: Sequence[int], cursor: str | None, question: str) -> int:
    """Return the place behind the last row that was given, also where rows came or went since."""
    if cursor is None:
        return 0
    found = _read(cursor, question)
    last, given = _whole(found, "n"), _whole(found, "k")
    return sum(number > last for number in numbers) + min(given, numbers.count(last))
