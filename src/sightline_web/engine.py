"""The one door to the library: a workspace comes in, view records go out.

Nothing else in the product imports `sightline`. A source that cannot be read takes the metrics on it along and
leaves the others alone; a model that does not load answers with its findings.
"""

from __future__ import annotations

import hashlib
import os
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from sightline.errors import DeclarationError, EnvironmentFaultError, SightlineError, UnknownNameError
from sightline_web import levers, translation
from sightline_web.keeper import Keeper, Outcome
from sightline_web.oversight import Oversight
from sightline_web.peopled import Peopled
from sightline_web.snapshot import (
    Computation,
    Fault,
    Finding,
    Goal,
    Head,
    Metric,
    ModelFile,
    NotDeclaredError,
    Reject,
    Rejects,
    Segment,
    Series,
    Source,
    UnanswerableError,
)

if TYPE_CHECKING:
    from sightline.model import Loaded
    from sightline.reading import Reading
    from sightline.workspace import Workspace

__all__ = ["EnvironmentFaultError", "demo_people", "open_workspace", "records_folder", "workspace_files"]

T = TypeVar("T")
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
    watch = _Watch(workspace)
    return Keeper(lambda report: _attempt(workspace, watch, report), watch.fingerprint)


def records_folder(root: Path | str) -> Path:
    """Return the folder where what people keep in the app belongs; it may not exist yet."""
    from sightline.workspace import Workspace  # noqa: PLC0415 -- pydantic, a quarter of a second

    return Workspace.find(Path(root)).state


def workspace_files(root: Path | str, *, data: bool = False) -> tuple[list[str], list[str]]:
    """Return the files of the model and, where `data` are asked for, those that its sources name within the workspace.

    Both as paths relative to its folder, and in a fixed order.
    """
    from sightline.workspace import Workspace  # noqa: PLC0415 -- pydantic, a quarter of a second

    workspace = Workspace.find(Path(root))
    model, found = sorted(workspace.texts()), set()
    for source in workspace.model().sources.values() if data else ():
        if source.file is not None and not Path(source.file).is_absolute():
            found |= {file.relative_to(workspace.root).as_posix() for file in workspace.resolve(source.file)}
    return model, sorted(found - set(model))


def demo_people(root: Path) -> Mapping[str, Mapping[str, str]] | None:
    """Return `person`, `name` and `unit` for each kind of user of the demo; None where `root` is not the demo's."""
    from sightline.example import demo_people as found  # noqa: PLC0415 -- NumPy and Arrow, with `read`

    return found(root)


