"""The door to what happened: a source of files becomes Parquet that any engine can query.

`land` is for tables, `land_log` for event logs. Either reads a source once for each state of its files; the next call
finds the result. Parquet tables whose columns agree are not copied at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.errors import EnvironmentFaultError, SourceError, SourceMissingError
from sightline.facts.cache import fingerprint, kept, landing
from sightline.facts.formats import FORMATS, Format, format_of
from sightline.facts.instants import zone_of
from sightline.facts.layout import Layout, lay_out
from sightline.facts.names import roles_of
from sightline.facts.progress import Progress, Silent
from sightline.facts.rejects import NO_REJECTS, RejectLog, Rejects
from sightline.facts.request import ROW, Beside, Notes, Request
from sightline.facts.spool import Spool, Staged
from sightline.facts.tables.standing import Standing, standing_parquet
from sightline.facts.tables.typed import write_table
from sightline.facts.values import described
from sightline.model.declarations import LogMapping, Source
from sightline.saying import joined, say

__all__ = ["Landed", "land", "land_log"]

_FACTS = "facts.parquet"
_REJECTS = "rejects.parquet"


@dataclass(frozen=True, slots=True)
class Landed:
    """A source that can be queried.

    Parameters
    ----------
    source_id : str
        The source.
    files : tuple of Path
        Parquet files that make one relation.
    rows : int
        Rows in them.
    rejects : Rejects
        What could not be taken over.
    fresh_at : datetime or None
        UTC. Of a log: the moment of its newest event. Of a table: when its newest file was last written. None where
        a log is empty.
    fingerprint : str
        16 hex digits that change with the files and with how they are declared.
    columns : mapping of str to str
        Name to `number`, `text`, `date`, `timestamp`, `timestamptz`, `boolean` or `other`.
    renamed : mapping of str to str
        Column of the source to its name here, where the two differ: `concept:name` is `activity`.
    left_out : mapping of str to int
        Events that the declared `lifecycle` leaves out, by transition; these are no rejects.
    notes : tuple of str
        Remarks that are no faults, such as a column of mixed types that is kept as text.
    about : mapping of str to object
        What a file says of itself: for XES its extensions, globals, classifiers and attributes; for OCEL how many
        events, objects and links it holds.
    beside : mapping of str to Path
        Further tables of the source, each a Parquet file: for OCEL `object_links`.
    live_version : int, optional
        Of a log that is live: the version of its live events that is in it; None where none has ever come.
    live_last : int
        The number of the last landed event that is in it.
    """

    source_id: str
    files: tuple[Path, ...]
    rows: int
    rejects: Rejects
    fresh_at: datetime | None
    fingerprint: str
    columns: Mapping[str, str]
    renamed: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    about: Mapping[str, object] = field(default_factory=dict)
    beside: Mapping[str, Path] = field(default_factory=dict)
    live_version: int | None = None
    live_last: int = 0


def land(
    source_id: str,
    source: Source,
    files: Sequence[Path],
    *,
    into: Path,
    timezone: str,
    progress: Progress | None = None,
) -> Landed:
    """Make the files of a table one relation.

    Parameters
    ----------
    source_id : str
        The source; names its folder in `into`.
    source : Source
        How the files are declared.
    files : sequence of Path
        In the order in which their rows follow each other.
    into : Path
        The folder of all landed facts; made where it is missing.
    timezone : str
        The workspace's zone. A wall-clock time stays one, unless its source declares another zone: then it becomes
        a moment in UTC.
    progress : Progress, optional
        Is told the bytes read.

    Returns
    -------
    Landed
        A file without rows gives a relation without rows.

    Raises
    ------
    SourceMissingError
        If there is no file.
    SourceError
        If a file cannot be read as what it is said to be, or two files give a column types that do not join.
    EnvironmentFaultError
        If `into` cannot be written.
    """
    form = _format(source_id, source, files)
    zone = source.timezone or timezone
    zone_of(zone)
    if form.name == "parquet":
        mark = fingerprint(files, {"table": source_id, "keep": zone == timezone})
        standing = _remembered_standing(files, into / f"{source_id}-{mark}", keep_wall_clock=zone == timezone)
        if standing is not None:
            return Landed(source_id, tuple(files), standing.rows, NO_REJECTS, _written(files), mark, standing.columns)
    how = {"table": source.model_dump(mode="json"), "zone": zone, "instants": zone != timezone}

    def write(job: _Job) -> dict[str, Any]:
        spool = job.read(zone)
        rows = write_table(
            spool, job.folder / _FACTS, job.rejects, place=source_id, timezone=zone, instants=zone != timezone
        )
        return {"rows": rows, "fresh_at": _written(files).isoformat()}

    return _landed(source_id, source, files, into, form, how, write, progress)


def _remembered_standing(files: Sequence[Path], folder: Path, *, keep_wall_clock: bool) -> Standing | None:
    """Return `standing_parquet` of the files, looked up where these very files were examined before.

    To know that no number is NaN or infinite, every number has to be read: seconds for a large table. Where the answer
    cannot be kept, it is found anew each time.
    """
    known = kept(folder)
    if known is None:
        found = standing_parquet(files, keep_wall_clock=keep_wall_clock)
        known = {"standing": None if found is None else {"rows": found.rows, "columns": dict(found.columns)}}
        with suppress(EnvironmentFaultError), landing(folder) as (_, publish):
            publish(known)
    standing: Any = known["standing"]
    return None if standing is None else Standing(standing["rows"], standing["columns"])


def land_log(
    source_id: str,
    source: Source,
    files: Sequence[Path],
    *,
    into: Path,
    timezone: str,
    mapping: LogMapping | None = None,
    progress: Progress | None = None,
) -> Landed:
    """Lay the files of an event log out as one relation, sorted by case, time, sequence.

    Parameters
    ----------
    source_id, source, files, into, timezone, progress
        As for `land`; times without an offset are read in the source's zone, or in the workspace's.
    mapping : LogMapping, optional
        Which column says what; the source's own `log` where left out.

    Returns
    -------
    Landed
        With the columns `case`, `activity`, `time`, `start`, `offset_min`, `seq`, `performer`, `event_id` and every
        other attribute.

    Raises
    ------
    SourceMissingError, SourceError, EnvironmentFaultError
        As for `land`; also if a mapped column is not there.
    """
    form = _format(source_id, source, files)
    zone = source.timezone or timezone
    zone_of(zone)
    log = mapping or source.log or LogMapping()
    declared = source.model_copy(update={"log": log})
    how = {"log": declared.model_dump(mode="json"), "zone": zone}

    def write(job: _Job) -> dict[str, Any]:
        named = {name for part, name in log.model_dump().items() if name and part in _RAW}
        spool = job.read(zone, raw=frozenset(named | {form.names[part] for part in _RAW if part in form.names}))
        roles = roles_of(log, form.names, [name for name in spool.columns if name != ROW], place=source_id)
        layout = Layout(roles, log.lifecycle, zone, job.folder, source_id)
        done = lay_out(spool, layout, job.folder / _FACTS, job.rejects)
        fresh = None if done.newest is None else done.newest.isoformat()
        return {"rows": done.rows, "fresh_at": fresh, "renamed": done.renamed, "left_out": done.left_out}

    return _landed(source_id, declared, files, into, form, how, write, progress)


_RAW = ("case", "activity", "time", "performer", "sequence", "id", "transition")


@dataclass(slots=True)
class _Job:
    """One landing under way."""

    source_id: str
    source: Source
    files: Sequence[Path]
    form: Format
    folder: Path
    rejects: RejectLog
    progress: Progress
    notes: Notes = field(default_factory=Notes)
    about: dict[str, object] = field(default_factory=dict)
    beside: Beside = field(default_factory=Beside)

    def read(self, timezone: str, raw: frozenset[str] = frozenset()) -> Spool:
        """Read all files."""
        spool = Spool(self.folder, timezone=timezone, decimal=self.source.decimal)
        spool.leave_raw(raw)
        before = 0
        for file in self.files:
            request = Request(
                self.source_id, self.source, file, self.rejects, self.notes, self.progress, self.about, self.beside,
                timezone,
            )  # fmt: skip
            last = 0
            for batch in self.form.read(request):
                if batch.num_rows:
                    last = batch.column(ROW)[-1].as_py()
                spool.add(Staged(request.place, before, batch))
            before += last
        for remark in spool.remarks():
            self.notes.add(remark)
        return spool

    def write_beside(self) -> dict[str, str]:
        """Write the tables beside the records; return name to file name."""
        found = {name: f"{name.replace('_', '-')}.parquet" for name in self.beside.all()}
        for name, table in self.beside.all().items():
            pq.write_table(table, self.folder / found[name], compression="zstd")
        return found


def _landed(
    source_id: str,
    source: Source,
    files: Sequence[Path],
    into: Path,
    form: Format,
    how: Mapping[str, object],
    write: Callable[[_Job], dict[str, Any]],
    progress: Progress | None,
) -> Landed:
    mark = fingerprint(files, {"source": source_id, "format": form.name, **how})
    target = into / f"{source_id}-{mark}"
    manifest = kept(target)
    if manifest is None:
        with landing(target) as (folder, publish):
            with RejectLog(folder / _REJECTS) as rejects:
                job = _Job(source_id, source, files, form, folder, rejects, progress or Silent())
                result = write(job)
            publish(result | _counted(job) | {"beside": job.write_beside()})
        manifest = kept(target)
    if manifest is None:
        raise SourceError(
            "the landed facts were removed while they were being used.", place=str(target), fix="Run it again."
        )
    return _from_manifest(source_id, target, mark, manifest)


def _counted(job: _Job) -> dict[str, Any]:
    counts = job.rejects.summary()
    return {
        "rejects": {"count": counts.count, "by_reason": counts.by_reason, "rows": counts.rows, "values": counts.values},
        "notes": job.notes.all(),
        "about": job.about,
    }


def _from_manifest(source_id: str, target: Path, mark: str, manifest: Mapping[str, Any]) -> Landed:
    counted = manifest["rejects"]
    file = target / _REJECTS if counted["count"] else None
    fresh = manifest["fresh_at"]
    facts = target / _FACTS
    schema: pa.Schema = pq.read_schema(facts)
    return Landed(
        source_id,
        (facts,),
        manifest["rows"],
        Rejects(counted["count"], counted["by_reason"], file, counted["rows"], counted["values"]),
        None if fresh is None else datetime.fromisoformat(fresh),
        mark,
        described(schema),
        manifest.get("renamed", {}),
        manifest.get("left_out", {}),
        tuple(manifest["notes"]),
        manifest["about"],
        {name: target / file for name, file in manifest.get("beside", {}).items()},
    )


def _format(source_id: str, source: Source, files: Sequence[Path]) -> Format:
    place, fix = say("source '{name}'", name=source_id), say("Check `file:` of the source.")
    if not files:
        raise SourceMissingError(say("no file matches '{file}'.", file=source.file or ""), place=place, fix=fix)
    for file in files:
        if not file.is_file():
            raise SourceMissingError(say("the file '{file}' is not there.", file=str(file)), place=place, fix=fix)
    found = {format_of(source, file, place=place).name for file in files}
    if len(found) > 1:
        formats = joined(", ", sorted(found))
        cause = say("the files are in different formats: {formats}.", formats=formats)
        raise SourceError(cause, place=place, fix=say("Make one source for each format."))
    return FORMATS[found.pop()]


def _written(files: Sequence[Path]) -> datetime:
    newest = max(file.stat().st_mtime for file in files)
    return datetime.fromtimestamp(newest, UTC).replace(microsecond=0)
