"""Running a plan: each query once, its answer as cubes, and values as records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from sightline.errors import DeclarationError, EnvironmentFaultError, SightlineError, SourceMissingError
from sightline.events.relations import Relation
from sightline.measures.cubes import Cube, Grid, Snapshots, first_day, lost_rows, read_cube
from sightline.measures.evaluate import Evaluation
from sightline.measures.plan import OLDEST, Ask, Plan, Problem
from sightline.measures.queries import Query, Shape, build
from sightline.measures.series import Series
from sightline.measures.typed import typed_periods
from sightline.model.arithmetic import Array
from sightline.periods import Calendar, Grain
from sightline.records import Values, ValuesBuilder
from sightline.saying import Said, joined, say, say_many

__all__ = ["Results", "execute", "values_of"]

Run = Callable[[Query], pa.Table]
Answered = dict[tuple[str, Shape], tuple[Query, pa.Table]]
_MOST_CELLS = 50_000_000
_DAY = timedelta(days=1)
_US = timedelta(microseconds=1)


@dataclass(frozen=True)
class Results:
    """What running a plan gave.

    Parameters
    ----------
    evaluation : Evaluation
        Gives the series of each metric.
    problems : tuple of Problem
        What could not be measured, and which rows do not count.
    """

    evaluation: Evaluation
    problems: tuple[Problem, ...]


def execute(plan: Plan, run: Run, relations: Mapping[str, Relation | SightlineError]) -> Results:
    """Run each query of a plan once.

    Parameters
    ----------
    plan : Plan
        What to run.
    run : callable
        Answers one query. What it raises on purpose becomes the problem of the metrics that the query serves.
    relations : mapping of str to Relation
        The relations of the plan.
    """
    problems: dict[str, Problem] = dict(plan.problems)
    remarks: list[Problem] = []
    answers: Answered = {}
    for query in plan.queries:
        answered = _answered(plan, query, run, relations, problems)
        if answered is not None:
            answers.update({(query.source, shape): answered for shape in answered[0].shapes})
            remarks.extend(_remarks(*answered))
    grids = _grids(plan, answers)
    cubes: dict[Ask, Cube | Snapshots] = {}
    read: dict[tuple[str, Shape], Cube | Snapshots] = {}
    for ask, (source, shape) in plan.placed.items():
        if (source, shape) not in answers:
            continue
        if (source, shape) not in read:
            relation = relations[source]
            assert isinstance(relation, Relation)  # noqa: S101 -- it has been queried
            query, table = answers[source, shape]
            found = read_cube(table, query, shape, grids[ask.grain])
            _refuse_too_many(found, ask)
            read[source, shape] = _in_utc(found, relation.kind(shape.time), plan.model.calendar)
        cubes[ask] = read[source, shape]
    evaluation = Evaluation(plan, cubes, grids, problems)
    for ask in plan.asks:
        evaluation.series(ask)
    return Results(evaluation, (*problems.values(), *remarks))


def _answered(
    plan: Plan,
    query: Query,
    run: Run,
    relations: Mapping[str, Relation | SightlineError],
    problems: dict[str, Problem],
) -> tuple[Query, pa.Table] | None:
    """Return a query with its answer; where it fails, the same query without the metrics that make it fail.

    What is wrong with one metric (a sum of texts) must not take the others of its source down with it.
    """
    try:
        return query, run(query)
    except SightlineError as error:
        if len(query.metrics) == 1 or isinstance(error, SourceMissingError | EnvironmentFaultError):
            for metric in query.metrics:
                problems.setdefault(metric, Problem(error.cause, metric, query.source, error.place, error.fix))
            return None
    relation = relations[query.source]
    assert isinstance(relation, Relation)  # noqa: S101 -- it has been queried
    wanted = [
        (plan.recipes[ask.metric], shape)
        for ask, (source, shape) in plan.placed.items()
        if source == query.source and shape in query.shapes
    ]
    good = []
    for metric in query.metrics:
        alone = build(relation, [one for one in wanted if one[0].metric == metric], plan.window)
        if _answered(plan, alone, run, relations, problems) is not None:
            good.append(metric)
    rest = [one for one in wanted if one[0].metric in good]
    if not rest or len(good) == len(query.metrics):  # together they fail, each alone does not
        return None
    return _answered(plan, build(relation, rest, plan.window), run, relations, problems)


def _remarks(query: Query, table: pa.Table) -> list[Problem]:
    """Return a remark for each column of times that leaves rows without a period."""
    remarks = []
    for shape in {one.time: one for one in query.shapes}.values():
        lost = lost_rows(table, query, shape)
        if lost and len({one.time for one in query.shapes}) == 1:
            cause = say_many(
                "{count:,} row has no date in '{column}' and cannot count in any period.",
                "{count:,} rows have no date in '{column}' and cannot count in any period.",
                lost,
                column=shape.time,
            )
            fix = say("Fill in the column, or date the metric by another.")
            remarks.append(Problem(cause, None, query.source, fix=fix))
    return remarks


def _grids(plan: Plan, answers: Answered) -> dict[Grain, Grid]:
    """Return the periods of each grain: from the oldest row, entry or asked period to the reading's day."""
    calendar, asks = plan.model.calendar, {*plan.asks, *plan.placed}
    oldest: dict[Grain, list[date]] = {ask.grain: [] for ask in asks}
    for (_, shape), (query, table) in answers.items():
        day = first_day(table, query, shape)
        if day is not None:
            oldest[shape.grain].append(max(day, OLDEST))
    for grain, days in oldest.items():
        if grain == plan.asks[0].grain:
            days.extend(_typed_days(plan))
        if plan.since is not None:
            days.append(plan.window.since or plan.since)
    last = plan.now.end
    return {
        grain: Grid(
            grain, tuple(calendar.covering(min(min(days, default=plan.now.as_of), plan.now.as_of), last, grain))
        )
        for grain, days in oldest.items()
    }


