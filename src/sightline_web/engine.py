"""The one door to the library: a workspace comes in, view records go out.

Nothing else in the product imports `sightline`. A source that cannot be read takes the metrics on it along and
leaves the others alone; a model that does not load answers with its findings.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sightline.errors import DeclarationError, EnvironmentFaultError, SightlineError, UnknownNameError
from sightline_web import translation
from sightline_web.keeper import Keeper, Outcome
from sightline_web.snapshot import (
    Computation,
    Fault,
    Finding,
    Goal,
    Head,
    Input,
    Metric,
    ModelFile,
    NotDeclaredError,
    Reject,
    Rejects,
    Segment,
    Series,
    Source,
)

if TYPE_CHECKING:
    from sightline.reading import Reading

    from sightline.model import Loaded
    from sightline.workspace import Workspace

__all__ = ["EnvironmentFaultError", "open_workspace"]

HASH_SHOWN = 16


def open_workspace(root: Path | str) -> Keeper:
    """Return the keeper of a workspace; nothing is read yet.

    Parameters
    ----------
    root : Path or str
        The folder of `sightline.yml`, or one below it.

    Raises
    ------
    SourceMissingError
        Where there is no workspace.
    """
    from sightline.workspace import Workspace  # noqa: PLC0415 -- pydantic, a quarter of a second

    workspace = Workspace.find(Path(root))
    return Keeper(lambda report: _attempt(workspace, report), lambda: _fingerprint(workspace))


def _fingerprint(workspace: Workspace) -> str:
    """Return a text that changes with every file of the model and of the data; a stat per file, nothing is read."""
    digest = hashlib.sha256()
    files: list[Path] = []
    for folder, below, names in os.walk(workspace.root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        files.extend(Path(folder) / name for name in sorted(names) if not name.startswith("."))
    for file in files + _SEEN_OUTSIDE.get(workspace.root, []):
        with suppress(OSError):
            stat = file.stat()
            digest.update(f"{file}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


_SEEN_OUTSIDE: dict[Path, list[Path]] = {}


def _attempt(workspace: Workspace, report: Callable[[str], None]) -> Outcome:
    from sightline.reading import read  # noqa: PLC0415 -- DuckDB and Arrow, half a second

    report("The model is being checked.")
    loaded = workspace.load()
    files = translation.model_files(workspace.texts(), loaded.model)
    findings = tuple(_finding(each) for each in loaded.findings)
    if loaded.model is None:
        return Outcome(findings=findings, files=files)
    _SEEN_OUTSIDE[workspace.root] = [file for named in workspace.outside(loaded.model) for file in _below(named)]
    try:
        reading = read(workspace, model=loaded.model, progress=_Told(report))
        return Outcome(ReadSnapshot(reading, loaded, files, findings))
    except SightlineError as error:
        return Outcome(findings=findings, files=files, fault=_fault(error))


def _below(named: Path) -> list[Path]:
    return sorted(named.iterdir()) if named.is_dir() else [named]


class _Told:
    """Tells the keeper what is being read, and how far that is."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._label, self._total, self._done = "", 0, 0

    def start(self, label: str, total: int) -> None:
        self._label, self._total, self._done = label, total, 0
        self._report(f"Reading {label}.")

    def advance(self, n: int) -> None:
        self._done += n
        if self._total:
            self._report(f"Reading {self._label}: {min(100 * self._done // self._total, 100)} %.")

    def finish(self) -> None:
        self._report("")


def _fault(error: SightlineError) -> Fault:
    return Fault(error.cause, error.place, error.fix)


def _finding(found: Any) -> Finding:
    return Finding(
        found.file, found.line, found.column, found.end_column, found.code, found.severity, found.message, found.fix,
        found.source_line,
    )  # fmt: skip


