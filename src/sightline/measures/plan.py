"""The plan of a request: which metrics rest on which, and the one SELECT per relation that answers them all.

Formulas and cumulative metrics are followed down to the metrics that rest on data; each of these becomes a recipe.
Recipes over one relation share one query. What cannot be measured (a missing source, an absent column) becomes a
problem of that metric and of those built on it, and leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sightline.errors import DeclarationError, SightlineError, UnknownNameError
from sightline.events.moments import Now
from sightline.events.relations import Relation
from sightline.events.steps import Steps
from sightline.measures.kinds import Context, recipe_of
from sightline.measures.process_kinds import conversion_recipe, duration_recipe, yielded_recipe
from sightline.measures.queries import Query, Shape, Window, build, shape_of
from sightline.measures.recipes import Recipe
from sightline.measures.windows import base_grain, first_needed
from sightline.model.declarations import Metric
from sightline.model.expressions import formula_inputs, parse_formula
from sightline.model.model import Model
from sightline.model.process_metrics import YieldedMetric
from sightline.periods import Calendar, Grain, Period
from sightline.saying import say

__all__ = ["Ask", "Plan", "Problem", "dimensions_of_metric", "inputs_of", "plan", "process_of", "source_of"]

OLDEST = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Ask:
    """One metric by some dimensions at one grain."""

    metric: str
    by: tuple[str, ...]
    grain: Grain


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a metric has no values, or which rows do not count.

    Parameters
    ----------
    metric : str, optional
        The metric that has no values because of it.
    source : str, optional
        The source it is about.
    cause, place, fix : str
        What is wrong, where, and what to do.
    """

    cause: str
    metric: str | None = None
    source: str | None = None
    place: str = ""
    fix: str = ""

    def __str__(self) -> str:
        head = f"{self.place}: {self.cause}" if self.place else self.cause
        return f"{head}\n{self.fix}" if self.fix else head


def resting(metric: str, on: str, below: Problem | None) -> Problem:
    """Return the problem of a metric that rests on one that has no values."""
    cause = say("it rests on '{metric}'.", metric=on)
    if below:
        cause = say("it rests on '{metric}': {cause}", metric=on, cause=below.cause)
    return Problem(cause, metric, fix=below.fix if below else "")


@dataclass(frozen=True)
class Plan:
    """What a request needs.

    Parameters
    ----------
    model : Model
        What is declared.
    asks : tuple of Ask
        What was asked, in that order.
    now : Now
        The moment of the reading.
    since, until : date
        The first day shown (None: where the data begin) and the first day not shown.
    window : Window
        Which rows count.
    recipes : mapping of str to Recipe
        For every metric that rests on data.
    placed : mapping of Ask to (source, Shape)
        Where the components of such a metric are found.
    queries : tuple of Query
        One for each relation.
    problems : mapping of str to Problem
        The metrics that cannot be measured.
    """

    model: Model
    asks: tuple[Ask, ...]
    now: Now
    since: date | None
    until: date
    window: Window
    recipes: Mapping[str, Recipe]
    placed: Mapping[Ask, tuple[str, Shape]]
    queries: tuple[Query, ...]
    problems: Mapping[str, Problem]


