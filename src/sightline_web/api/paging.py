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
from typing import Any

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
    ordered = sorted(rows, key=lambda row: -_number(row, order))
    begin = _behind(ordered, cursor, question, order)
    end = begin + limit
    given = ordered[begin:end]
    more = None
    if end < len(ordered):
        last = _number(given[-1], order)
        more = _written(q=question, n=last, k=sum(_number(row, order) == last for row in ordered[:end]))
    return Part(given, len(ordered), more)


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


def _behind(rows: Sequence[Row], cursor: str | None, question: str, order: Order) -> int:
    """Return the place behind the last row that was given, also where rows came or went since."""
    if cursor is None:
        return 0
    found = _read(cursor, question)
    last, given = _whole(found, "n"), _whole(found, "k")
    before = sum(_number(row, order) > last for row in rows)
    same = sum(_number(row, order) == last for row in rows)
    return before + min(given, same)


def _number(row: Row, order: Order) -> int:
    return int(str(row[order.field]))