class _Watch:
    """Looks whether files of the model or of the data have changed; a stat per file, nothing is read."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.named: tuple[str, ...] = ()  # the `file` of every source of the last model that loaded

    def fingerprint(self) -> str:
        """Return a text that changes with every file of the model and of its sources."""
        return f"{self.model()}:{self.data()}"

    def model(self) -> str:
        """Return a text that changes with every file of the model."""
        return _digest(self._model_files())

    def data(self) -> str:
        """Return a text that changes with every file of the sources named."""
        return _digest(self._data_files())

    def _model_files(self) -> Iterator[Path]:
        for folder, below, names in os.walk(self._workspace.root):
            below[:] = sorted(name for name in below if not name.startswith("."))
            yield from (Path(folder) / name for name in sorted(names) if name.endswith((".yml", ".yaml")))

    def _data_files(self) -> Iterator[Path]:
        for named in self.named:
            with suppress(SightlineError, OSError):
                yield from self._workspace.resolve(named)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with suppress(OSError):
            stat = file.stat()
            digest.update(f"{file}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _attempt(workspace: Workspace, watch: _Watch, report: Callable[[str], None]) -> Outcome:
    from sightline.reading import read  # noqa: PLC0415 -- DuckDB and Arrow, half a second

    report("The model is being checked.")
    seen = watch.model()
    loaded = workspace.load()
    files = translation.model_files(workspace.texts(), loaded.model)
    findings = tuple(_finding(each) for each in loaded.findings)
    if loaded.model is None:
        return Outcome(findings=findings, files=files)
    watch.named = tuple(source.file for source in loaded.model.sources.values() if source.file)
    seen = f"{seen}:{watch.data()}"
    try:
        reading = read(workspace, model=loaded.model, progress=_Told(report))
        return Outcome(ReadSnapshot(reading, loaded, files, findings), seen=seen)
    except SightlineError as error:
        return Outcome(findings=findings, files=files, fault=_fault(error), seen=seen)


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


def _laid_out(sql: str, engine: str) -> str:
    """Return a query with one thing on a line; as it stands where it cannot be parsed."""
    import sqlglot  # noqa: PLC0415 -- comes with a reading, not with the server

    dialect = engine if engine in {"duckdb", "spark"} else "postgres"
    try:
        return sqlglot.parse_one(sql, read=dialect).sql(dialect, pretty=True)
    except sqlglot.errors.ParseError:
        return sql


def _fault(error: SightlineError) -> Fault:
    return Fault(error.cause, error.place, error.fix)


def _finding(found: Any) -> Finding:
    return Finding(
        found.file, found.line, found.column, found.end_column, found.code, found.severity, found.message, found.fix,
        found.source_line,
    )  # fmt: skip


class ReadSnapshot(Oversight, Peopled):
    """One reading of the library, as the pages ask for it; one question at a time, each answered once."""

    def __init__(
        self, reading: Reading, loaded: Loaded, files: tuple[ModelFile, ...], findings: tuple[Finding, ...]
    ) -> None:
        from sightline.example import is_example  # noqa: PLC0415 -- NumPy and Arrow, with `read`
        from sightline.measures import dimensions_of_metric  # noqa: PLC0415 -- sqlglot and Arrow, with `read`
        from sightline.measures.plan import inputs_of  # noqa: PLC0415 -- likewise

        super().__init__()
        self._reading = reading
        self._model = reading.model
        self._lock = threading.RLock()
        self._asked: dict[tuple[object, ...], Any] = {}
        self.files = files
        self.findings = findings
        declared = translation.metrics(
            reading.model,
            inputs_of=lambda name: inputs_of(reading.model, name),
            dimensions_of=lambda name: dimensions_of_metric(reading.model, name),
        )
        self.metrics: Mapping[str, Metric] = levers.attached(reading.model, declared)
        self._warnings = len(loaded.findings)
        self._example = is_example(reading.workspace.root)
        self._landed = dict(reading.landed())
        self.overview()
        self.goals: tuple[Goal, ...] = tuple(
            translation.goal(reading.model, status, self.goal_series(status.goal).points())
            for status in reading.statuses()
        )
        weakref.finalize(self, reading.close)

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
            self._warnings, self._example,
        )  # fmt: skip

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """All sources by id, with what is wrong with those that could not be read."""
        found = {}
        for name, declared in self._model.sources.items():
            place = translation.place_of(self._model, ("sources", name))
            using = tuple(metric.id for metric in self.metrics.values() if name in metric.sources)
            landed = self._landed.get(name)
            files = (declared.file or declared.table or "",)
            if landed is None:
                found[name] = Source(name, files, metrics=using, place=place, fault=self._problem(source=name))
                continue
            columns = translation.columns_of(landed.columns)
            fresh = self._fresh(name) or landed.fresh_at
            found[name] = Source(name, files, landed.rows, landed.rejects.count, fresh, using, place, None, columns)
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
        """Return the whole series of every metric, found in one question."""
        found: Mapping[str, Series] = self._once(("overview",), self._survey)
        return found

    @property
    def problems(self) -> tuple[Fault, ...]:
        """What could not be read or measured so far, each told once."""
        found = (Fault(each.cause, each.place or each.source or "", each.fix) for each in self._reading.problems)
        return tuple(dict.fromkeys(found))

    def computation(self, metric: str) -> Computation:
        """Return how a metric was computed."""
        computation: Computation = self._once(("computation", metric), lambda: self._explain(metric))
        return computation

    def rejects(self, source: str, *, limit: int = 200) -> Rejects:
        """Return the rows of a source that could not be read."""
        landed = self._landed.get(source)
        if landed is None:
            return Rejects(source, 0)
        return Rejects(
            source,
            landed.rejects.count,
            dict(landed.rejects.by_reason),
            tuple(Reject(**row) for row in translation.first_rows(landed.rejects.file, limit)),
        )

    def _guarded(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except UnknownNameError as error:
            raise NotDeclaredError(error.kind, error.name, cause=f"{error.cause} {error.fix}") from error
        except SightlineError as error:
            raise UnanswerableError(_fault(error)) from error

    def _once(self, key: tuple[object, ...], ask: Callable[[], Any]) -> Any:
        with self._lock:
            if key not in self._asked:
                self._asked[key] = ask()
            return self._asked[key]

    def _fresh(self, source: str) -> datetime | None:
        """Return the newest moment in a source's data that any metric on it alone knows."""
        alone = [name for name, metric in self.metrics.items() if metric.sources == (source,)]
        return max((fresh for name in alone if (fresh := self.series(name).fresh_at)), default=None)

    def _problem(self, *, source: str | None = None, metric: str | None = None) -> Fault | None:
        """Return why a source could not be read, or why a metric has no values."""
        sources = self.metrics[metric].sources if metric else (source,)
        metrics = self._behind(metric) if metric else ()
        for each in self._reading.problems:
            if each.metric in metrics or (each.metric is None and each.source in sources):
                return Fault(each.cause, each.place or each.source or "", each.fix)
        return None

    def _behind(self, metric: str) -> tuple[str, ...]:
        """Return a metric and all that it is made from."""
        found, todo = {metric: None}, [metric]
        while todo:
            new = [name for name in self.metrics[todo.pop()].inputs if name not in found]
            found |= dict.fromkeys(new)
            todo += new
        return tuple(found)

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
            raise NotDeclaredError("period", since or until or usual, cause=f"{error.cause} {error.fix}") from error
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
        empty = all(point.value is None for segment in found for point in segment.points)
        return Series(metric, grain, by, found, fresh, self._problem(metric=metric) if empty else None)

    def _survey(self) -> dict[str, Series]:
        grain = self._model.settings.calendar.grain
        by_metric: dict[str, list[dict[str, Any]]] = {}
        for row in self._reading.measure(None).rows():
            by_metric.setdefault(row["metric"], []).append(row)
        found = {name: self._series(name, grain, None, by_metric.get(name, [])) for name in self.metrics}
        for name, series in found.items():
            self._asked[("series", name, None, None, None, None)] = series
            self._asked[("series", name, None, grain, None, None)] = series
        return found

    def _explain(self, metric: str) -> Computation:
        how = translation.computation(self._reading.computation(metric), self.metrics[metric])
        inputs = tuple(replace(each, fresh_at=self.sources[each.source].fresh_at) for each in how.sources)
        return replace(how, sources=inputs, sql=tuple(_laid_out(text, self._model.settings.engine) for text in how.sql))
