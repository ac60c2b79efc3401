"""What can be imported and exported, in which formats, and where that is done: one line per kind of thing."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.errors import EnvironmentFaultError, SourceMissingError

if TYPE_CHECKING:
    from sightline.cli.state import State

__all__ = ["EXPORTS", "IMPORTS", "ExportWanted", "ImportWanted", "Thing", "read_file", "run", "write_file"]


@dataclass(frozen=True, slots=True)
class Thing:
    """A kind of thing that comes in or goes out.

    Parameters
    ----------
    module : str
        Whose `answer(state, wanted)` does it and returns the exit code.
    formats : mapping of str to tuple of str
        Format to the endings of names of files that are taken to be in it; the first is the default.
    """

    module: str
    formats: Mapping[str, tuple[str, ...]]

    def format(self, asked: str | None, file: str) -> str:
        """Return the format that was asked for, or that the name of a file tells.

        Raises
        ------
        click.UsageError
            If the thing has no such format, or the name tells none.
        """
        known = ", ".join(self.formats)
        if asked is not None:
            if asked not in self.formats:
                raise click.UsageError(f"there is no format '{asked}' for it; there is {known}.")
            return asked
        for name, endings in self.formats.items():
            if file.lower().endswith(endings):
                return name
        raise click.UsageError(f"say with --format what '{file}' is: {known}.")


_PEOPLE = {"scim": (".json", ".scim"), "csv": (".csv", ".tsv")}
_CAPABILITIES = {"esco": (".csv",), "onet": (".txt", ".tsv")}
IMPORTS = {
    "people": Thing("sightline.cli.people_import", _PEOPLE),
    "capabilities": Thing("sightline.cli.capability_import", _CAPABILITIES),
}
EXPORTS = {"people": Thing("sightline.cli.people_export", _PEOPLE)}


def formats(things: Mapping[str, Thing]) -> list[str]:
    """Return the formats of all things."""
    return list(dict.fromkeys(name for thing in things.values() for name in thing.formats))


@dataclass(frozen=True, slots=True)
class ImportWanted:
    """What is to be imported."""

    file: str
    format: str
    on: date | None
    identifier: str | None
    complete: bool
    dry_run: bool
    only: tuple[str, ...] = ()
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class ExportWanted:
    """What is to be exported."""

    out: Path | None
    format: str
    on: date | None


def run(state: State, thing: Thing, wanted: ImportWanted | ExportWanted) -> int:
    """Do it, and return the exit code."""
    code: int = importlib.import_module(thing.module).answer(state, wanted)
    return code


def read_file(name: str, most: int) -> bytes:
    """Return the content of a file or of standard input, as far as one byte more than `most`.

    Raises
    ------
    SourceMissingError
        If it cannot be read.
    """
    try:
        if name == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(name).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise SourceMissingError(
            f"the file cannot be read: {error.strerror or error}.", place=name, fix="Check its name."
        ) from None


def write_file(file: Path, text: str) -> None:
    """Write a file that appears whole or not at all, and that its owner alone can read.

    Raises
    ------
    EnvironmentFaultError
        If it cannot be written.
    """
    from sightline.facts.durable import placed  # noqa: PLC0415 -- slow import: the facts

    try:
        with placed(file, folders=0) as part:
            part.touch(mode=0o600)
            part.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise EnvironmentFaultError(
            f"the file cannot be written: {error.strerror or error}.", place=str(file), fix="Choose another place."
        ) from None
