"""What an object-centric log (OCEL 2.0) consists of, whatever it is written in.

The three readers (JSON, XML, SQLite) yield these parts one after another; who flattens them asks no file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sightline.facts.kinds import Kind
from sightline.facts.request import Request

__all__ = ["Attribute", "Declared", "Event", "Link", "Object", "Part", "Parts", "Value", "declared_kind", "written"]

_KINDS: Mapping[str, Kind] = {
    "string": Kind.TEXT, "text": Kind.TEXT, "varchar": Kind.TEXT, "char": Kind.TEXT,
    "integer": Kind.INTEGER, "int": Kind.INTEGER, "bigint": Kind.INTEGER, "long": Kind.INTEGER,
    "float": Kind.NUMBER, "real": Kind.NUMBER, "double": Kind.NUMBER, "number": Kind.NUMBER, "numeric": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "boolean": Kind.BOOLEAN, "bool": Kind.BOOLEAN,
    "time": Kind.INSTANT, "date": Kind.INSTANT, "datetime": Kind.INSTANT, "timestamp": Kind.INSTANT,
}  # fmt: skip

Attribute = tuple[str, Kind, str | None]  # key, what it is said to be, its value as text


@dataclass(frozen=True, slots=True)
class Declared:
    """A type of objects, or of events, that the log declares, with what its attributes are said to be."""

    of: Literal["object", "event"]
    name: str
    attributes: Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Object:
    """An object."""

    id: str
    type: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an object's attribute, valid from `time` on; from the beginning where there is none."""

    object: str
    attribute: Attribute
    time: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one object to another."""

    source: str
    target: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event with the ids and qualifiers of the objects that it touches; `number` counts from 1 in the file."""

    number: int
    id: str | None
    type: str | None
    time: str | None
    attributes: list[Attribute]
    links: list[tuple[str, str]]


Part = Declared | Object | Value | Link | Event
Parts = Callable[[Request], Iterator[Part]]


def declared_kind(name: str | None) -> Kind | None:
    """Return what a log's word for a type of values means; None where it is no known one."""
    return _KINDS.get((name or "").strip().lower().partition("(")[0])


def written(value: object, kind: Kind | None) -> tuple[Kind, str | None]:
    """Return what a value is and its text: what the log declares of it, else what it looks like to Python."""
    if isinstance(value, bool):
        return kind or Kind.BOOLEAN, str(value).lower()
    if isinstance(value, int):
        if kind is Kind.BOOLEAN and value in (0, 1):
            return kind, str(bool(value)).lower()
        return kind or Kind.INTEGER, str(value)
    if isinstance(value, float):
        return kind or Kind.NUMBER, repr(value)
    if value is None or isinstance(value, str):
        return kind or Kind.TEXT, value
    if isinstance(value, bytes):
        return kind or Kind.TEXT, value.decode("utf-8", "replace")
    return Kind.TEXT, json.dumps(value, ensure_ascii=False)
