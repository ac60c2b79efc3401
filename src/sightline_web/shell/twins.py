"""The twins of a page: the same rows as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

import msgspec
from django.http import HttpResponse
from django.utils.functional import Promise

__all__ = ["Row", "csv_text", "csv_twin", "json_twin"]

Row = Mapping[str, object]
FORMULA_STARTS = frozenset({"=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "%"})


def json_twin(document: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """Return a JSON document; moments and days are ISO 8601, values that are not finite are null.

    Each key has a line of its own, and so has each row, so that a reader sees them and two answers can be compared.
    """
    lines = b",\n".join(b" %b: %b" % (ENCODER.encode(str(key)), _lines(value)) for key, value in document.items())
    return HttpResponse(b"{\n%b\n}\n" % lines, status=status, content_type="application/json")


def _lines(value: object) -> bytes:
    """Return a value as JSON, a list of rows with a line for each."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        rows = ENCODER.encode_lines([_plain(row) for row in value])  # no text holds a line's end as it stands
        return b"[\n  %b\n ]" % rows.rstrip(b"\n").replace(b"\n", b",\n  ")
    return ENCODER.encode(_plain(value))


def csv_twin(rows: Sequence[Row], *, name: str) -> HttpResponse:
    """Return rows as a CSV file to save under `name`."""
    response = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def csv_text(rows: Sequence[Row]) -> str:
    """Return rows as CSV text under one head line.

    A text that a spreadsheet would run as a formula is led by an apostrophe; numbers stay numbers.
    """
    out = io.StringIO()
    columns = list(_columns(rows))
    csv.writer(out, lineterminator="\r\n").writerows(zip(*columns, strict=True) if columns else [[]])
    return out.getvalue()


def _columns(rows: Sequence[Row]) -> Iterator[list[object]]:
    """Give the columns of rows as cells, each under its head."""
    for column in dict.fromkeys(chain.from_iterable(rows)):
        values: list[Any] = [row.get(column) for row in rows]
        kinds = set(map(type, values))
        cells: list[object]
        if kinds == {str}:  # the columns of a long table are texts or moments, and asked as such take half the time
            cells = [_text(value) for value in values]
        elif kinds <= {datetime, type(None)}:
            cells = ["" if value is None else value.isoformat() for value in values]
        else:
            cells = [_cell(value) for value in values]
        yield [_cell(column), *cells]


def _cell(value: object) -> object:
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | dict):
        value = "; ".join(map(str, value)) if isinstance(value, list) else json.dumps(value, ensure_ascii=False)
    return _text(str(value))


def _text(text: str) -> str:
    return f"'{text}" if text[:1] in FORMULA_STARTS else text


def _plain(value: object) -> object:
    kind = type(value)
    if kind in AS_THEY_ARE:  # asked first: most values of a long table are one of these or a moment
        return value
    if kind is datetime:
        return value.isoformat()  # type: ignore[attr-defined]  # asked before
    if kind is dict or isinstance(value, Mapping):
        return {str(key): item if type(item) in AS_THEY_ARE else _plain(item) for key, item in value.items()}  # type: ignore[attr-defined]  # likewise
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Promise):  # a text that is put into a language when it is shown, and has letters as a text has
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_plain(item) for item in value]
    return value


AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def _known(value: object) -> object:
    if isinstance(value, str):  # as a text that is marked as safe in pages
        return str.__str__(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


ENCODER = msgspec.json.Encoder(enc_hook=_known)
