"""The table of formats: what Sightline reads, each one line.

A new format is one reader file and one line here; `land`, `land_log` and the shared reader tests then know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from sightline.errors import SourceError
from sightline.facts.logs.ocel import OCEL_NAMES, read_ocel
from sightline.facts.logs.xes import STANDARD_NAMES, read_xes
from sightline.facts.request import Reader
from sightline.facts.tables.csv import read_csv
from sightline.facts.tables.parquet import read_parquet
from sightline.model.declarations import Source
from sightline.saying import Said, joined, say

__all__ = ["FORMATS", "Format", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files.

    Parameters
    ----------
    name : str
        As `format:` of a source says it.
    title : str
        As messages and documentation say it.
    suffixes : tuple of str
        File names that end so are taken to be in this format.
    read : Reader
        Reads one file.
    names : mapping of str to str
        What the format's own standard calls the parts of an event; empty where the mapping must say it.
    only_logs : bool
        Whether every file in it is an event log.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    read: Reader
    names: Mapping[str, str] = field(default_factory=dict)
    only_logs: bool = False


_OCEL = (".json", ".jsonocel", ".json.gz", ".xml", ".xmlocel", ".xml.gz", ".sqlite", ".db")
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            Format("csv", "CSV", (".csv", ".tsv", ".csv.gz", ".tsv.gz"), read_csv),
            Format("parquet", "Parquet", (".parquet", ".pq"), read_parquet),
            Format("xes", "XES event log", (".xes", ".xes.gz"), read_xes, STANDARD_NAMES, only_logs=True),
            Format("ocel", "OCEL event log", _OCEL, read_ocel, OCEL_NAMES, only_logs=True),
        )
    }
)


def format_of(source: Source, file: Path, *, place: str) -> Format:
    """Return the declared format of a source, or that of the file by the end of its name.

    Raises
    ------
    SourceError
        If the name of the file tells nothing and no format is declared, or no reader for it exists yet.
    """
    if source.format is not None:
        if source.format in FORMATS:
            return FORMATS[source.format]
        cause = say("files in format '{format}' cannot be read.", format=source.format)
        raise SourceError(cause, place=place, fix=_known())
    name = file.name.lower()
    for entry in FORMATS.values():
        if name.endswith(entry.suffixes):
            return entry
    raise SourceError(
        say("the name of '{file}' does not tell its format.", file=file.name),
        place=place,
        fix=joined(" ", [say("Declare `format:`."), _known()]),
    )


def _known() -> Said:
    formats = joined(", ", [f"{entry.name} ({' '.join(entry.suffixes)})" for entry in FORMATS.values()])
    return say("Known: {formats}.", formats=formats)
