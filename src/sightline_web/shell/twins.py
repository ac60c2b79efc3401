"""The twins of a page: the same rows as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.http import HttpResponse

__all__ = ["Row", "csv_text", "csv_twin", "json_twin"]

Row = Mapping[str, object]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "%")


def json_twin(document: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """Return a JSON document; moments and days are ISO 8601, values that are not finite are null."""
    text = json.dumps(_plain(document), ensure_ascii=False, indent=1, allow_nan=False)
    return HttpResponse(text + "\n", status=status, content_type="application/json")


def csv_twin(rows: Sequence[Row], *, name: str) -> HttpResponse:
    """Return rows as a CSV file to save under `name`."""
    response = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def csv_text(rows: Sequence[Row]) -> str:
    """Return rows as CSV text under one head line.

    A text that a spreadsheet would run as a formula is led by an apostrophe; numbers stay numbers.
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


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
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_plain(item) for item in value]
    return value
