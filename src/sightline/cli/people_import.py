"""What `import people` does: shows what would change in the CSV file of the people source, and changes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from sightline.cli.exchanging import ImportWanted, read_file
from sightline.cli.figures import counted
from sightline.cli.formats import write_lines
from sightline.cli.state import State
from sightline.cli.tables import Column, render
from sightline.cli.terminal import Terminal
from sightline.errors import SourceError
from sightline.exchange.people_changes import Change, Merged, merged
from sightline.exchange.people_formats import PEOPLE_FORMATS, columns_of_people
from sightline.exchange.people_state import LARGEST, Incoming
from sightline.exchange.people_table import PeopleTable, read_table

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.workspace import Workspace

__all__ = ["answer"]

SHOWN = 40
FINDINGS, PARTIAL = 1, 4


def answer(state: State, wanted: ImportWanted) -> int:
    """Print what changes, change it unless it is a dry run, and return the exit code."""
    form = PEOPLE_FORMATS[wanted.format]
    if wanted.identifier is not None and not form.identified:
        raise click.UsageError("--id is for SCIM; a table has a column for the id.")
    workspace = state.workspace()
    model = workspace.model()
    table = _table(workspace, model)
    incoming = form.read(read_file(wanted.file, LARGEST), wanted.file, model, wanted.identifier)
    _refuse_incomplete(wanted, incoming)
    on = wanted.on or datetime.now(ZoneInfo(model.calendar.timezone)).date()
    found = merged(table, incoming, on=on, roles=model.roles, complete=wanted.complete)
    write_lines(_lines(found, state.out(), on, dry_run=wanted.dry_run))
    for remark in found.remarks:
        state.say(remark)
    if found.changes and not wanted.dry_run:
        table.write(found.lines)
        state.say(f"Wrote {table.file}.")
    if not incoming.left_out.count:
        return 0
    return PARTIAL if incoming.held else FINDINGS


def _refuse_incomplete(wanted: ImportWanted, incoming: Incoming) -> None:
    if wanted.complete and not incoming.whole:
        raise SourceError(
            "it holds a part of the people only, so nobody can be said to have left.", place=wanted.file,
            fix="Fetch all pages into one list, or leave --complete out.",
        )  # fmt: skip
    if wanted.complete and incoming.left_out.count:
        raise SourceError(
            "some people of it cannot be read, and would seem to have left.", place=wanted.file,
            fix="See who with --dry-run and without --complete, and mend the file.",
        )  # fmt: skip


def _table(workspace: Workspace, model: Model) -> PeopleTable:
    """Return the CSV file of the people source.

    Raises
    ------
    SourceError
        If the source is none, or its declaration cannot keep history.
    """
    declared = model.people
    if declared is None:
        raise SourceError("the model declares no people.", fix="Declare people: with its source and columns.")
    if declared.from_ is None or declared.to is None:
        raise SourceError(
            "the declaration names no columns of days, so history could not be kept.", place="people",
            fix="Add from: COLUMN and to: COLUMN.",
        )  # fmt: skip
    source = model.sources[declared.source]
    place = f"source '{declared.source}'"
    name = (source.file or "").lower()
    plain = source.log is None and (source.format or ("csv" if name.endswith((".csv", ".tsv")) else "")) == "csv"
    if not plain or name.endswith(".gz"):
        raise SourceError(
            "only a CSV file can be written; this source is none.", place=place,
            fix="Change it where it is kept, or point the source at a CSV file.",
        )  # fmt: skip
    delimiter = source.delimiter or ("\t" if name.endswith(".tsv") else None)
    return read_table(
        _file(workspace, str(source.file), place), columns_of_people(model), encoding=source.encoding,
        delimiter=delimiter, decimal=source.decimal,
    )  # fmt: skip


def _file(workspace: Workspace, file: str, place: str) -> Path:
    if not any(sign in file for sign in "*?[") and not (workspace.root / file).exists():
        return workspace.root / file  # it is begun
    files = workspace.resolve(file)
    if len(files) != 1:
        raise SourceError(f"it is {len(files)} files, and one is written.", place=place, fix="Name one file.")
    return files[0]


def _lines(found: Merged, terminal: Terminal, on: date, *, dry_run: bool) -> Iterator[str]:
    if found.changes:
        yield from render(_COLUMNS, [_cells(one) for one in found.changes[:SHOWN]], terminal)
        if len(found.changes) > SHOWN:
            yield f"and {len(found.changes) - SHOWN:,} more"
        yield ""
    yield _sentence(found.changes, found.unchanged, on, dry_run=dry_run)


_COLUMNS = [Column("Person"), Column("Role"), Column("What"), Column("From"), Column("How", wraps=True)]


def _cells(one: Change) -> list[str]:
    return [one.person, one.role, one.kind, one.day.isoformat(), one.words]


def _sentence(changes: Sequence[Change], unchanged: int, on: date, *, dry_run: bool) -> str:
    """Return what changes, in one sentence."""
    same = f"{counted(unchanged, 'person stays', 'people stay')} unchanged" if unchanged else ""
    if not changes:
        return f"Nothing changes on {on}{f': {same}' if same else ''}."
    kinds = [one.kind for one in changes]
    parts = [f"{kinds.count(kind):,} {word}" for kind, word in _SAID.items() if kind in kinds]
    head = f"{counted(len(changes), 'change')} as of {on}: {', '.join(parts)}"
    return f"{head}{f'; {same}' if same else ''}.{' Nothing was changed: this was a dry run.' if dry_run else ''}"


_SAID = {"begins": "begun", "changes": "changed", "ends": "ended", "corrected": "corrected", "withdrawn": "withdrawn"}
