"""Reaches: how far goals move at their dates with chosen metrics in every single period before.

A change that begins later, or lasts for some periods only, is worth the sum over the periods in which it is there; the
portfolio asks for it so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sightline.model.arithmetic import Array
from sightline.records import Paths
from sightline.sight.graph import MetricGraph
from sightline.sight.sensitivity import Linear
from sightline.sight.totals import Totals

__all__ = ["pulls_on"]


def pulls_on(
    graph: MetricGraph, base: Paths, goals: Mapping[str, tuple[str, int]], metrics: Sequence[str]
) -> dict[str, dict[str, Array]]:
    """Return how far each goal moves with each metric, period by period.

    Parameters
    ----------
    graph : MetricGraph
        What moves what.
    base : Paths
        Past and forecast of all metrics, as `fill` gives it.
    goals : mapping of str to (metric, periods)
        The metric of each goal, and how many periods ahead its date lies; 0 where it is past.
    metrics : sequence of str
        What may change; those that are not in the graph are left out.

    Returns
    -------
    mapping of goal to mapping of metric to array, draws x periods
        In goal units per unit of the metric in that period alone, the first period ahead first. Metrics that have no
        way to the goal are left out; NaN where it cannot be said.
    """
    totals = Totals(Linear(graph, base))
    found: dict[str, dict[str, Array]] = {}
    for goal, (metric, periods) in goals.items():
        behind = graph.behind([metric])
        names = [name for name in dict.fromkeys(metrics) if name in behind]
        if not periods:
            found[goal] = {name: np.zeros((graph.draws, 0)) for name in names}
            continue
        sums = totals.on(metric, periods, [(name, start) for name in names for start in range(periods)])
        found[goal] = {
            name: -np.diff(
                np.stack([*(sums[name, start] for start in range(periods)), np.zeros(graph.draws)], axis=1), axis=1
            )
            for name in names
        }
    return found