@dataclass
class _Planner:
    model: Model
    relations: Mapping[str, Relation | SightlineError]
    now: Now
    recipes: dict[str, Recipe] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    needed: dict[Ask, None] = field(default_factory=dict)
    seen: dict[Ask, bool] = field(default_factory=dict)

    def follow(self, ask: Ask) -> bool:
        """Gather the recipes that `ask` needs; return whether it can be measured."""
        if ask not in self.seen:
            self.seen[ask] = False  # a metric that needs itself is the model check's matter
            self.seen[ask] = self._follow(ask)
        return self.seen[ask]

    def _follow(self, ask: Ask) -> bool:
        declared = self.model.metric(ask.metric)
        if isinstance(declared, Metric) and declared.typed is not None:
            return True
        inputs = _asks_below(self.model, ask)
        if inputs:
            missing = [one.metric for one in inputs if not self.follow(one)]
            if missing:
                self._problem(ask.metric, resting(ask.metric, missing[0], self.problems.get(missing[0])))
            return not missing
        if ask.metric not in self.recipes and ask.metric not in self.problems:
            self._prepare(ask.metric, declared)
        if ask.metric in self.recipes:
            self.needed[ask] = None
            return True
        return False

    def _prepare(self, name: str, declared: Metric | YieldedMetric) -> None:
        try:
            self.recipes[name] = self._recipe(name, declared)
        except SightlineError as error:
            place = error.place or self._place(name, declared)
            self._problem(name, Problem(error.cause, name, source_of(self.model, declared), place, error.fix))

    def _recipe(self, name: str, declared: Metric | YieldedMetric) -> Recipe:
        source = source_of(self.model, declared)
        if source is None:
            raise DeclarationError(say("the metric '{name}' names no source.", name=name), fix=say("Add `source: ID`."))
        relation = self.relations.get(source)
        if relation is None:
            raise UnknownNameError("source", source, self.relations)
        if isinstance(relation, SightlineError):
            raise relation
        place = self._place(name, declared)
        context = Context(relation, self.now, place)
        process = process_of(declared)
        if process is None:
            assert isinstance(declared, Metric)  # noqa: S101 -- a yielded metric has a process
            return recipe_of(name, declared, context)
        steps = Steps(process, self.model.processes[process], relation, self.now, place)
        if isinstance(declared, YieldedMetric):
            return yielded_recipe(declared, steps, context)
        build_recipe = duration_recipe if declared.duration is not None else conversion_recipe
        return build_recipe(name, declared, steps, context)

    def _place(self, name: str, declared: Metric | YieldedMetric) -> str:
        path = ("metrics", name) if isinstance(declared, Metric) else ("processes", declared.process)
        return str(self.model.positions.lookup(path, key=True)) if self.model.files else ""

    def _problem(self, name: str, problem: Problem) -> None:
        self.problems.setdefault(name, problem)


def inputs_of(model: Model, name: str) -> tuple[str, ...]:
    """Return the metrics that a formula or a cumulative metric rests on; none for one that rests on data or entries."""
    declared = model.metric(name)
    if isinstance(declared, Metric) and declared.formula is not None:
        return formula_inputs(parse_formula(declared.formula))
    if isinstance(declared, Metric) and declared.cumulative is not None:
        return (declared.cumulative.of,)
    return ()


def _asks_below(model: Model, ask: Ask) -> list[Ask]:
    """Return what a metric's inputs are asked: by the same dimensions, and for a window perhaps by day as well."""
    declared = model.metric(ask.metric)
    grains = [ask.grain]
    if isinstance(declared, Metric) and declared.cumulative is not None:
        grains.append(base_grain(declared.cumulative.over, ask.grain, model.calendar))
    return [Ask(name, ask.by, grain) for name in inputs_of(model, ask.metric) for grain in dict.fromkeys(grains)]


def process_of(declared: Metric | YieldedMetric) -> str | None:
    """Return the process whose log a metric is read from, if it is."""
    if isinstance(declared, YieldedMetric):
        return declared.process
    if declared.duration is not None:
        return declared.duration.process
    return declared.conversion.process if declared.conversion is not None else None


def source_of(model: Model, declared: Metric | YieldedMetric) -> str | None:
    """Return the source that a metric rests on directly."""
    process = process_of(declared)
    if process is not None:
        return model.processes[process].log
    return declared.source if isinstance(declared, Metric) else None


def dimensions_of_metric(model: Model, name: str) -> tuple[str, ...]:
    """Return the dimensions by which a metric can be asked.

    A formula has those that every input has; a cumulative metric those of the metric it sums; a typed one those of
    its entries.

    Raises
    ------
    UnknownNameError
        If there is no such metric.
    """
    declared = model.metric(name)
    if isinstance(declared, YieldedMetric):
        return declared.by
    if declared.formula is not None:
        inputs = [dimensions_of_metric(model, one) for one in formula_inputs(parse_formula(declared.formula))]
        first = inputs[0] if inputs else ()
        return tuple(one for one in first if all(one in others for others in inputs))
    if declared.cumulative is not None:
        return dimensions_of_metric(model, declared.cumulative.of)
    if declared.typed is not None:
        return declared.by or tuple(dict.fromkeys(key for entry in declared.typed.entries for key in entry.segment))
    process = process_of(declared)
    return declared.by or (model.processes[process].by if process is not None else ())


