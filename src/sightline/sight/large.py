"""Large graphs as the kernel takes them: edges by the node they end in, slopes by blocks of draws.

An edge with several lags becomes one for each. A slope is the product of a part that changes with the period (of
formulas and windows) and one that changes with the draw (of effects). Sweeping back is going forward on the graph with
its edges turned round and time reversed, so one kernel does both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sightline.errors import DeclarationError
from sightline.model.arithmetic import Array
from sightline.sight.graph import Edge
from sightline.sight.kernels import WIDTH, Rows, Slopes, propagate
from sightline.sight.sensitivity import Linear

__all__ = ["LargeGraph", "large_graph"]

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
_THREADS = 2


@dataclass(frozen=True, eq=False)
class LargeGraph:
    """A linear graph in compressed form.

    Parameters
    ----------
    slopes : Slopes
        The edges. Within one period each node comes after what moves it; what is left of the last block of draws is 0.
    draws : int
        How many draws there are.
    """

    slopes: Slopes = field(repr=False)
    draws: int

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.slopes.first) - 1

    def behind(self, goal: int) -> I32:
        """Return the nodes that lead to `goal`, itself among them, the last one first."""
        first = self.slopes.first
        found, stack = np.zeros(self.nodes, dtype=bool), [goal]
        found[goal] = True
        while stack:
            node = stack.pop()
            for driver in self.slopes.driver[first[node] : first[node + 1]].tolist():
                if not found[driver]:
                    found[driver] = True
                    stack.append(driver)
        return np.flatnonzero(found)[::-1].astype(np.int32)

    def forward(self, shift: F32, keep: Sequence[int]) -> F32:
        """Return the values of the nodes `keep`, with `shift` (nodes x periods) added to each node.

        Returns
        -------
        array, kept x periods x draws
        """
        periods = shift.shape[1]
        rows = [(node, t, t + 1) for node in keep for t in range(periods)]
        order = np.arange(self.nodes, dtype=np.int32)
        return self._run(self.slopes, shift, order, rows).reshape(len(keep), periods, -1)

    def backward(self, goal: int, periods: int, wanted: Sequence[tuple[int, int]]) -> F32:
        """Return how far `goal` moves in the last of `periods` with sustained unit changes.

        Parameters
        ----------
        goal, periods : int
            A node, and how many periods are ahead.
        wanted : sequence of (node, period)
            What changes, and from which period on (0 is the first one ahead).

        Returns
        -------
        array, wanted x draws
        """
        turned, scale = self._turned, self._turned.scale
        if scale.shape[1] > 1:
            then = periods - 1 - np.arange(periods) + turned.lag[:, np.newaxis]
            scale = np.take_along_axis(scale, np.minimum(then, scale.shape[1] - 1), axis=1)
        rows = [(node, 0, periods - start) for node, start in wanted]
        return self._run(turned._replace(scale=scale), self._pulse(goal, periods), self.behind(goal), rows)

    def long_run(self, goal: int) -> F32:
        """Return how far `goal` moves with a sustained unit change of every node once all lags have passed.

        Returns
        -------
        array, nodes x draws

        Raises
        ------
        DeclarationError
            If a node leads to itself: it may have no end.
        """
        if (self._turned.driver <= np.repeat(np.arange(self.nodes), np.diff(self._turned.first))).any():
            raise DeclarationError("a metric feeds itself, so there may be no end.", fix="Ask for a date.")
        at_once = self._turned._replace(
            lag=np.zeros_like(self._turned.lag), scale=np.ascontiguousarray(self._turned.scale[:, -1:])
        )
        rows = [(node, 0, 1) for node in range(self.nodes)]
        return self._run(at_once, self._pulse(goal, 1), self.behind(goal), rows)

    @cached_property
    def _turned(self) -> Slopes:
        """The edges by the node they begin at, each leading back from the node it ends in."""
        ends = np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.slopes.first))
        order = np.argsort(self.slopes.driver, kind="stable")
        return Slopes(
            np.searchsorted(self.slopes.driver[order], np.arange(self.nodes + 1)).astype(np.int32),
            ends[order], self.slopes.lag[order], np.ascontiguousarray(self.slopes.scale[order]),
            np.ascontiguousarray(self.slopes.coefficient[:, order]),
        )  # fmt: skip

    def _pulse(self, goal: int, periods: int) -> F32:
        """Return one unit of the goal in the last period, which is the first one of time reversed."""
        shift = np.zeros((self.nodes, periods), dtype=np.float32)
        shift[goal, 0] = 1.0
        return shift

    def _run(self, slopes: Slopes, shift: F32, order: I32, rows: Sequence[tuple[int, int, int]]) -> F32:
        """Run the kernel; return rows x draws. Two threads write to the columns of half of the blocks each."""
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        place = np.argsort(table[:, 0], kind="stable")
        first = np.searchsorted(table[place, 0], np.arange(self.nodes + 1)).astype(np.int32)
        asked = Rows(first, table[place, 1].astype(np.int32), table[place, 2].astype(np.int32))
        count = len(slopes.coefficient)
        out = np.zeros((len(table), count * WIDTH), dtype=np.float32)
        shift = np.ascontiguousarray(shift, dtype=np.float32)
        blocks = [np.arange(part, count, _THREADS, dtype=np.int32) for part in range(_THREADS)]
        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(lambda mine: propagate(slopes, mine, shift, order, asked, out), blocks))
        if (place[1:] < place[:-1]).any():
            out = out[np.argsort(place)]
        return out[:, : self.draws]


def large_graph(linear: Linear) -> tuple[LargeGraph, dict[str, int]]:
    """Return a linearised graph in compressed form, and the node of each metric.

    Slopes that are not known are 0 there.
    """
    order = [name for knot in linear.graph.knots for name in knot]
    place = {name: node for node, name in enumerate(order)}
    edges = [edge for name in order for edge in linear.graph.into[name]]
    terms = [(edge, *term) for edge in edges for term in _terms(linear, edge)]
    ends = np.array([place[edge.on] for edge, *_ in terms], dtype=np.int64)
    slopes = Slopes(
        np.searchsorted(ends, np.arange(len(order) + 1)).astype(np.int32),
        np.array([place[edge.driver] for edge, *_ in terms], dtype=np.int32),
        np.array([lag for _, lag, _, _ in terms], dtype=np.int32),
        np.array([scale for _, _, scale, _ in terms], dtype=np.float32).reshape(len(terms), linear.ahead),
        _blocks([beta for *_, beta in terms], linear.graph.draws),
    )
    return LargeGraph(slopes, linear.graph.draws), place


def _blocks(betas: Sequence[Array | float], draws: int) -> F32:
    """Return draws cut into blocks: blocks x edges x 64."""
    count = -(-draws // WIDTH)
    found = np.zeros((count, len(betas), WIDTH), dtype=np.float32)
    row = np.zeros(count * WIDTH, dtype=np.float32)
    for edge, beta in enumerate(betas):
        row[:draws] = beta
        found[:, edge] = row.reshape(count, WIDTH)
    return found


def _terms(linear: Linear, edge: Edge) -> Iterator[tuple[int, Array, Array | float]]:
    """Yield lag, slopes by period, slopes by draw."""
    if edge.beta is not None:
        for lag in edge.lags:
            if lag < min(edge.beta.shape[1], linear.ahead):
                yield lag, np.ones(linear.ahead), edge.beta[:, lag]
        return
    table = np.nan_to_num(linear.table(edge))
    for lag in range(linear.ahead):
        diagonal = np.diagonal(table, -lag)
        if diagonal.any():
            yield lag, np.concatenate([np.zeros(lag), diagonal]), 1.0