class ReadSnapshot:
    """One reading of the library, as the pages ask for it; one question at a time, each answered once."""

    def __init__(
        self, reading: Reading, loaded: Loaded, files: tuple[ModelFile, ...], findings: tuple[Finding, ...]
    ) -> None:
        self._reading = reading
        self._model = reading.model
        self._lock = threading.RLock()
        self._asked: dict[tuple[object, ...], Any] = {}
        self.files = files
        self.findings = findings
        self.metrics: Mapping[str, Metric] = translation.metrics(reading.model)
        self._warnings = len(loaded.findings)
        self._landed = self._land()
        self.goals: tuple[Goal, ...] = self._once(("goals",), self._find_goals)
        self.overview()

    @cached_property
    def head(self) -> Head:
        """What is true of the whole reading."""
        model, settings = self._model, self._model.settings
        fresh = [source.fresh_at for source in self.sources.values() if source.fresh_at]
        prints = "|".join(f"{name}:{getattr(landed, 'fingerprint', '')}" for name, landed in self._landed.items())
        mark = hashlib.sha256(f"{model.hash}|{self._reading.as_of}|{prints}".encode()).hexdigest()[:HASH_SHOWN]
        zone = ZoneInfo(settings.calendar.timezone)
        return Head(
            settings.name, version("sightline"), model.hash[:HASH_SHOWN], self._reading.as_of.astimezone(zone),
            settings.calendar.timezone, settings.currency, settings.calendar.grain, max(fresh, default=None), mark,
            self._warnings,
        )  # fmt: skip

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """All sources by id, with what is wrong with those that could not be read."""
        found = {}
        for name, declared in self._model.sources.items():
            place = translation.place_of(self._model, ("sources", name))
            using = tuple(metric.id for metric in self.metrics.values() if name in metric.sources)
            landed = self._landed.get(name)
            if landed is None or isinstance(landed, Fault):
                named = (declared.file or declared.table or "",)
                found[name] = Source(name, named, metrics=using, place=place, fault=landed)
                continue
            files = (declared.file or declared.table or "",)
            columns = translation.columns_of(landed.columns)
            found[name] = Source(
                name, files, landed.rows, landed.rejects.count, landed.fresh_at, using, place, None, columns
            )
        return found

    def series(
        self,
        metric: str,
        *,
        by: str | None = None,
        grain: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Series:
        """Return a metric over periods; raises NotDeclaredError for an unknown metric, dimension or period."""
        key = ("series", metric, by, grain, since, until)
        series: Series = self._once(key, lambda: self._measure(metric, (by,) if by else (), grain, since, until))
        return series

    def goal_series(self, goal: str) -> Series:
        """Return the series that a goal is judged by: its metric, in its segment."""
        declared = self._model.goals[goal]
        if not declared.where:
            return self.series(declared.metric)
        where = dict(declared.where)
        series: Series = self._once(
            ("goal", goal), lambda: self._measure(declared.metric, tuple(where), None, None, None, where=where)
        )
        return series

    def overview(self) -> Mapping[str, Series]:
        """Return the whole series of every metric: in one question, or one by one where a source is missing."""
        found: Mapping[str, Series] = self._once(("overview",), self._survey)
        return found

    def computation(self, metric: str) -> Computation:
        """Return how a metric was computed."""
        computation: Computation = self._once(("computation", metric), lambda: self._explain(metric))
        return computation

    def rejects(self, source: str, *, limit: int = 200) -> Rejects:
        """Return the rows of a source that could not be read."""
        landed = self._landed.get(source)
        if landed is None or isinstance(landed, Fault):
            return Rejects(source, 0)
        return Rejects(
            source,
            landed.rejects.count,
            dict(landed.rejects.by_reason),
            tuple(Reject(**row) for row in translation.first_rows(landed.rejects.file, limit)),
        )

    def _once(self, key: tuple[object, ...], ask: Callable[[], Any]) -> Any:
        with self._lock:
            if key not in self._asked:
                self._asked[key] = ask()
            return self._asked[key]

    def _land(self) -> dict[str, Any]:
        try:
            return dict(self._reading.landed())
        except SightlineError as error:
            return {name: _fault(error) for name in self._model.sources}

    def _measure(
        self,
        metric: str,
        by: tuple[str, ...],
        grain: str | None,
        since: str | None,
        until: str | None,
        *,
        where: Mapping[str, str] | None = None,
    ) -> Series:
        usual = grain or self._model.settings.calendar.grain
        single = by[0] if len(by) == 1 and where is None else None
        try:
            values = self._reading.measure([metric], by=by, grain=grain, since=since, until=until)
        except UnknownNameError as error:
            raise NotDeclaredError(error.kind, error.name, cause=f"{error.cause} {error.fix}") from error
        except DeclarationError as error:
            if since or until or (grain and grain != self._model.settings.calendar.grain):
                raise NotDeclaredError("period", since or until or usual, cause=f"{error.cause} {error.fix}") from error
            return Series(metric, usual, single, fault=_fault(error))
        except SightlineError as error:
            return Series(metric, usual, single, fault=_fault(error))
        rows = [row for row in values.rows() if not where or all(row[key] == text for key, text in where.items())]
        return self._series(metric, usual, single, rows)

    def _series(self, metric: str, grain: str, by: str | None, rows: list[dict[str, Any]]) -> Series:
        day = self._reading.as_of.astimezone(ZoneInfo(self._model.settings.calendar.timezone)).date()
        segments: dict[str | None, list[Any]] = {}
        for row in rows:
            segments.setdefault((row[by] or "") if by else None, []).append(translation.point(row, day))
        fresh: datetime | None = max((row["fresh_at"] for row in rows if row["fresh_at"]), default=None)
        found = tuple(Segment(name, translation.trimmed(points)) for name, points in segments.items())
        return Series(metric, grain, by, found, fresh)

    def _survey(self) -> dict[str, Series]:
        grain = self._model.settings.calendar.grain
        try:
            rows = self._reading.measure(None).rows()
        except SightlineError:
            return {name: self.series(name) for name in self.metrics}
        by_metric: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            by_metric.setdefault(row["metric"], []).append(row)
        found = {name: self._series(name, grain, None, by_metric.get(name, [])) for name in self.metrics}
        for name, series in found.items():
            self._asked[("series", name, None, None, None, None)] = series
            self._asked[("series", name, None, grain, None, None)] = series
        return found

    def _find_goals(self) -> tuple[Goal, ...]:
        try:
            statuses = self._reading.goals()
        except SightlineError:
            return tuple(translation.goal_without_data(self._model, name) for name in self._model.goals)
        return tuple(translation.goal(self._model, status) for status in statuses)

    def _explain(self, metric: str) -> Computation:
        view = self.metrics[metric]
        try:
            how = self._reading.computation(metric)
        except SightlineError:
            inputs = tuple(Input(name, None, 0, None) for name in view.sources)
            return Computation(
                metric, view.kind, view.definition, view.inputs, inputs, (), (), None, None, self.head.hash
            )
        return translation.computation(how, view, self.head.hash)
