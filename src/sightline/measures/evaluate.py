"""From components to values: every metric of a plan, in the order in which they rest on each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from sqlglot import exp

from sightline.errors import DeclarationError, SightlineError
from sightline.measures.components import Law
from sightline.measures.cubes import Cube, Grid, Segment, Snapshots, roll
from sightline.measures.plan import Ask, Plan, Problem, resting
from sightline.measures.recipes import Recipe
from sightline.measures.series import Series, aligned, empty, shifted
from sightline.measures.typed import typed_series
from sightline.measures.windows import base_grain, window_start
from sightline.model.arithmetic import Array, evaluate
from sightline.model.declarations import Cumulative, Metric
from sightline.model.expressions import parse_formula
from sightline.periods import Grain
from sightline.saying import phrase, say
from sightline.units import parse_unit

__all__ = ["Evaluation"]


@dataclass
class Evaluation:
    """Values of a plan's metrics, each computed once.

    Parameters
    ----------
    plan : Plan
        What was asked.
    cubes : mapping of Ask to Cube or Snapshots
        The components of every metric that rests on data.
    grids : mapping of Grain to Grid
        The periods.
    problems : dict of str to Problem
        Grows by the metrics that turn out to have no meaning.
    """

    plan: Plan
    cubes: Mapping[Ask, Cube | Snapshots]
    grids: Mapping[Grain, Grid]
    problems: dict[str, Problem] = field(default_factory=dict)
    _done: dict[Ask, Series] = field(default_factory=dict)

    def series(self, ask: Ask) -> Series:
        """Return the values of one metric; without any where it cannot be measured."""
        if ask not in self._done:
            try:
                self._done[ask] = self._series(ask)
            except SightlineError as error:
                self.problems.setdefault(ask.metric, Problem(error.cause, ask.metric, None, error.place, error.fix))
                self._done[ask] = empty(ask.by, self.grids[ask.grain])
        return self._done[ask]

    def _series(self, ask: Ask) -> Series:
        grid = self.grids[ask.grain]
        if ask.metric in self.problems:
            return empty(ask.by, grid)
        declared = self.plan.model.metric(ask.metric)
        if isinstance(declared, Metric):
            if declared.typed is not None:
                return typed_series(declared.typed, ask.by, grid, self.plan.now)
            if declared.formula is not None:
                return self._formula(declared.formula, ask)
            if declared.cumulative is not None:
                return self._cumulative(declared.cumulative, ask)
        found = self.cubes.get(ask)
        if found is None:
            return empty(ask.by, grid)
        recipe = self.plan.recipes[ask.metric]
        return _from_snapshots(recipe, ask, found) if isinstance(found, Snapshots) else from_cube(recipe, ask, found)

    def _formula(self, formula: str, ask: Ask) -> Series:
        expression = parse_formula(formula)
        inputs = {name: self.series(replace(ask, metric=name)) for name in dict.fromkeys(_metrics_in(expression))}
        self._pass_on(ask.metric, inputs)
        return _combined(expression, inputs, ask)

    def _pass_on(self, metric: str, inputs: Iterable[str]) -> None:
        """Keep for a metric why one of its inputs has no values."""
        for name in inputs:
            below = self.problems.get(name)
            if below is not None and metric not in self.problems:
                self.problems[metric] = resting(metric, name, below)

    def _cumulative(self, declared: Cumulative, ask: Ask) -> Series:
        calendar = self.plan.model.calendar
        base = base_grain(declared.over, ask.grain, calendar)
        self.series(replace(ask, metric=declared.of))
        self._pass_on(ask.metric, [declared.of])
        grid, fine = self.grids[ask.grain], self.grids[base]
        starts = fine.starts()
        groups = []
        for period in grid.periods:
            first = np.datetime64(window_start(declared.over, period, calendar), "D")
            inside = (starts >= first) & (starts < np.datetime64(period.end, "D"))
            groups.append(np.flatnonzero(inside).tolist())
        of = replace(ask, metric=declared.of)
        rolled = self._rolled(replace(of, grain=base), groups, grid)
        full = self._full(declared, self.series(of), grid)
        known = np.where(full, 1.0, np.nan)
        return replace(
            rolled,
            value=rolled.value * known,
            numerator=None if rolled.numerator is None else rolled.numerator * known,
            denominator=None if rolled.denominator is None else rolled.denominator * known,
            covered=self.series(of).covered,
        )

    def _full(self, declared: Cumulative, of: Series, grid: Grid) -> np.ndarray:
        """Return in which periods the whole window has data: every period that it touches, from its first day on."""
        calendar = self.plan.model.calendar
        covered = np.flatnonzero(of.covered)
        if not len(covered):
            return np.zeros(len(grid), dtype=bool)
        begin = grid.periods[int(covered[0])].start
        full = []
        for index, period in enumerate(grid.periods):
            start = window_start(declared.over, period, calendar)
            touched = [one for one in range(index + 1) if grid.periods[one].end > start]
            full.append(start >= begin and bool(of.covered[touched].all()))
        return np.array(full, dtype=bool)

    def _rolled(self, ask: Ask, groups: list[list[int]], grid: Grid) -> Series:
        """Return a metric over windows of its own periods: components where there are any, else the values."""
        declared = self.plan.model.metric(ask.metric)
        if isinstance(declared, Metric) and (declared.balance is not None or declared.cumulative is not None):
            raise DeclarationError(
                say("'{metric}' is a stock or a sum already and is not summed over time.", metric=ask.metric),
                fix=say("Name a metric that counts what happens in a period."),
            )
        if isinstance(declared, Metric) and declared.formula is not None and _is_rate(declared.unit):
            expression = parse_formula(declared.formula)
            names = dict.fromkeys(_metrics_in(expression))
            inputs = {name: self._rolled(replace(ask, metric=name), groups, grid) for name in names}
            return _combined(expression, inputs, replace(ask, grain=grid.grain))
        found = self.cubes.get(ask)
        if isinstance(found, Cube):
            recipe = self.plan.recipes[ask.metric]
            if not recipe.rolls_up:
                text = phrase(
                    "'{metric}' counts distinct values or takes a percentile: that does not add up over periods."
                )
                raise DeclarationError(
                    say(text, metric=ask.metric),
                    fix=say("Sum a metric of sums or counts, or ask the metric itself at a coarser grain."),
                )
            return from_cube(recipe, replace(ask, grain=grid.grain), _rolled_cube(recipe, found, groups, grid))
        return _summed(self.series(ask), groups, grid)


def from_cube(recipe: Recipe, ask: Ask, cube: Cube) -> Series:
    """Return the values that follow from the components in `cube`."""
    arrays = [cube.components[component.key] for component in recipe.components]
    return _valued(recipe, ask, cube, arrays)


def _valued(recipe: Recipe, ask: Ask, cube: Cube, arrays: list[Array]) -> Series:
    def lookup(name: str, _lag: int) -> Array:
        return arrays[int(name.removeprefix("c"))]

    def of(expression: exp.Expr | None) -> Array | None:
        if expression is None:
            return None
        return np.broadcast_to(evaluate(expression, lookup), cube.rows.shape).copy()

    value = of(recipe.value)
    assert value is not None  # noqa: S101 -- a recipe has a value
    there = cube.rows > 0
    value = np.where(there, value, np.nan)
    n = np.nan_to_num(arrays[recipe.rows], nan=0.0)
    segments = _segments(recipe, ask, cube)
    return Series(
        ask.by, segments, cube.grid, value, n, cube.newest, cube.covered, of(recipe.numerator), of(recipe.denominator)
    )


def _segments(recipe: Recipe, ask: Ask, cube: Cube) -> tuple[Segment, ...]:
    """Return the segments with their values in the order of the dimensions that were asked."""
    order = [cube.columns.index(recipe.dimensions[name]) for name in ask.by]
    return tuple(tuple(segment[index] for index in order) for segment in cube.segments)


def _from_snapshots(recipe: Recipe, ask: Ask, snapshots: Snapshots) -> Series:
    """Return a balance: in each period the snapshot that counts, the same one for all segments.

    An average is taken over all snapshots of the period; a segment that is not in one of them counts as nothing there,
    so that segments add up to the total.
    """
    cube, grid = snapshots.cube, snapshots.cube.grid
    rows = np.nan_to_num(cube.components[recipe.components[recipe.rows].key], nan=0.0)
    used = np.flatnonzero((rows > 0).any(axis=0)) if rows.size else np.zeros(0, dtype=np.int64)
    groups: list[list[int]] = [[] for _ in grid.periods]
    for moment in used.tolist():
        groups[int(snapshots.period[moment])].append(moment)
    if recipe.stock != "average":
        pick = -1 if recipe.stock == "last" else 0
        chosen = [[group[pick]] if group else [] for group in groups]
        return from_cube(recipe, ask, _rolled_cube(recipe, cube, chosen, grid))
    each = from_cube(recipe, ask, cube)
    sizes = np.array([len(group) or np.nan for group in groups])
    summed = _rolled_cube(recipe, cube, groups, grid)
    value = roll(each.value, Law.ADD, groups) / sizes
    return replace(from_cube(recipe, ask, summed), value=value)


def _rolled_cube(recipe: Recipe, cube: Cube, groups: list[list[int]], grid: Grid) -> Cube:
    return Cube(
        cube.columns,
        cube.segments,
        grid,
        {one.key: roll(cube.components[one.key], one.law, groups) for one in recipe.components},
        np.nan_to_num(roll(cube.rows, Law.ADD, groups), nan=0.0),
        roll(cube.newest, Law.MAX, groups),
    )


def _summed(series: Series, groups: list[list[int]], grid: Grid) -> Series:
    return Series(
        series.by,
        series.segments,
        grid,
        roll(series.value, Law.ADD, groups),
        np.nan_to_num(roll(series.n, Law.ADD, groups), nan=0.0),
        roll(series.fresh, Law.MAX, groups),
        np.array([bool(series.covered[group].any()) for group in groups], dtype=bool),
    )


def _combined(expression: exp.Expr, inputs: Mapping[str, Series], ask: Ask) -> Series:
    """Return a formula's values: those of all inputs, joined by segment; missing where one that it needs is."""
    segments = sorted(
        {segment for one in inputs.values() for segment in one.segments},
        key=lambda segment: tuple((value is None, value or "") for value in segment),
    )
    joined = {name: aligned(one, segments) for name, one in inputs.items()}
    some = next(iter(joined.values()))
    shape = some.value.shape
    value = np.broadcast_to(evaluate(expression, lambda name, lag: shifted(joined[name].value, lag)), shape).copy()
    fresh = np.full(shape, np.nan)
    for one in joined.values():
        fresh = np.fmin(fresh, one.fresh)
    covered = np.logical_and.reduce([one.covered for one in joined.values()])
    n = np.sum([one.n for one in joined.values()], axis=0)
    keep = np.flatnonzero(~np.isnan(value).all(axis=1)) if ask.by else np.arange(len(segments))
    kept = tuple(segments[index] for index in keep.tolist())
    return Series(ask.by, kept, some.grid, value[keep], n[keep], fresh[keep], covered)


def _metrics_in(expression: exp.Expr) -> list[str]:
    return [".".join(part.name for part in column.parts) for column in expression.find_all(exp.Column, bfs=False)]


def _is_rate(unit: str) -> bool:
    """Return whether a unit is a share or a quotient: such a formula is worked out anew, not summed."""
    found = parse_unit(unit)
    return found.symbol != "count" and (not found.dimensions or "/" in found.symbol)
