"""One reading of the library, as the pages ask for it.

A source that cannot be read takes the metrics on it along and leaves the others alone.
"""

from __future__ import annotations

import hashlib
import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from sightline.errors import DeclarationError, SightlineError, UnknownNameError
from sightline.saying import joined
from sightline_web import levers, translation
from sightline_web.engine.agreeing import Agreeing
from sightline_web.engine.choosing import FIXES, Choosing
from sightline_web.engine.deciding import Deciding
from sightline_web.engine.faults import fault_of
from sightline_web.engine.reviewing import Reviewing
from sightline_web.evidencing import Evidencing
from sightline_web.languages.by_language import ByLanguage
from sightline_web.origins import titled
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
from sightline_web.staffing import Staffing

if TYPE_CHECKING:
    from sightline.model import Loaded
    from sightline.reading import Reading

__all__ = ["ReadSnapshot"]

T = TypeVar("T")
HASH_SHOWN = 16


class ReadSnapshot(Choosing, Deciding, Reviewing, Staffing, Evidencing, Peopled, Agreeing):
    """One reading of the library, as the pages ask for it; one question at a time, each answered once."""

    slow: tuple[str, ...] = (*Evidencing.slow, FIXES)

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
        self._live = any(source.live for source in reading.model.sources.values())
        self.files = files
        self.findings = findings
        declared = translation.metrics(
            reading.model,
            inputs_of=lambda name: inputs_of(reading.model, name),
            dimensions_of=lambda name: dimensions_of_metric(reading.model, name),
        )
        self._metrics = ByLanguage[Mapping[str, Metric]](levers.attached(reading.model, declared), titled)
        self._warnings = len(loaded.findings)
        self._example = is_example(reading.workspace.root)
        self._landed = dict(reading.landed())
        self.overview()
        self.goals: tuple[Goal, ...] = tuple(
            translation.goal(reading.model, status, self.goal_series(status.goal).points())
            for status in reading.statuses()
        )
        weakref.finalize(self, reading.close)

    def estimate(self) -> None:
        """Answer the slow questions; a whole reading of live events is then remembered for the next start."""
        super().estimate()
        if self._live and all(map(self.ready, self.slow)):
            from sightline.reading import remember  # noqa: PLC0415 -- as above

            remember(self._reading)

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
            self._warnings, self._example, settings.locale or "",
        )  # fmt: skip

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """All sources by id, with what is wrong with those that could not be read."""
        found = {}
        for name, declared in self._model.sources.items():
            place = translation.place_of(self._model, ("sources", name))
            using = tuple(metric.id for metric in self.metrics.values() if name in metric.sources)
            landed = self._landed.get(name)
            files = tuple(filter(None, (declared.file or declared.table, "live events" if declared.live else None)))
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
        found = (
            Fault(each.cause, each.place or each.source or "", each.fix, language="en")
            for each in self._reading.problems
        )
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
            raise NotDeclaredError(error.kind, error.name, cause=_both(error)) from error
        except SightlineError as error:
            raise UnanswerableError(fault_of(error)) from error

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
                return Fault(each.cause, each.place or each.source or "", each.fix, language="en")
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
            raise NotDeclaredError(error.kind, error.name, cause=_both(error)) from error
        except DeclarationError as error:
            raise NotDeclaredError("period", since or until or usual, cause=_both(error)) from error
        except SightlineError as error:
            return Series(metric, usual, single, fault=fault_of(error))
        rows = [row for row in values.rows() if not where or all(row[key] == text for key, text in where.items())]
        return self._series(metric, usual, single, rows)

    def _series(self, metric: str, grain: str, by: str | None, rows: list[dict[str, Any]]) -> Series:
        day = self._reading.whole_day
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
        if self._live:
            from sightline.reading import first_closed  # noqa: PLC0415 -- with the reading

            first = first_closed(self._reading.workspace, self._model)
            found = {name: translation.revised(series, first.get(name, {})) for name, series in found.items()}
        for name, series in found.items():
            self._asked[("series", name, None, None, None, None)] = series
            self._asked[("series", name, None, grain, None, None)] = series
        return found

    def _explain(self, metric: str) -> Computation:
        how = translation.computation(self._reading.computation(metric), self.metrics[metric])
        inputs = tuple(replace(each, fresh_at=self.sources[each.source].fresh_at) for each in how.sources)
        return replace(how, sources=inputs, sql=tuple(_laid_out(text, self._model.settings.engine) for text in how.sql))


def _both(error: SightlineError) -> str:
    return joined(" ", [error.cause, error.fix])


def _laid_out(sql: str, engine: str) -> str:
    """Return a query with one thing on a line; as it stands where it cannot be parsed."""
    import sqlglot  # noqa: PLC0415 -- comes with a reading, not with the server

    dialect = engine if engine in {"duckdb", "spark"} else "postgres"
    try:
        return sqlglot.parse_one(sql, read=dialect).sql(dialect, pretty=True)
    except sqlglot.errors.ParseError:
        return sql