def plan(
    model: Model,
    relations: Mapping[str, Relation | SightlineError],
    asks: Sequence[tuple[str, Sequence[str]]],
    *,
    as_of: date,
    grain: Grain | None = None,
    since: str | None = None,
    until: str | None = None,
    at: datetime | None = None,
) -> Plan:
    """Return what it takes to measure metrics.

    Parameters
    ----------
    model : Model
        What is declared.
    relations : mapping of str to Relation or SightlineError
        The sources; an error for one that cannot be read.
    asks : sequence of (metric, dimensions)
        What is asked.
    as_of : date
        The last local day that counts.
    grain : Grain, optional
        The size of periods; the calendar's own where left out.
    since, until : str, optional
        Labels of the first and the last period shown. Left out: from where the data begin to the period of `as_of`.
    at : datetime, optional
        A moment within that day, at which processes are judged; its end where left out.

    Raises
    ------
    UnknownNameError
        If a metric or a dimension is not there.
    PeriodError
        If a label names no period.
    """
    calendar, size = model.calendar, grain or model.calendar.grain
    wanted = tuple(Ask(name, tuple(by), size) for name, by in asks)
    for ask in wanted:
        _check_dimensions(model, ask)
    now = Now(as_of, calendar, at)
    first = calendar.period_of(calendar.parse(since).start, size).start if since else None
    last = calendar.period_of(as_of, size).end
    end = min(_last_period(calendar, until, size).end, last) if until else last
    planner = _Planner(model, relations, now)
    for ask in dict.fromkeys(wanted):
        planner.follow(ask)
    window = _window(model, planner, wanted, now, first)
    placed = {ask: (planner.recipes[ask.metric].source, _shape(planner, ask)) for ask in planner.needed}
    queries = tuple(_queries(planner, placed, relations, window))
    return Plan(model, wanted, now, first, end, window, planner.recipes, placed, queries, planner.problems)


def _last_period(calendar: Calendar, label: str, grain: Grain) -> Period:
    return calendar.period_of(calendar.parse(label).end - timedelta(days=1), grain)


def _check_dimensions(model: Model, ask: Ask) -> None:
    known = dimensions_of_metric(model, ask.metric)
    for name in ask.by:
        if name not in known:
            raise UnknownNameError("dimension", name, known, place=say("metric '{name}'", name=ask.metric))


def _shape(planner: _Planner, ask: Ask) -> Shape:
    return shape_of(planner.recipes[ask.metric], ask.by, ask.grain)


def _window(model: Model, planner: _Planner, asks: Iterable[Ask], now: Now, since: date | None) -> Window:
    """Return which rows count: from as early as the first period shown needs, to the end of the reading's day."""
    known = [relation for relation in planner.relations.values() if isinstance(relation, Relation)]
    days = [relation.first for relation in known if relation.first is not None]
    first = max(min(days, default=OLDEST), OLDEST)
    start = None
    if since is not None:
        start = min((first_needed(model, ask.metric, ask.grain, since) for ask in asks), default=since)
    return Window(now.calendar, min(first, start or first, now.as_of), start, now.end, now.at)


def _queries(
    planner: _Planner,
    placed: Mapping[Ask, tuple[str, Shape]],
    relations: Mapping[str, Relation | SightlineError],
    window: Window,
) -> Iterable[Query]:
    sources = dict.fromkeys(source for source, _ in placed.values())
    for source in sources:
        relation = relations[source]
        assert isinstance(relation, Relation)  # noqa: S101 -- a recipe has been made from it
        wanted = [(planner.recipes[ask.metric], shape) for ask, (found, shape) in placed.items() if found == source]
        if relation.one_pass:
            yield build(relation, wanted, window)
        else:
            for shape in sorted({shape for _, shape in wanted}):
                yield build(relation, [one for one in wanted if one[1] == shape], window)
