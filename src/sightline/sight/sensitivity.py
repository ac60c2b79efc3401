"""How far a goal's metric at one date moves with every metric in every period before: one sweep back through the graph.

With lambda = 1 for the goal's metric in the period of its date, each metric hands to what moves it the slope times its
own lambda, as many periods earlier as the edge is late:
lambda_j(t) += d x_i(t + l) / d x_j(t) * lambda_i(t + l), draw by draw. The effect of a sustained unit change from the
first period ahead on is the sum of lambda over the periods ahead. Formulas are linearised at the median of their paths,
period by period.

Reference: A. Griewank and A. Walther (2008), Evaluating Derivatives, ch. 3 (the reverse mode).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sightline.model.arithmetic import Array
from sightline.records import Paths
from sightline.sight.derivatives import partials
from sightline.sight.graph import Edge, MetricGraph
from sightline.sight.windows import weights

__all__ = ["Linear", "back", "sweep"]


@dataclass(frozen=True, eq=False)
class Linear:
    """The graph linearised at a base path.

    Parameters
    ----------
    graph : MetricGraph
        Its effects are linear already.
    base : Paths
        As `fill` gives it.
    """

    graph: MetricGraph
    base: Paths
    _tables: dict[Edge, Array] = field(default_factory=dict)
    _means: dict[Edge, Array] = field(default_factory=dict)

    @property
    def ahead(self) -> int:
        """How many periods are ahead."""
        return len(self.base.periods) - self.base.now

    @cached_property
    def medians(self) -> Mapping[str, Array]:
        """The median path of each metric, over all periods; NaN where a draw has no value."""
        return {name: _median(self.base, name) for name in self.graph.nodes}

    def table(self, edge: Edge) -> Array:
        """Return the slopes of an exact edge.

        Returns
        -------
        array, periods ahead x periods ahead
            Row t, column s: what a unit of the driver in s does to the metric in t; NaN where it cannot be said.
        """
        if edge not in self._tables:
            self._tables[edge] = self._exact(edge)
        return self._tables[edge]

    def mean(self, edge: Edge) -> Array:
        """Return the slopes of any edge as `table` does: of an effect the mean over draws; 0 where they are unknown."""
        if edge not in self._means:
            if edge.beta is None:
                self._means[edge] = np.nan_to_num(self.table(edge))
            else:
                means = edge.beta.mean(axis=0)
                self._means[edge] = sum(
                    (means[lag] * np.eye(self.ahead, k=-lag) for lag in edge.lags if lag < len(means)),
                    np.zeros((self.ahead, self.ahead)),
                )
        return self._means[edge]

    def slopes(self, edge: Edge) -> Array:
        """Return, period by period, what a sustained unit change of an input does to a formula: over all its lags."""
        found = np.zeros(len(self.base.periods))
        for (name, _), slope in self._partials(edge.on).items():
            if name == edge.driver:
                found = found + slope
        return found

    def whole_window(self, name: str) -> float:
        """Return what a sustained unit change does to a window as far as it reaches into the periods that are known."""
        window, periods = self.graph.nodes[name].window, self.base.periods
        assert window is not None  # noqa: S101 -- asked of windows alone
        return float(np.nansum(weights(window, periods, self.graph.calendar)[-1])) if periods else 0.0

    def _exact(self, edge: Edge) -> Array:
        node, now = self.graph.nodes[edge.on], self.base.now
        if node.window is not None:
            return np.nan_to_num(weights(node.window, self.base.periods, self.graph.calendar)[now:, now:])
        table = np.zeros((self.ahead, self.ahead))
        for (name, lag), slope in self._partials(edge.on).items():
            if name == edge.driver:
                rows = np.arange(lag, self.ahead)
                table[rows, rows - lag] += np.broadcast_to(slope, len(self.base.periods))[now + lag :]
        return table

    def _partials(self, name: str) -> dict[tuple[str, int], Array]:
        formula = self.graph.nodes[name].formula
        assert formula is not None  # noqa: S101 -- an exact edge ends in a formula or a window

        def lookup(of: str, lag: int) -> Array:
            path = self.medians[of]
            return np.concatenate([np.full(min(lag, len(path)), np.nan), path[: max(0, len(path) - lag)]])

        return partials(formula, lookup)


def _median(base: Paths, name: str) -> Array:
    values = base.values.get(name)
    if values is None:
        return np.full(len(base.periods), np.nan)
    missing = np.isnan(values).any(axis=0)
    return np.where(missing, np.nan, np.median(np.where(missing, 0.0, values), axis=0))


def back(linear: Linear, edge: Edge, reach: Array) -> Array:
    """Return what an edge hands to its driver.

    Parameters
    ----------
    linear : Linear
        The graph.
    edge : Edge
        One of its edges.
    reach : array, draws x periods
        How far the goal moves with the metric at the edge's end, in each period from the first one ahead to the goal's.
    """
    periods = reach.shape[1]
    if edge.beta is None:
        table = linear.table(edge)[:periods, :periods]
        handed: Array = reach @ np.nan_to_num(table)
        unknown = np.isnan(table)
        if unknown.any():
            handed = np.where((reach != 0).astype(float) @ unknown.astype(float) > 0, np.nan, handed)
        return handed
    handed = np.zeros_like(reach)
    for lag in edge.lags:
        if lag < min(edge.beta.shape[1], periods):
            slope = edge.beta[:, lag, np.newaxis]
            handed[:, : periods - lag] += np.where(slope == 0, 0.0, slope * reach[:, lag:])
    return handed


def sweep(linear: Linear, metric: str, periods: int) -> dict[str, Array]:
    """Return how far `metric` in its last period moves with each metric in each period.

    Parameters
    ----------
    linear : Linear
        The graph.
    metric : str
        A goal's metric.
    periods : int
        How many periods ahead the goal's date lies: 1 is the first one ahead.

    Returns
    -------
    mapping of str to array, draws x periods
        The metrics that move it, itself among them; in its units per unit of the metric in that period alone. NaN where
        it cannot be said.
    """
    graph = linear.graph
    behind = graph.behind([metric])
    reach = {name: np.zeros((graph.draws, periods)) for name in behind}
    reach[metric][:, -1] = 1.0
    for knot in reversed(graph.knots):
        names = [name for name in knot if name in behind]
        inner = {name for name in names if name in graph.feeds_itself}
        if inner:
            _around(linear, names, reach, periods)
        for name in names:
            if not reach[name].any():
                continue
            for edge in graph.into[name]:
                if edge.driver not in inner:
                    reach[edge.driver] += back(linear, edge, reach[name])
    return reach


def _around(linear: Linear, knot: list[str], reach: dict[str, Array], periods: int) -> None:
    """Follow the edges among metrics that feed each other, from the last period to the first."""
    for at in range(periods - 1, -1, -1):
        for name in reversed(knot):
            for edge in linear.graph.into[name]:
                if edge.driver in knot:
                    now = np.zeros((len(reach[name]), at + 1))
                    now[:, at] = reach[name][:, at]
                    reach[edge.driver][:, : at + 1] += back(linear, edge, now)
