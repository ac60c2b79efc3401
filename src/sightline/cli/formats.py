"""How an answer leaves the program: as a table for people, as JSON or CSV for programs.

JSON and CSV are UTF-8 whatever the terminal's encoding, and stand on standard output alone. JSON has no NaN: a
missing or unrepresentable number is null. In CSV a text that a spreadsheet would run as a formula is quoted by
a leading apostrophe, and texts in their order stand in one field with " > " between.
"""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

import click

from sightline.cli.documents import Document
from sightline.cli.release import version
from sightline.cli.state import State
from sightline.cli.terminal import Terminal

Command = TypeVar("Command", bound=Callable[..., Any])
Row = Mapping[str, object]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "%")


class Hashed(Protocol):
    """A model, or what knows the hash of one."""

    @property
    def hash(self) -> str:
        """The hash of the model."""


def format_option(command: Command) -> Command:
    """Add `--format table|json|csv`."""
    return click.option(
        "--format", "fmt", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True,
        help="How to print the answer.",
    )(command)  # fmt: skip


def plain(value: object) -> Any:
    """Return `value` as JSON can hold it: moments and days in ISO form, NaN and infinities as None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def _cell(value: object) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = " > ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Return `rows` as RFC 4180 text with a head; a missing value is an empty field."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return buffer.getvalue()


def json_text(
    document: Document, rows: Iterable[Row], *, model: str | None, as_of: datetime | None, **extras: object
) -> str:
    """Return the JSON document of a command.

    Parameters
    ----------
    document : Document
        What the command publishes.
    rows : iterable of mapping
        One mapping per row with the keys that the document names, in its order.
    model : str or None
        The model's hash.
    as_of : datetime or None
        The moment up to which facts count.
    **extras
        What the document holds beside `rows`.
    """
    head = {"sightline": version(), "command": document.command, "model": model, "as_of": as_of}
    body = plain({**head, **extras, "rows": list(rows)})
    return json.dumps(body, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _write(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_bytes(text: str) -> None:
    """Write `text` to standard output as UTF-8, with its own line ends."""
    _write(text.encode("utf-8", "backslashreplace"))


def write_lines(lines: Iterable[str]) -> None:
    """Write `lines` to standard output for people; what its encoding cannot hold becomes a question mark."""
    _write("".join(f"{line}\n" for line in lines).encode(sys.stdout.encoding or "utf-8", "replace"))


def show(
    state: State,
    document: Document,
    rows: Sequence[Row],
    *,
    fmt: str,
    table: Callable[[Terminal], Iterable[str]],
    model: Hashed | None = None,
    as_of: datetime | None = None,
    by: Sequence[str] = (),
    **extras: object,
) -> None:
    """Print the answer of a command in the format that was asked for.

    Parameters
    ----------
    state : State
        Says what the terminal can show.
    document : Document
        What the command publishes.
    rows : sequence of mapping
        The answer.
    fmt : str
        `table`, `json` or `csv`.
    table : callable
        Makes the lines for people.
    model, as_of
        For the head of the JSON document.
    by : sequence of str
        The dimensions that stand in the rows.
    **extras
        What the document holds beside `rows`.
    """
    if fmt == "json":
        write_bytes(json_text(document, rows, model=model.hash if model else None, as_of=as_of, **extras))
    elif fmt == "csv":
        write_bytes(csv_text([*document.names(), *by], rows))
    else:
        write_lines(table(state.out()))
