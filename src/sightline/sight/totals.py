"""The whole effect of sustained changes on a goal, by whichever way is quicker: numpy, or compiled for large graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from sightline.model.arithmetic import Array
from sightline.sight.graph import Edge
from sightline.sight.sensitivity import Linear, sweep

if TYPE_CHECKING:
    from sightline.sight.large import LargeGraph

__all__ = ["Totals"]

_LARGE = 1e8  # edges x periods x draws: beyond this, numpy takes longer than numba takes to start


class Totals:
    """Effects of sustained changes in one linearised graph, on any goal.

    Parameters
    ----------
    linear : Linear
        The graph.
    large : float
        From how much work on (edges x periods x draws) it is compiled, in single precision.
    """

    def __init__(self, linear: Linear, *, large: float = _LARGE) -> None:
        self._linear = linear
        self._compressed: tuple[LargeGraph, dict[str, int]] | None = None
        self._compiled = len(linear.graph.edges) * linear.ahead * linear.graph.draws > large

    def on(self, metric: str, periods: int, changes: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], Array]:
        """Return how far `metric` moves in the last of `periods`.

        Parameters
        ----------
        metric : str
            A goal's metric.
        periods : int
            How many periods ahead the goal's date lies.
        changes : iterable of (metric, period)
            What changes by one unit, and from which period ahead on.

        Returns
        -------
        mapping of (metric, period) to array of draws
            Zeros where no path leads there; NaN where it cannot be said.
        """
        wanted = sorted(set(changes))
        if self._compiled:
            return self._by_kernel(metric, periods, wanted)
        reach = sweep(self._linear, metric, periods)
        nothing = np.zeros((self._linear.graph.draws, periods))
        return {(name, start): reach.get(name, nothing)[:, start:].sum(axis=1) for name, start in wanted}

    def _by_kernel(self, metric: str, periods: int, wanted: list[tuple[str, int]]) -> dict[tuple[str, int], Array]:
        """Sweep in single precision; whatever leads through a slope that is not known is NaN, on no draw looked at."""
        large, place = self._large()
        known = [(place[name], start) for name, start in wanted]
        found = large.backward(place[metric], periods, known).astype(np.float64)
        graph = self._linear.graph
        behind = graph.behind([metric])
        unknown = [edge for edge in graph.edges if edge.on in behind and self._unknown(edge, periods)]
        missing = graph.behind(edge.driver for edge in unknown)
        return {
            pair: np.full(graph.draws, np.nan) if pair[0] in missing else row
            for pair, row in zip(wanted, found, strict=True)
        }

    def _unknown(self, edge: Edge, periods: int) -> bool:
        return edge.beta is None and bool(np.isnan(self._linear.table(edge)[:periods, :periods]).any())

    def _large(self) -> tuple[LargeGraph, dict[str, int]]:
        from sightline.sight.large import large_graph  # noqa: PLC0415 -- slow import: numba

        if self._compressed is None:
            self._compressed = large_graph(self._linear)
        return self._compressed
