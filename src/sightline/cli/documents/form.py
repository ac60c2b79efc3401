"""The form of a JSON document: the keys of a row, what stands beside the rows, and the JSON Schema of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "COUNT",
    "MAYBE_MOMENT",
    "MAYBE_NUMBER",
    "MAYBE_TEXT",
    "NUMBER",
    "PROBLEMS",
    "TEXT",
    "Document",
    "Field",
    "by_id",
    "list_of",
    "object_of",
]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATE = {"type": "string", "format": "date"}
_MOMENT = {"type": "string", "format": "date-time"}
_TYPES: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "number": {"type": "number"},
    "count": {"type": "integer", "minimum": 0},
    "flag": {"type": "boolean"},
    "date": _DATE,
    "moment": _MOMENT,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a row: type (text, texts, number, count, flag, date, moment), meaning, whether it may be null."""

    name: str
    type: str
    meaning: str
    nullable: bool = False
    choices: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the value."""
        base = dict(_TYPES[self.type])
        if self.choices:
            base["enum"] = [*self.choices, *([None] if self.nullable else [])]
        if self.nullable:
            base["type"] = [base["type"], "null"]
        return {**base, "description": self.meaning}


@dataclass(frozen=True, slots=True)
class Document:
    """The JSON document of one command.

    Parameters
    ----------
    command : str
        Its name.
    meaning : str
        What one row is.
    fields : tuple of Field
        The keys of a row, in the order of the CSV columns.
    dimensions : bool
        Whether a row carries one further text key per dimension.
    extras : mapping of str to schema
        What the document holds beside `rows`.
    """

    command: str
    meaning: str
    fields: tuple[Field, ...]
    dimensions: bool = False
    extras: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return the keys of a row without its dimensions."""
        return [one.name for one in self.fields]

    def schema(self) -> dict[str, Any]:
        """Return the published JSON Schema of the whole document."""
        row: dict[str, Any] = {
            "type": "object",
            "description": self.meaning,
            "properties": {one.name: one.schema() for one in self.fields},
            "required": self.names(),
            "additionalProperties": {"type": ["string", "null"]} if self.dimensions else False,
        }
        head: dict[str, Any] = {
            "sightline": {"type": "string", "description": "The version of Sightline that wrote this."},
            "command": {"const": self.command},
            "model": {"type": ["string", "null"], "description": "The hash of the model; null where it does not load."},
            "as_of": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "The moment up to which facts count; null where no facts were read.",
            },
            "rows": {"type": "array", "items": row},
        }
        return {
            "$schema": DIALECT,
            "$id": f"urn:sightline:document:{self.command}",
            "title": f"sightline {self.command}",
            "type": "object",
            "properties": {**head, **self.extras},
            "required": [*head, *self.extras],
            "additionalProperties": False,
        }


def object_of(properties: Mapping[str, dict[str, Any]], meaning: str) -> dict[str, Any]:
    """Return the schema of an object with exactly these keys."""
    return {
        "type": "object",
        "description": meaning,
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def by_id(properties: Mapping[str, dict[str, Any]], meaning: str) -> dict[str, Any]:
    """Return the schema of a mapping from ids to objects with exactly these keys."""
    return {"type": "object", "description": meaning, "additionalProperties": object_of(properties, meaning)}


def list_of(item: Mapping[str, Any], meaning: str) -> dict[str, Any]:
    """Return the schema of a list of such items."""
    return {"type": "array", "description": meaning, "items": dict(item)}


TEXT, NUMBER = {"type": "string"}, {"type": "number"}
MAYBE_TEXT, MAYBE_NUMBER = {"type": ["string", "null"]}, {"type": ["number", "null"]}
MAYBE_MOMENT = {"type": ["string", "null"], "format": "date-time"}
COUNT = {"type": "integer", "minimum": 0}
PROBLEMS = {
    "type": "array",
    "description": "What could not be read or measured, and which rows do not count.",
    "items": object_of(
        {"cause": TEXT, "metric": MAYBE_TEXT, "source": MAYBE_TEXT, "place": TEXT, "fix": TEXT}, "One cause."
    ),
}
