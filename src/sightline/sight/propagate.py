"""Values through the metric graph, over periods and draws: what follows from forecasts, and what a change would do.

A measured metric follows its forecast; what its drivers do beyond theirs is added, draw by draw:
x'(t) = x(t) + sum over drivers j and lags l of beta_jl (x'_j(t - l) - x_j(t - l)). Formulas and windows are worked out
anew from what they rest on, so a large change is as exact as a small one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sightline.model.arithmetic import Array, evaluate
from sightline.records import Paths, Push, Shift
from sightline.sight.graph import Edge, MetricGraph, Node
from sightline.sight.limits import Limits, beyond_the_past
from sightline.sight.windows import weights

__all__ = ["fill", "simulate"]


def fill(graph: MetricGraph, known: Paths) -> Paths:
    """Return `known` with formulas and cumulative metrics worked out ahead.

    Parameters
    ----------
    graph : MetricGraph
        The metrics and what they rest on; effects play no part, for the forecasts hold what drivers usually do.
    known : Paths
        The past of all metrics, and draws ahead of the measured ones. A metric that is missing has no data.

    Returns
    -------
    Paths
        With all metrics of the graph; the past as it was, where it was known. In a window over amounts a period without
        data amid others counts as nothing, as measuring does.
    """
    shape = _shape(known)
    values = {name: np.array(known.values.get(name, np.full(shape, np.nan)), dtype=np.float64) for name in graph.nodes}
    for knot in graph.knots:
        worked_out = [graph.nodes[name] for name in knot if not graph.nodes[name].measured]
        steps = _steps(0, shape[1], one_by_one=len(knot) > 1 or knot[0] in graph.feeds_itself)
        for first, last in steps if worked_out else ():
            for node in worked_out:
                found = _worked_out(graph, node, values, known, first, last)
                kept = values[node.id][:, first:last]
                past = np.arange(first, last) < known.now
                values[node.id][:, first:last] = np.where(np.isnan(found) | (past & ~np.isnan(kept)), kept, found)
    rest = {name: array for name, array in known.values.items() if name not in values}
    return Paths(known.periods, known.now, {**values, **rest})


def _shape(paths: Paths) -> tuple[int, int]:
    draws = next((len(array) for array in paths.values.values()), 1)
    return draws, len(paths.periods)


def _steps(first: int, last: int, *, one_by_one: bool) -> list[tuple[int, int]]:
    """Return the blocks of periods to go through: all at once, or one by one where metrics feed themselves."""
    return [(at, at + 1) for at in range(first, last)] if one_by_one else [(first, last)]


def _worked_out(graph: MetricGraph, node: Node, values: dict[str, Array], paths: Paths, first: int, last: int) -> Array:
    """Return a formula's or a window's values in the periods from `first` up to `last`."""
    if node.formula is not None:
        return _formula(node, values, first, last)
    assert node.window is not None  # noqa: S101 -- a node that is worked out has one of the two
    table = weights(node.window, paths.periods, graph.calendar)[first:last]
    of = values[node.window.of]
    known = ~np.isnan(of[0, : paths.now])
    inside = np.flatnonzero(known)
    gap = np.zeros(of.shape[1], dtype=bool)
    if len(inside):
        gap[inside[0] : inside[-1]] = ~known[inside[0] : inside[-1]]
    if node.window.mean:
        share = np.nansum(np.where(gap, 0.0, table), axis=1, keepdims=True)
        table = np.where(np.isnan(table), np.nan, np.where(gap, 0.0, table) / np.where(share == 0, 1.0, share))
    return _summed(np.where(gap, 0.0, of), table)


def _formula(node: Node, values: dict[str, Array], first: int, last: int) -> Array:
    assert node.formula is not None  # noqa: S101 -- asked of formulas alone

    def lookup(name: str, lag: int) -> Array:
        before = max(0, lag - first)
        block = values[name][:, max(0, first - lag) : max(0, last - lag)]
        missing = last - first - block.shape[1]
        return np.pad(block, ((0, 0), (missing, 0)), constant_values=np.nan) if before else block

    draws = next(iter(values.values())).shape[0]
    return np.broadcast_to(evaluate(node.formula, lookup), (draws, last - first))


def _summed(values: Array, table: Array) -> Array:
    """Return values times weights, missing where a value that counts is missing."""
    total: Array = np.nan_to_num(values) @ np.nan_to_num(table).T
    missing = np.isnan(values).astype(np.float64) @ (table != 0).astype(np.float64).T
    return np.where((missing > 0) | np.isnan(table).any(axis=1), np.nan, total)


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """One simulation: the graph, the values before and after, the changes, and the metrics that they reach."""

    graph: MetricGraph
    base: Paths
    new: dict[str, Array]
    shifts: Sequence[Shift | Push]
    reached: frozenset[str]
    limits: Limits


def simulate(graph: MetricGraph, base: Paths, shifts: Sequence[Shift | Push]) -> tuple[Paths, tuple[str, ...]]:
    """Return what all metrics would do under sustained changes from the first period ahead on.

    Parameters
    ----------
    graph : MetricGraph
        What moves what.
    base : Paths
        As `fill` gives it. Draw d of the effects goes with draw d of the paths.
    shifts : sequence of Shift or Push
        Added to what drivers do to the metric, multiplied with it, or set in its place; in this order where a metric
        has several.

    Returns
    -------
    paths : Paths
        Metrics that nothing reaches are the very arrays of `base`.
    words : tuple of str
        What a reader should know: a value was held at a limit, a level was never seen before.

    Raises
    ------
    UnknownNameError
        If a shift names a metric that is not in the graph.
    """
    shifted = tuple(graph.node(shift.metric).id for shift in shifts)
    reached = graph.ahead_of(shifted)
    new = {name: array.copy() if name in reached else array for name, array in base.values.items()}
    run = _Run(graph, base, new, shifts, reached, Limits(base))
    last = len(base.periods)
    for knot in graph.knots:
        names = [name for name in knot if name in reached]
        feeds = len(knot) > 1 or knot[0] in graph.feeds_itself
        for first, until in _steps(base.now, last, one_by_one=feeds) if names else ():
            for name in names:
                _advance(run, graph.nodes[name], first, until)
    after = Paths(base.periods, base.now, new)
    return after, (*run.limits.words(graph), *beyond_the_past(graph, base, after, shifted))


def _advance(run: _Run, node: Node, first: int, last: int) -> None:
    """Work out one metric in the periods from `first` up to `last`."""
    before = run.base.values[node.id][:, first:last]
    value = _by_arithmetic(run, node, first, last)
    for edge in run.graph.into[node.id]:
        if edge.beta is not None and edge.driver in run.reached:
            value = value + _by_effect(run, edge, first, last)
    mine = [shift for shift in run.shifts if shift.metric == node.id]
    for shift in mine:
        value = _shifted(value, shift, first - run.base.now, last - run.base.now)
    if node.measured or mine:
        value = run.limits.hold(node, value, before)
    run.new[node.id][:, first:last] = value


def _by_arithmetic(run: _Run, node: Node, first: int, last: int) -> Array:
    """Return what a metric is by formula or window after the changes; what it was, where it is measured."""
    before = run.base.values[node.id][:, first:last]
    if node.formula is not None and any(edge.driver in run.reached for edge in run.graph.into[node.id]):
        return _formula(node, run.new, first, last)
    if node.window is not None and node.window.of in run.reached:
        now, of = run.base.now, node.window.of
        table = weights(node.window, run.base.periods, run.graph.calendar)[first:last, now:]
        return before + _summed(run.new[of][:, now:] - run.base.values[of][:, now:], np.nan_to_num(table))
    return before


def _by_effect(run: _Run, edge: Edge, first: int, last: int) -> Array:
    """Return what a driver's change does to a metric in the periods from `first` up to `last`."""
    assert edge.beta is not None  # noqa: S101 -- asked of effects alone
    new, old = run.new[edge.driver], run.base.values[edge.driver]
    rows = np.arange(len(new)) % len(edge.beta)
    total = np.zeros((len(new), last - first))
    for lag in edge.lags:
        begin, end = max(first - lag, run.base.now), last - lag
        if lag < edge.beta.shape[1] and begin < end:
            beta = edge.beta[rows, lag][:, np.newaxis]
            change = beta * (new[:, begin:end] - old[:, begin:end])
            total[:, begin + lag - first :] += np.where(beta == 0, 0.0, change)
    return total


def _shifted(value: Array, shift: Shift | Push, first: int, last: int) -> Array:
    """Return what a change makes of a metric in the periods ahead from `first` up to `last`."""
    if isinstance(shift, Push):
        return value + shift.amount[:, first:last]
    if shift.how == "add":
        return value + shift.amount
    return value * shift.amount if shift.how == "factor" else np.full_like(value, shift.amount)
