"""The effects that follow from formulas and windows, as records beside the estimated ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sightline.model.arithmetic import Array
from sightline.periods import Period
from sightline.records import EffectRecord, Paths
from sightline.saying import say
from sightline.sight.graph import Edge, MetricGraph
from sightline.sight.propagate import fill
from sightline.sight.sensitivity import Linear
from sightline.sight.windows import weights

__all__ = ["exact_effects"]


def exact_effects(graph: MetricGraph) -> tuple[EffectRecord, ...]:
    """Return one effect per input of a formula and per cumulative metric.

    Each is the derivative at the newest whole period for which it can be told: what a sustained unit change of the
    input does once all lags have passed. In a window to date that is the number of periods that the window holds then.

    Returns
    -------
    tuple of EffectRecord
        Of kind `exact`, without grade: arithmetic needs no evidence. `per_unit` is None where a value is missing.
    """
    periods = _periods(graph)
    past = fill(graph, Paths(periods, len(periods), _values(graph, periods)))
    linear = Linear(graph, past)
    return tuple(_record(edge, linear) for edge in graph.edges if edge.effect is None)


def _periods(graph: MetricGraph) -> tuple[Period, ...]:
    known = {period for history in graph.histories.values() for period in history.periods}
    return tuple(graph.calendar.between(min(known), max(known))) if known else ()


def _values(graph: MetricGraph, periods: tuple[Period, ...]) -> Mapping[str, Array]:
    place = {period: index for index, period in enumerate(periods)}
    values = {}
    for name in graph.nodes:
        row = np.full((1, len(periods)), np.nan)
        history = graph.histories.get(name)
        if history is not None:
            row[0, [place[period] for period in history.periods]] = history.value[0]
        values[name] = row
    return values


def _record(edge: Edge, linear: Linear) -> EffectRecord:
    slope, reach = _slope(edge, linear)
    n = int(np.isfinite(linear.base.values[edge.on]).sum())
    words = "" if slope is not None else say("The newest periods lack a value that it rests on.")
    return EffectRecord(
        driver=edge.driver, on=edge.on, kind="exact", lag=edge.lags[0] if edge.lags else 0,
        per_unit=slope, low=slope, high=slope, probability=1.0, support="supported", grade=None,
        skill=None, skill_p=None, n=n, periods=n, series=1, window=reach, words=words,
    )  # fmt: skip


def _slope(edge: Edge, linear: Linear) -> tuple[float | None, tuple[int, int]]:
    """Return the newest slope that can be told, and the lags at which the edge acts."""
    graph, periods = linear.graph, linear.base.periods
    window = graph.nodes[edge.on].window
    if window is not None:
        if not periods:
            return None, (0, 0)
        row = np.nan_to_num(weights(window, periods, graph.calendar)[-1])
        used = np.flatnonzero(row)
        return float(row.sum()), (0, len(periods) - 1 - int(used[0]) if len(used) else 0)
    slopes = linear.slopes(edge)
    known = np.flatnonzero(np.isfinite(slopes))
    return (float(slopes[known[-1]]) if len(known) else None), (edge.lags[0], edge.lags[-1])
