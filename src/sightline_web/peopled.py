"""The part of a snapshot that says who holds which role: the people source of the model, read once.

A people source that cannot be read, or that is no file, gives an empty directory: nobody is then anybody's manager.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sightline_web.directory import Directory, Person

__all__ = ["Peopled"]


class Peopled:
    """Reads the directory from a reading."""

    _reading: Any
    _model: Any
    _lock: threading.RLock

    @cached_property
    def directory(self) -> Directory:
        """Who holds which role, in which unit, under which manager, from when to when."""
        declared = self._model.people
        if declared is None:
            return Directory()
        with self._lock, suppress(RuntimeError, ValueError, LookupError, OSError):
            landed = self._reading.answers.facts.landed(declared.source)
            if landed is not None:
                return Directory.of(_person(row, declared) for row in _rows(landed) if row.get(declared.person))
        return Directory()


def _rows(landed: Any) -> list[dict[str, Any]]:
    from pyarrow import parquet  # noqa: PLC0415 -- comes with a reading, not with the server

    back = {kept: named for named, kept in landed.renamed.items()}
    rows = (row for file in landed.files for row in parquet.read_table(str(file)).to_pylist())
    return [{back.get(name, name): value for name, value in row.items()} for row in rows]


def _after(last: date | None) -> date | None:
    """Return the day after the last one, which is where a half-open assignment ends."""
    return None if last is None or last == date.max else last + timedelta(days=1)


def _person(row: Mapping[str, Any], declared: Any) -> Person:
    def text(column: str | None) -> str | None:
        value = row.get(column) if column else None
        return str(value) if value not in (None, "") else None

    def day(column: str | None) -> date | None:
        value = row.get(column) if column else None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, str) and value:
            return date.fromisoformat(value[:10])
        return value if isinstance(value, date) else None

    return Person(
        str(row[declared.person]), text(declared.role) or "", text(declared.unit), text(declared.manager),
        day(declared.from_), _after(day(declared.to)),
    )  # fmt: skip