def _typed_days(plan: Plan) -> list[date]:
    found: list[date] = []
    for metric in plan.model.metrics.values():
        if metric.typed is not None:
            found.extend(period.end - _DAY for period in typed_periods(metric.typed, plan.now))
    return found


def _refuse_too_many(found: Cube | Snapshots, ask: Ask) -> None:
    cube = found.cube if isinstance(found, Snapshots) else found
    cells = cube.rows.size * len(cube.components)
    if cells > _MOST_CELLS:
        raise DeclarationError(
            _numbers(ask, cells),
            fix=say("Ask for a coarser grain, fewer dimensions, or a shorter time with --since."),
        )


def _numbers(ask: Ask, cells: int) -> Said:
    if not ask.by:
        return say("'{metric}' by nothing makes {cells:,} numbers.", metric=ask.metric, cells=cells)
    by = joined(", ", ask.by)
    return say("'{metric}' by {dimensions} makes {cells:,} numbers.", metric=ask.metric, dimensions=by, cells=cells)


def _in_utc(found: Cube | Snapshots, kind: str, calendar: Calendar) -> Cube | Snapshots:
    """Return the cube with its newest moments in UTC, where the column holds local dates or times."""
    if kind == "timestamptz":
        return found
    if isinstance(found, Snapshots):
        return replace(found, cube=replace(found.cube, newest=_utc(found.cube.newest, calendar)))
    return replace(found, newest=_utc(found.newest, calendar))


def _utc(local: Array, calendar: Calendar) -> Array:
    zone = ZoneInfo(calendar.timezone)
    values, place = np.unique(local, return_inverse=True)
    moved = [
        value
        if np.isnan(value)
        else value - (datetime.fromtimestamp(value / 1e6, UTC).replace(tzinfo=zone).utcoffset() or timedelta()) / _US
        for value in values.tolist()
    ]
    return np.asarray(moved, dtype=np.float64)[place].reshape(local.shape)


def values_of(plan: Plan, results: Results, *, by: Sequence[str]) -> Values:
    """Return the values of what was asked, as records.

    Each metric has a row for every segment and every period from the first with any data (or from `since`) to the last;
    one without any data has a single row without a value for the newest period.
    """
    builder = ValuesBuilder(tuple(by))
    keys: dict[tuple[object, ...], dict[str, pa.Array]] = {}  # most metrics share periods and segments
    for ask in plan.asks:
        series = results.evaluation.series(ask)
        first, end = _shown(plan, series)
        key = (series.grid.grain, first, end, series.segments)
        if key not in keys:
            keys[key] = _keys(ask.by, series, first, end)
        builder.add(
            {"metric": pa.repeat(ask.metric, (end - first) * len(series.segments)), **keys[key]}
            | _figures(series, first, end)
        )
    return builder.build()


def _shown(plan: Plan, series: Series) -> tuple[int, int]:
    periods = series.grid.periods
    end = next((index for index, one in enumerate(periods) if one.start >= plan.until), len(periods))
    if plan.since is not None:
        first = next((index for index, one in enumerate(periods) if one.start >= plan.since), end)
    else:
        known = np.flatnonzero(series.covered | ~np.isnan(series.value).all(axis=0))
        first = int(known[0]) if len(known) else max(end - 1, 0)
    return first, end


def _keys(by: Sequence[str], series: Series, first: int, end: int) -> dict[str, pa.Array]:
    """Return the columns of periods and segments: all periods of the first segment, then of the next."""
    periods = series.grid.periods[first:end]
    width, height = len(periods), len(series.segments)
    columns: dict[str, pa.Array] = {
        "period": pa.array([period.label for period in periods] * height, pa.string()),
        "start": pa.array([period.start for period in periods] * height, pa.date32()),
        "end": pa.array([period.end for period in periods] * height, pa.date32()),
    }
    for position, name in enumerate(by):
        names = [segment[position] for segment in series.segments for _ in range(width)]
        columns[name] = pa.array(names, pa.string())
    return columns


def _figures(series: Series, first: int, end: int) -> dict[str, pa.Array]:
    nothing = pa.nulls((end - first) * len(series.segments), pa.float64())

    def spread(values: Array | None) -> pa.Array:
        if values is None:
            return nothing
        flat = values[:, first:end].reshape(-1)
        return pa.array(flat, mask=np.isnan(flat))

    return {
        "value": spread(series.value),
        "n": pa.array(series.n[:, first:end].reshape(-1).astype(np.int64)),
        "numerator": spread(series.numerator),
        "denominator": spread(series.denominator),
        "fresh_at": spread(series.fresh).cast(pa.int64(), safe=False).cast(pa.timestamp("us", tz="UTC")),
    }
