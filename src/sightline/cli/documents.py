"""The JSON document of each command, and the JSON Schema that says what stands in it.

One declaration per command gives the order of the CSV columns, the schema and the check in the tests. A
document changes only with the major version of Sightline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATE = {"type": "string", "format": "date"}
_MOMENT = {"type": "string", "format": "date-time"}
_TYPES: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "count": {"type": "integer", "minimum": 0},
    "date": _DATE,
    "moment": _MOMENT,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a row: its type (text, number, count, date, moment), meaning, and whether it may be null."""

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


def _object(properties: Mapping[str, dict[str, Any]], meaning: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": meaning,
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _by_id(properties: Mapping[str, dict[str, Any]], meaning: str) -> dict[str, Any]:
    return {"type": "object", "description": meaning, "additionalProperties": _object(properties, meaning)}


_TEXT, _NUMBER = {"type": "string"}, {"type": "number"}
_MAYBE_TEXT, _MAYBE_NUMBER = {"type": ["string", "null"]}, {"type": ["number", "null"]}
_MAYBE_MOMENT = {"type": ["string", "null"], "format": "date-time"}
_COUNT = {"type": "integer", "minimum": 0}
_PROBLEMS = {
    "type": "array",
    "description": "What could not be read or measured, and which rows do not count.",
    "items": _object(
        {"cause": _TEXT, "metric": _MAYBE_TEXT, "source": _MAYBE_TEXT, "place": _TEXT, "fix": _TEXT}, "One cause."
    ),
}
STATUSES = ("reached", "on course", "behind", "missed", "no data")

CHECK = Document(
    "check",
    "One finding.",
    (
        Field("file", "text", "The file, relative to the workspace."),
        Field("line", "count", "The line, from 1."),
        Field("column", "count", "The column, from 1."),
        Field("code", "text", "The stable code; `sightline check --explain CODE` explains it."),
        Field("severity", "text", "An error makes the command exit with 1.", choices=("error", "warning")),
        Field("message", "text", "What is wrong and what to do."),
    ),
)
MEASURE = Document(
    "measure",
    "One value of one metric, with one further key per dimension asked for by `--by`.",
    (
        Field("metric", "text", "The id of the metric."),
        Field("period", "text", "The label of the period: 2026-07, 2026-Q3, 2026-W31, FY2027."),
        Field("value", "number", "In the metric's unit; null where there are no data.", nullable=True),
    ),
    dimensions=True,
    extras={
        "metrics": _by_id(
            {"title": _TEXT, "unit": _TEXT, "better": {"enum": ["higher", "lower"]}, "fresh_at": _MAYBE_MOMENT},
            "What each metric that was asked for is, by id.",
        ),
        "problems": _PROBLEMS,
    },
)
GOALS = Document(
    "goals",
    "One goal.",
    (
        Field("goal", "text", "The id of the goal."),
        Field("metric", "text", "The id of its metric."),
        Field("period", "text", "The newest complete period that has a value.", nullable=True),
        Field("value", "number", "The metric in that period, in its unit.", nullable=True),
        Field("target", "number", "The value to reach, in the metric's unit."),
        Field("by", "date", "The day by which to reach it."),
        Field("forecast", "number", "The expected value at that day.", nullable=True),
        Field("low", "number", "The lower end of its 90 % interval.", nullable=True),
        Field("high", "number", "The upper end of its 90 % interval.", nullable=True),
        Field("probability", "number", "The chance that the target is reached in time, 0 to 1.", nullable=True),
        Field("status", "text", "Where the goal stands against its path.", choices=STATUSES),
        Field("owner", "text", "The role that answers for it.", nullable=True),
    ),
    extras={
        "goals": _by_id(
            {
                "statement": _TEXT,
                "unit": _TEXT,
                "baseline": _MAYBE_NUMBER,
                "expected": _MAYBE_NUMBER,
                "gap": _MAYBE_NUMBER,
                "share_done": _MAYBE_NUMBER,
                "fresh_at": _MAYBE_MOMENT,
            },
            "What else is known of each goal, by id: where it started, what its path expects now, what is left.",
        ),
        "problems": _PROBLEMS,
    },
)
DOCTOR = Document(
    "doctor",
    "One thing that was looked at.",
    (
        Field("check", "text", "What was looked at."),
        Field("status", "text", "A fail makes the command exit with 3.", choices=("ok", "warn", "fail")),
        Field("found", "text", "What was found."),
        Field("fix", "text", "What to do; null where nothing is to be done.", nullable=True),
    ),
)
DOCUMENTS: Mapping[str, Document] = {one.command: one for one in (CHECK, MEASURE, GOALS, DOCTOR)}
