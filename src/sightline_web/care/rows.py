"""Rows as text: one line a row in one canonical form, so that two databases that hold the same say the same.

A moment is UTC with microseconds, keys stand in order, bytes are base64. The content of a table is the SHA-256 of its
lines in the order of their numbers (where rows have no numbers: of the sorted digests of the lines, because databases
sort text differently). Who is signed in, and how often somebody tried, is no content: a restore signs everybody out.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any, Protocol

from django.db import connections, models
from django.db.models import QuerySet

__all__ = ["LEFT_OUT", "Content", "Known", "content", "contents", "lines", "load", "plain", "tables", "uncovered"]

LEFT_OUT = frozenset({"accounts.Counted", "sessions.Session", "usersessions.UserSession"})
HISTORY = "django_migrations"
AT_ONCE = 1_000  # rows
Model = type[models.Model]


class Known(Protocol):
    """Django's registry of models: of this version, or of an older state of the tables."""

    def get_models(self, include_auto_created: bool = ...) -> Iterable[Model]:  # noqa: FBT001 -- Django's signature
        """Return the models."""
        ...


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, and one hash over all of them."""

    rows: int
    hash: str


def tables(known: Known) -> list[Model]:
    """Return the models whose rows are kept, by the names of their tables."""
    found = {
        model._meta.db_table: model  # noqa: SLF001 -- Django's public-by-convention _meta
        for model in known.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT  # noqa: SLF001 -- likewise
    }
    return [found[name] for name in sorted(found)]


def uncovered(known: Known, *, using: str) -> list[str]:
    """Return the tables of a database that no model stands for: nothing here knows how to copy them."""
    covered = {model._meta.db_table for model in known.get_models(include_auto_created=True)}  # noqa: SLF001 -- likewise
    return sorted(set(connections[using].introspection.table_names()) - covered - {HISTORY})


def lines(model: Model, *, using: str) -> Iterator[str]:
    """Yield the rows of a table as lines, by their keys."""
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 -- likewise
    rows: QuerySet[Any, Any] = QuerySet(model, using=using)
    for row in rows.order_by("pk").values_list(*names).iterator(chunk_size=AT_ONCE):
        whole = {name: plain(value) for name, value in zip(names, row, strict=True)}
        yield json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def content(model: Model, written: Iterable[str]) -> Content:
    """Return what a table holds whose lines are these."""
    whole, count, digests = hashlib.sha256(), 0, []
    numbered = isinstance(model._meta.pk, models.IntegerField | models.AutoField)  # noqa: SLF001 -- likewise
    for line in written:
        count += 1
        if numbered:
            whole.update(line.encode() + b"\n")
        else:
            digests.append(hashlib.sha256(line.encode()).digest())
    for digest in sorted(digests):
        whole.update(digest)
    return Content(count, whole.hexdigest())


def contents(known: Known, *, using: str) -> dict[str, Content]:
    """Return what each table holds, by its name."""
    return {model._meta.db_table: content(model, lines(model, using=using)) for model in tables(known)}  # noqa: SLF001 -- likewise


def load(model: Model, written: Iterable[str], *, using: str) -> None:
    """Put rows into an empty table, as they were: no field is filled anew. Must be called in a transaction."""
    fields = list(model._meta.concrete_fields)  # noqa: SLF001 -- likewise
    operations, read = connections[using].ops, iter(written)
    while batch := [_row(model, json.loads(line)) for line in islice(read, AT_ONCE)]:
        step = max(operations.bulk_batch_size(fields, batch), 1)
        for start in range(0, len(batch), step):
            some = batch[start : start + step]
            into: Any = QuerySet(model, using=using)
            into._insert(some, fields=fields, using=using, raw=True)  # noqa: SLF001 -- the one way that fills no field anew


def _row(model: Model, values: Mapping[str, Any]) -> models.Model:
    return model(**{field.attname: _value(field, values[field.attname]) for field in model._meta.concrete_fields})  # noqa: SLF001 -- likewise


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value)


def plain(value: Any) -> Any:
    """Return a value of a column as JSON can hold it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if value is None or isinstance(value, str | int | float | list | dict):
        return value
    return str(value)  # decimals, UUIDs, intervals: their text gives them back
