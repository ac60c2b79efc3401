"""Sources: paths, formats, log mappings; and the tables that describe people, work and skills."""

from __future__ import annotations

import codecs
from pathlib import PurePosixPath, PureWindowsPath

from sightline.model.checks import names
from sightline.model.checks.settings import check_timezone
from sightline.model.declarations import LogMapping, Source
from sightline.model.draft import Draft
from sightline.model.positions import Path

__all__ = ["check_sources"]

_TABLES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet", ".pq")
_XES = (".xes", ".xes.gz")
_OCEL = (".json", ".jsonocel", ".json.gz", ".xml", ".xmlocel", ".xml.gz", ".sqlite", ".db")
_NEEDED = ("case", "activity", "time")


def check_sources(draft: Draft) -> None:
    """Check every source, and the sources of people, work and skills."""
    for name, source in draft.sources.items():
        path = ("sources", name)
        check_timezone(draft, source.timezone, (*path, "timezone"))
        if source.file:
            _file(draft, path, source.file)
            _format(draft, path, source, source.file)
        _encoding(draft, path, source.encoding)
        if source.live:
            _live(draft, path, source)
        if source.log is not None:
            _mapping(draft, path, source, source.log)
            _said_twice(draft, path, source)
    if draft.people is not None:
        names.source(draft, draft.people.source, ("people", "source"))
    if draft.work is not None:
        names.source(draft, draft.work.source, ("work", "source"))
    if draft.skills is not None:
        names.source(draft, draft.skills.source, ("skills", "source"))


def _live(draft: Draft, path: Path, source: Source) -> None:
    if source.table is not None:
        cause = "a table in the engine takes no live events: they are kept beside the files of a log."
        draft.say("SL442", (*path, "live"), cause, "Delete live, or name a file instead of the table.", key=True)
    elif source.log is None:
        cause = "only an event log takes live events, and this source is none."
        fix = "Add log: {case: COLUMN, activity: COLUMN, time: COLUMN}, or log: {} where there is no file."
        draft.say("SL442", (*path, "live"), cause, fix, key=True)


def _file(draft: Draft, path: Path, file: str) -> None:
    if PurePosixPath(file).is_absolute() or PureWindowsPath(file).is_absolute():
        cause = "the path is absolute: it leads out of the workspace and holds on one machine only."
        draft.say("SL506", (*path, "file"), cause, "Move the data into the workspace, if that can be.")
        return
    depth = 0
    for part in PurePosixPath(file).parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            cause = "the path leads out of the workspace."
            fix = "Move the data into the workspace, or name it by its absolute path."
            draft.say("SL420", (*path, "file"), cause, fix)
            return


def _format(draft: Draft, path: Path, source: Source, file: str) -> None:
    last = PurePosixPath(file).name.lower()
    if source.format is not None or "." not in last or last.endswith((*_TABLES, *_XES, *_OCEL, ".*")):
        return
    cause = f"the format of '{PurePosixPath(file).name}' cannot be told from its name."
    draft.say("SL419", (*path, "file"), cause, "Add format: csv, parquet, xes or ocel.")


def _encoding(draft: Draft, path: Path, encoding: str) -> None:
    try:
        codecs.lookup(encoding).decode(b"a")[0].encode("utf-8")
    except (LookupError, ValueError, AttributeError):
        cause = f"no encoding of texts is called '{encoding}'."
        draft.say("SL426", (*path, "encoding"), cause, "Common ones: utf-8, cp1252, latin-1.")


def _is_table(source: Source) -> bool:
    if source.table is not None:
        return True
    if source.format is not None:
        return source.format in ("csv", "parquet")
    return bool(source.file) and str(source.file).lower().endswith(_TABLES)


def _is_xes(source: Source) -> bool:
    return source.format == "xes" or (source.format is None and str(source.file).lower().endswith(_XES))


def _said_twice(draft: Draft, path: Path, source: Source) -> None:
    for key in ("performer", "case"):
        if getattr(source, key) is not None:
            cause = f"of an event log, the mapping says which column holds the {key}."
            draft.say("SL418", (*path, key), cause, f"Move it there: log: {{{key}: COLUMN}}.", key=True)


def _mapping(draft: Draft, path: Path, source: Source, log: LogMapping) -> None:
    missing = [key for key in _NEEDED if getattr(log, key) is None] if _is_table(source) else []
    if missing:
        cause = f"the log mapping does not say which column holds the {' and the '.join(missing)}."
        draft.say("SL418", (*path, "log"), cause, f"Add {', '.join(f'{key}: COLUMN' for key in missing)}.", key=True)
    if log.object_type is not None and (_is_table(source) or _is_xes(source)):
        cause = "only an object-centric log has types of objects, and this source is none."
        fix = "Delete it, or say format: ocel if the file is one."
        draft.say("SL418", (*path, "log", "object_type"), cause, fix, key=True)
