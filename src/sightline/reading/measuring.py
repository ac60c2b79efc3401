"""The measured half of a reading: values, where goals stand, and how numbers were computed.

The workspace gives the model and the files, the facts are landed, an engine answers the planned queries, and records
come out. A source that cannot be read takes nothing down but the metrics that rest on it; why is told in `problems`.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import pyarrow as pa

from sightline.disclosure.personal import persons_counted
from sightline.errors import SightlineError
from sightline.events.moments import Now
from sightline.facts import Landed, Progress, Silent
from sightline.measures import Plan, Problem, Query, Relation, Results, dimensions_of_metric, execute, values_of
from sightline.measures import plan as make_plan
from sightline.measures.answers import Answers
from sightline.measures.plan import inputs_of, source_of
from sightline.measures.shelf import remark
from sightline.measures.sources import measured_sources
from sightline.model.declarations import Metric
from sightline.model.model import Model
from sightline.periods import Grain
from sightline.reading.people import Gates, about_enough, gates_of, withheld
from sightline.records import Computation, GoalStatus, SourceUse, Values
from sightline.strategy.status import Observed, status_of
from sightline.workspace import Workspace

__all__ = ["Measuring"]

_KINDS = ("measure", "ratio", "balance", "duration", "conversion", "cumulative", "formula", "typed")
_NO_DATA_DAY = date(1970, 1, 1)


@dataclass
class Measuring:
    """What is measured, of one model version at one moment; a context manager, safe to use from several threads.

    Parameters
    ----------
    workspace : Workspace
        Where the model and the data are.
    model : Model
        The checked model.
    day : date, optional
        The last local day that counts; the newest day in the facts where left out.
    answers : Answers
        The engines and the facts.
    at : datetime, optional
        A moment within that day; what comes at it or later does not count. The end of the day where left out.
    """

    workspace: Workspace
    model: Model
    day: date | None
    answers: Answers
    at: datetime | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _problems: dict[str, Problem] = field(default_factory=dict)
    _values: dict[tuple[object, ...], Values] = field(default_factory=dict)
    _gate_of: dict[tuple[object, ...], Gates] = field(default_factory=dict)
    _goals: tuple[GoalStatus, ...] | None = None

    @property
    def as_of(self) -> datetime:
        """The moment of the reading in the workspace's time zone: the last second of its last day, if no other."""
        zone = ZoneInfo(self.model.calendar.timezone)
        if self.at is not None:
            return self.at.astimezone(zone)
        return datetime.combine(self.last_day, clock(23, 59, 59), tzinfo=zone)

    @property
    def progress(self) -> Progress:
        """Is told how far reading and estimating are."""
        return self.answers.facts.progress or Silent()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read or measured so far, and which rows do not count."""
        return tuple(self._problems.values())

    def measure(
        self,
        metrics: Sequence[str] | None = None,
        *,
        by: Sequence[str] = (),
        grain: Grain | str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Values:
        """Return values of metrics.

        Parameters
        ----------
        metrics : sequence of str, optional
            Left out: all that have the dimensions `by`, those that processes yield included.
        by : sequence of str
            Dimensions that cut the values into segments.
        grain : Grain or str, optional
            The size of periods; the calendar's own where left out.
        since, until : str, optional
            Labels of the first and last period: by default from where each metric's data begin to the newest.

        Returns
        -------
        Values
            In the order of `metrics`. A metric that cannot be measured has no values; `problems` says why.

        Raises
        ------
        UnknownNameError
            If a metric or a dimension is not there.
        PeriodError
            If a label names no period.
        """
        names = self._named(metrics, by)
        size = Grain(grain) if grain else None
        key = (names, tuple(by), size, since, until)
        with self._lock:
            if key not in self._values:
                asked = (size, since, until)
                self._values[key] = self._released(self._measured(names, tuple(by), *asked), *asked)
            return self._values[key]

    def _measured(
        self, names: Sequence[str], by: tuple[str, ...], grain: Grain | None, since: str | None, until: str | None
    ) -> Values:
        plan = self._plan([(name, by) for name in names], grain, since, until)
        return values_of(plan, self._executed(plan), by=by)

    def _released(self, values: Values, grain: Grain | None, since: str | None, until: str | None) -> Values:
        """Return values without those about too few people, and say of which metrics some are missing."""
        personal = {
            name: [
                self._gates(one, grain, since, until) for one in self.behind(name) if persons_counted(self.model, one)
            ]
            for name in values.metrics
        }
        found, lost = about_enough(values, personal)
        for metric in lost:  # a remark: the metric is measured, and its other values stand
            self._say(Problem(withheld(metric), source=self._source_of_people()))
        return found

    def _source_of_people(self) -> str | None:
        return self.model.people.source if self.model.people is not None else None

    def _gates(self, metric: str, grain: Grain | None, since: str | None, until: str | None) -> Gates:
        """Return the gate of each period for a metric that counts people, over all its dimensions."""
        key = (metric, grain, since, until)
        if key not in self._gate_of:
            by = tuple(dimensions_of_metric(self.model, metric))
            self._gate_of[key] = gates_of(self._measured([metric], by, grain, since, until))
        return self._gate_of[key]

    def statuses(self) -> tuple[GoalStatus, ...]:
        """Return where each goal stands, in the order of the model; the rule is told in `sightline.strategy.status`."""
        with self._lock:
            if self._goals is None:
                self._goals = self._status_of_goals()
            return self._goals

    def computation(self, metric: str) -> Computation:
        """Return how a metric's values, without dimensions and at the calendar's grain, are computed.

        Raises
        ------
        UnknownNameError
            If there is no such metric.
        """
        with self._lock:
            return self._computation(metric)

    def landed(self) -> Mapping[str, Landed]:
        """Return the sources of files that metrics and processes rest on; those that cannot be read are `problems`."""
        found = {}
        with self._lock:
            for name in measured_sources(self.model):
                try:
                    landed = self.answers.facts.landed(name)
                except SightlineError as error:
                    self._say(_of_source(name, error))
                    continue
                if landed is not None:
                    found[name] = landed
        return found

    def close(self) -> None:
        """Close the engines that the reading opened."""
        self.answers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def lock(self) -> threading.RLock:
        """Held while an engine is asked; engines answer one thread at a time."""
        return self._lock

    @property
    def last_day(self) -> date:
        """The last local day that counts."""
        with self._lock:
            if self.day is None and self.at is not None:
                self.day = Now.of(self.at, self.model.calendar).as_of
            if self.day is None:
                relations = self._relations(measured_sources(self.model))
                days = [one.last for one in relations.values() if isinstance(one, Relation) and one.last is not None]
                self.day = max(days, default=None) or self._unmeasured_day() or _NO_DATA_DAY
            return self.day

    def _unmeasured_day(self) -> date | None:
        """Return the newest day in the tables of work and of people, where no metric and no process has one."""
        if self.model.people is None and self.model.work is None:
            return None
        from sightline.reading.working import newest_day  # noqa: PLC0415 -- hardly ever needed

        return newest_day(self)

    @property
    def now(self) -> Now:
        """The moment of the reading, as queries compare with it."""
        return Now(self.last_day, self.model.calendar, self.at)

    @property
    def whole_day(self) -> date:
        """The last local day that counts as a whole: periods that end with it are over."""
        return self.now.whole - timedelta(days=1)

    def _relations(self, names: Sequence[str]) -> dict[str, Relation | SightlineError]:
        found = {name: self.answers.relation(name) for name in names}
        for name, relation in found.items():
            if isinstance(relation, SightlineError):
                self._say(_of_source(name, relation))
        return found

    def _named(self, metrics: Sequence[str] | None, by: Sequence[str]) -> tuple[str, ...]:
        if metrics is not None:
            return tuple(dict.fromkeys(metrics))
        every = self.model.metric_ids()
        return tuple(name for name in every if set(by) <= set(dimensions_of_metric(self.model, name)))

    def _plan(
        self, asks: Sequence[tuple[str, tuple[str, ...]]], grain: Grain | None, since: str | None, until: str | None
    ) -> Plan:
        relations = self._relations(self._sources_behind([name for name, _ in asks]))
        return make_plan(
            self.model, relations, asks, as_of=self.last_day, grain=grain, since=since, until=until, at=self.at
        )

    def _sources_behind(self, metrics: Sequence[str]) -> tuple[str, ...]:
        behind = (name for one in metrics for name in self.behind(one))
        found = dict.fromkeys(source_of(self.model, self.model.metric(name)) for name in behind)
        return tuple(name for name in found if name is not None and name in self.model.sources)

    def behind(self, metric: str) -> tuple[str, ...]:
        """Return a metric and all that it rests on."""
        found: dict[str, None] = {}
        todo = [metric]
        while todo:
            name = todo.pop()
            if name not in found:
                found[name] = None
                todo.extend(inputs_of(self.model, name))
        return tuple(found)

    def _executed(self, plan: Plan) -> Results:
        relations = {query.source: self.answers.relation(query.source) for query in plan.queries}
        results = execute(plan, self._run, relations)
        for problem in results.problems:
            self._say(problem)
        return results

    def _run(self, query: Query) -> pa.Table:
        return self.answers.ask(query.source, query.select)

    def _say(self, problem: Problem) -> None:
        self._problems.setdefault(f"{problem.metric}|{problem.source}|{problem.cause}", problem)

    def _status_of_goals(self) -> tuple[GoalStatus, ...]:
        goals = self.model.goals
        if not goals:
            return ()
        asks = list(dict.fromkeys((goal.metric, tuple(sorted(goal.where))) for goal in goals.values()))
        plan = self._plan(asks, None, None, None)
        results = self._executed(plan)
        series = dict(zip(asks, (results.evaluation.series(ask) for ask in plan.asks), strict=True))
        calendar, day = self.model.calendar, self.whole_day
        found = []
        for name, goal in goals.items():
            by = tuple(sorted(goal.where))
            seen = self._of_people(goal.metric, goal.where)
            observed = [
                Observed(period, value if seen is None else seen.get(period.label), fresh)
                for period, value, fresh in series[(goal.metric, by)].of(tuple(goal.where[one] for one in by))
            ]
            metric = self.model.metric(goal.metric)
            found.append(status_of(name, goal, metric, observed, calendar=calendar, as_of=day))
        return tuple(found)

    def _of_people(self, metric: str, where: Mapping[str, str]) -> dict[str, float | None] | None:
        """Return what may be seen of a metric that rests on people, by period; None of one that does not."""
        if not any(persons_counted(self.model, one) for one in self.behind(metric)):
            return None
        return dict(self.measure([metric], by=sorted(where)).series(metric, **where))

    def _computation(self, metric: str) -> Computation:
        declared = self.model.metric(metric)
        plan = self._plan([(metric, ())], None, None, None)
        sql: list[str] = []
        scans: dict[str, int] = {}
        runs, seconds = [], 0.0
        for query in plan.queries:
            try:
                table = self._run(query)
                engine = self.answers.engine(query.source)
                sql.append(engine.sql(query.select))
                count = engine.scans(query.select)[query.source]
                scans[query.source] = scans.get(query.source, 0) + count
            except SightlineError as error:
                self._say(Problem(error.cause, metric, query.source, error.place, error.fix))
                continue
            runs.append(datetime.fromisoformat(remark(table, "run_at")))
            seconds += float(remark(table, "seconds"))
        sources = tuple(self._use(name) for name in self._sources_behind([metric]))
        definition = self._definition(metric)
        marks = [metric, definition, *sql, *(self._fingerprint(one.source) for one in sources)]
        return Computation(
            metric,
            _kind_of(declared) if isinstance(declared, Metric) else declared.kind,
            declared.title,
            declared.unit,
            definition,
            tuple(name for name in self.behind(metric) if name != metric),
            sources,
            tuple(sql),
            scans,
            max(runs, default=None),
            seconds if runs else None,
            hashlib.sha256("\x00".join(marks).encode()).hexdigest()[:16],
        )

    def _definition(self, metric: str) -> str:
        declared = self.model.metric(metric)
        if isinstance(declared, Metric):
            text = self.model.positions.text(self.model.positions.lookup(("metrics", metric)))
            return text.strip() or declared.model_dump_json(by_alias=True, exclude_defaults=True)
        about = declared.rule or declared.activity
        return f"{declared.kind} of {declared.process}" + (f", {about}" if about else "")

    def _use(self, name: str) -> SourceUse:
        relation = self.answers.relation(name)
        try:
            landed = self.answers.facts.landed(name)
        except SightlineError:
            return SourceUse(name, None, None, None, ())
        newest = None
        if isinstance(relation, Relation) and relation.last is not None:
            newest = self.model.calendar.instant(relation.last)
        if landed is None:
            return SourceUse(name, None, None, newest, ())
        fresh = landed.fresh_at if isinstance(relation, Relation) and relation.log else newest
        return SourceUse(name, landed.rows, landed.rejects.count, fresh, tuple(landed.files))

    def _fingerprint(self, name: str) -> str:
        try:
            landed = self.answers.facts.landed(name)
        except SightlineError as error:
            return str(error)
        return landed.fingerprint if landed is not None else name


def _of_source(name: str, error: SightlineError) -> Problem:
    return Problem(error.cause, None, name, error.place, error.fix)


def _kind_of(metric: Metric) -> str:
    return next(kind for kind in _KINDS if getattr(metric, kind) is not None)
