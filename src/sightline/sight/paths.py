"""The strongest ways from every metric to a goal: found on mean effects, a few at each metric, with a bounded effort.

Starting from the goal, ways grow backwards by one edge at a time. At each metric only the strongest of one length are
kept, so that a dense graph costs no more than its edges times that number. A way never passes a metric twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sightline.model.arithmetic import Array
from sightline.sight.graph import Edge
from sightline.sight.sensitivity import Linear, back

__all__ = ["Reaches", "Way", "count_ways", "ways_to"]

Way = tuple[Edge, ...]
_WIDTH = 8
_EFFORT = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class _Growing:
    """One way back from the goal: its edges, the metrics it passes, and how far the goal moves along it by period."""

    edges: Way
    passes: frozenset[str]
    reach: Array

    @property
    def strength(self) -> float:
        return abs(float(self.reach.sum()))


def ways_to(linear: Linear, metric: str, periods: int, *, limit: int) -> dict[str, list[Way]]:
    """Return the strongest ways from every metric to `metric`, strongest first.

    Parameters
    ----------
    linear : Linear
        The graph.
    metric : str
        A goal's metric.
    periods : int
        How many periods ahead the goal's date lies; 0 where it is past.
    limit : int
        How many ways from each metric at most.

    Returns
    -------
    mapping of str to list
        Edges from the metric to the goal's; the goal's own metric has one way, without edges. All ways are found where
        no metric has more than `limit` (or eight, if that is more) of one length.
    """
    start = np.zeros(periods)
    start[-1:] = 1.0
    growing = {metric: [_Growing((), frozenset((metric,)), start)]}
    found: dict[str, list[_Growing]] = {metric: growing[metric]}
    effort, width = 0, max(limit, _WIDTH)
    while growing and effort < _EFFORT:
        longer: dict[str, list[_Growing]] = {}
        for name, ways in growing.items():
            for edge in linear.graph.into[name]:
                table = linear.mean(edge)[:periods, :periods]
                grown = [_extended(way, edge, table) for way in ways if edge.driver not in way.passes]
                effort += len(grown)
                longer.setdefault(edge.driver, []).extend(grown)
        growing = {name: _strongest(ways, width) for name, ways in sorted(longer.items()) if ways}
        for name, ways in growing.items():
            found.setdefault(name, []).extend(ways)
    ways_found = {name: [way.edges for way in _strongest(ways, limit)] for name, ways in found.items()}
    return {**_shortest(linear, metric), **ways_found}


def _shortest(linear: Linear, metric: str) -> dict[str, list[Way]]:
    """Return the way with the fewest edges from every metric: what stands in where the search was cut short."""
    found: dict[str, list[Way]] = {metric: [()]}
    waiting = deque([metric])
    while waiting:
        name = waiting.popleft()
        for edge in linear.graph.into[name]:
            if edge.driver not in found:
                found[edge.driver] = [(edge, *found[name][0])]
                waiting.append(edge.driver)
    return found


def _extended(way: _Growing, edge: Edge, table: Array) -> _Growing:
    return _Growing((edge, *way.edges), way.passes | {edge.driver}, way.reach @ table)


def _strongest(ways: list[_Growing], limit: int) -> list[_Growing]:
    return sorted(ways, key=lambda way: (-way.strength, len(way.edges), [edge.driver for edge in way.edges]))[:limit]


def count_ways(linear: Linear, metric: str) -> Mapping[str, int] | None:
    """Return how many ways lead from each metric to `metric`; None where some go round and are not to be counted."""
    graph = linear.graph
    behind = graph.behind([metric])
    if behind & graph.feeds_itself:
        return None
    counts = dict.fromkeys(behind, 0)
    counts[metric] = 1
    for knot in reversed(graph.knots):
        for edge in graph.into[knot[0]] if knot[0] in behind else ():
            counts[edge.driver] += counts[knot[0]]
    return counts


class Reaches:
    """The effect along one way alone, draw by draw; ways that share their end share the work.

    Parameters
    ----------
    linear : Linear
        The graph.
    periods : int
        How many periods ahead the goal's date lies; 0 where it is past.
    """

    def __init__(self, linear: Linear, periods: int) -> None:
        self._linear = linear
        start = np.zeros((linear.graph.draws, periods))
        start[:, -1:] = 1.0
        self._known: dict[Way, Array] = {(): start}

    def along(self, way: Way) -> Array:
        """Return how far the goal moves with the first metric of a way, by draw and period."""
        for begin in range(len(way) - 1, -1, -1):
            rest = way[begin:]
            if rest not in self._known:
                self._known[rest] = back(self._linear, way[begin], self._known[way[begin + 1 :]])
        return self._known[way]
