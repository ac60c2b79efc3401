"""The tools: each is a command that reads, with its options as input and its published document as output.

Nothing is declared twice: what a tool takes comes from the command's own options, and what it gives from the document's
JSON Schema. Left out is whatever names a file, changes the form of an answer or is about single persons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from sightline.cli.assistants.words import words
from sightline.cli.documents import DOCUMENTS
from sightline.cli.entry import COMMANDS, cli

__all__ = ["GLOSSARY", "TOOLS", "Tool", "arguments_of", "glossary"]

NEVER = frozenset({"fmt", "explain", "ranking", "code", "strict", "data"})
AS_OF = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "description": "Read as if this day were the last one known; left out, the newest day in the facts.",
}
GLOSSARY = {
    "type": "object",
    "properties": {
        "command": {"const": "glossary"},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"word": {"type": "string"}, "meaning": {"type": "string"}},
                "required": ["word", "meaning"],
            },
        },
    },
    "required": ["command", "rows"],
}


@dataclass(frozen=True, slots=True)
class Tool:
    """One command that an assistant may ask.

    Parameters
    ----------
    command : str
        Its name.
    about : str
        What an assistant should know before it asks.
    """

    command: str
    about: str

    @property
    def asks(self) -> click.Command:
        """The command itself."""
        found = cli.get_command(click.Context(cli), self.command)
        if found is None:
            raise LookupError(self.command)
        return found

    @property
    def title(self) -> str:
        """Its line of help."""
        return COMMANDS[self.command].summary

    @property
    def description(self) -> str:
        """What it answers, with what an assistant should know."""
        return f"{self.title} {self.about}".strip()

    @property
    def documents(self) -> tuple[str, ...]:
        """What it may answer with: its document, and those of its options."""
        return tuple(name for name in DOCUMENTS if name == self.command or name.startswith(f"{self.command}-"))

    @property
    def parameters(self) -> list[click.Parameter]:
        """What it takes."""
        return [one for one in self.asks.params if one.name not in NEVER and not getattr(one, "hidden", False)]

    def takes(self) -> dict[str, Any]:
        """Return the JSON Schema of what it takes."""
        properties = {_name(one): _schema(one) for one in self.parameters}
        required = [_name(one) for one in self.parameters if one.required]
        return {
            "type": "object",
            "properties": properties | {"as_of": AS_OF},
            "required": required,
            "additionalProperties": False,
        }

    def gives(self) -> dict[str, Any]:
        """Return the JSON Schema of what it gives: the published one of its document, or one of several."""
        schemas = [DOCUMENTS[name].schema() for name in self.documents]
        return schemas[0] if len(schemas) == 1 else {"type": "object", "anyOf": schemas}


def arguments_of(tool: Tool, asked: Mapping[str, Any]) -> list[str]:
    """Return the words of the command line that asks the same."""
    words: list[str] = []
    last: list[str] = []
    for one in tool.parameters:
        value = asked.get(_name(one))
        if value is None or value is False:
            continue
        many = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        if isinstance(one, click.Argument):
            last += many
        elif isinstance(one, click.Option) and one.is_flag:
            words.append(one.opts[0])
        else:
            words += [f"{one.opts[0]}={each}" for each in many]
    day = [f"--as-of={asked['as_of']}"] if asked.get("as_of") else []
    return [tool.command, *day, *words, "--format=json", *(["--", *last] if last else [])]


def glossary(named: Sequence[str]) -> dict[str, Any]:
    """Return what words mean; all of them where none is named, and none that is not known."""
    wanted = {each.casefold() for each in named}
    rows = [
        {"word": word, "meaning": meaning}
        for word, meaning in words().items()
        if not wanted or word.casefold() in wanted
    ]
    return {"command": "glossary", "rows": rows}


def _name(one: click.Parameter) -> str:
    return str(one.name).rstrip("_")


def _schema(one: click.Parameter) -> dict[str, Any]:
    """Return the JSON Schema of one option or argument."""
    kind: dict[str, Any] = {"type": "string", "maxLength": 200}
    if isinstance(one.type, click.Choice):
        kind = {"type": "string", "enum": [str(each) for each in one.type.choices]}
    elif isinstance(one.type, (click.IntRange, click.FloatRange)):
        kind = {"type": "integer" if isinstance(one.type, click.IntRange) else "number"}
        low, high = (
            ("exclusiveMinimum" if one.type.min_open else "minimum"),
            ("exclusiveMaximum" if one.type.max_open else "maximum"),
        )
        kind |= {low: one.type.min} if one.type.min is not None else {}
        kind |= {high: one.type.max} if one.type.max is not None else {}
    elif isinstance(one, click.Option) and one.is_flag:
        kind = {"type": "boolean"}
    if one.multiple if isinstance(one, click.Option) else one.nargs != 1:
        kind = {"type": "array", "items": kind, "maxItems": 100}
    said = one.help if isinstance(one, click.Option) else f"{one.human_readable_name.strip('[].')}: ids, as they stand."
    return kind | {"description": said or ""}


TOOLS = {
    name: Tool(name, about)
    for name, about in {
        "goals": "Forecasts are medians with a 90 % interval; `probability` is that of reaching the target in time.",
        "measure": "Null means no data, and never zero.",
        "sight": "Effects along all paths together, with 90 % intervals and evidence.",
        "effects": "`support` may be `cannot_say`; that is an answer.",
        "why": "Parts and residual add up to the whole change.",
        "whatif": "Changes are written as METRIC=-10%, METRIC=+2pp, METRIC=+120, METRIC=x1.1 or METRIC=95%.",
        "process": "One view at a time.",
        "deviations": "The dearest first; prices are in the unit of the goal.",
        "controls": "With the cases that show it.",
        "portfolio": "`quick` leaves out what takes longest.",
        "check": "Every finding has its place and what to do.",
    }.items()
}
