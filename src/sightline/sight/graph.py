"""The metric graph: which metric moves which, by arithmetic or by an effect.

Nodes are metrics. Edges are the inputs of formulas (at their lags), the metrics under cumulative windows, and effects
(estimated or assumed), which carry draws at each lag. Within one period the graph has no circle; feedback runs through
an edge with a lag, and time unrolls it.

Nodes and edges are kept in the order of their names, so that the order of a model's files changes no number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import TopologicalSorter

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sqlglot import exp

from sightline.errors import DeclarationError, UnknownNameError
from sightline.model.arithmetic import Array, names_in
from sightline.model.checks.graph import circles
from sightline.model.declarations import Metric
from sightline.model.expressions import read_formula
from sightline.model.model import Model
from sightline.model.process_metrics import YieldedMetric
from sightline.periods import Calendar
from sightline.records import EffectRecord, History
from sightline.saying import joined, say
from sightline.sight.coefficients import coefficients, panel_ratio
from sightline.sight.windows import Window, window_of

__all__ = ["Edge", "MetricGraph", "Node", "measured", "metric_graph", "within"]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One metric.

    Parameters
    ----------
    id, title, unit, better : str
        As declared.
    formula : sqlglot expression, optional
        What it is worked out from.
    window : Window, optional
        What it sums over time. Without either it is measured.
    """

    id: str
    title: str
    unit: str
    better: str
    formula: exp.Expr | None = None
    window: Window | None = None

    @property
    def measured(self) -> bool:
        """Whether it has a forecast of its own."""
        return self.formula is None and self.window is None


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """`driver` moves `on`.

    Parameters
    ----------
    driver, on : str
        Metrics.
    lags : tuple of int
        The delays in periods at which it acts: of a formula and of an effect. Empty for a window, whose reach depends
        on the period.
    effect : EffectRecord, optional
        Where it comes from; None for arithmetic.
    beta : array, draws x (highest lag + 1), optional
        Draws of the effect at each lag from 0 on.
    """

    driver: str
    on: str
    lags: tuple[int, ...] = ()
    effect: EffectRecord | None = None
    beta: Array | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class MetricGraph:
    """Metrics and what moves them.

    Parameters
    ----------
    nodes : mapping of str to Node
        By id, sorted.
    edges : tuple of Edge
        Sorted by the metric that is moved, then by driver.
    calendar : Calendar
        How time is cut.
    histories : mapping of str to History
        What was known when the graph was made.
    goals : mapping of str to str
        The metric of each goal.
    draws, seed : int
        How many draws each effect has, and what they depend on.
    """

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    calendar: Calendar
    histories: Mapping[str, History] = field(default_factory=dict)
    goals: Mapping[str, str] = field(default_factory=dict)
    draws: int = 1000
    seed: int = 0

    @cached_property
    def into(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that end in each metric."""
        return _grouped(self.nodes, ((edge.on, edge) for edge in self.edges))

    @cached_property
    def out_of(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that begin at each metric."""
        return _grouped(self.nodes, ((edge.driver, edge) for edge in self.edges))

    @cached_property
    def knots(self) -> tuple[tuple[str, ...], ...]:
        """The metrics in an order in which each comes after what moves it.

        Metrics that move each other, which takes a lag, stand together, in an order for use within one period.
        """
        names = list(self.nodes)
        place = {name: index for index, name in enumerate(names)}
        ends = [(place[edge.driver], place[edge.on]) for edge in self.edges]
        rows, columns = (np.array([pair[side] for pair in ends], dtype=np.int64) for side in (0, 1))
        table = coo_array((np.ones(len(ends)), (rows, columns)), shape=(len(names), len(names)))
        _, labels = connected_components(table, directed=True, connection="strong")
        members: dict[int, list[str]] = {}
        for name, label in zip(names, labels.tolist(), strict=True):
            members.setdefault(label, []).append(name)
        sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(members, ()))
        for driver, on in ends:
            if labels[driver] != labels[on]:
                sorter.add(int(labels[on]), int(labels[driver]))
        return tuple(tuple(self._inside(members[label])) for label in sorter.static_order())

    def _inside(self, members: Sequence[str]) -> Iterable[str]:
        """Return the metrics of one knot so that each comes after what moves it within the same period."""
        if len(members) == 1:
            return members
        sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(members, ()))
        for name in members:
            for edge in self.into[name]:
                if edge.driver in members and acts_at_once(edge):
                    sorter.add(name, edge.driver)
        return sorter.static_order()

    @cached_property
    def feeds_itself(self) -> frozenset[str]:
        """The metrics that stand in a circle, through a lag."""
        alone = {edge.on for edge in self.edges if edge.on == edge.driver}
        return frozenset(name for knot in self.knots if len(knot) > 1 for name in knot) | alone

    def node(self, name: str) -> Node:
        """Return a metric of the graph.

        Raises
        ------
        UnknownNameError
            If it is not in the graph.
        """
        if name not in self.nodes:
            raise UnknownNameError("metric", name, self.nodes)
        return self.nodes[name]

    def behind(self, names: Iterable[str], *, effects: bool = True) -> frozenset[str]:
        """Return `names` and everything that moves them, through arithmetic and, where asked, effects."""
        return _closure(names, lambda name: (e.driver for e in self.into.get(name, ()) if effects or e.effect is None))

    def ahead_of(self, names: Iterable[str]) -> frozenset[str]:
        """Return `names` and everything that they move."""
        return _closure(names, lambda name: (edge.on for edge in self.out_of.get(name, ())))


def acts_at_once(edge: Edge) -> bool:
    """Return whether an edge acts within one period; a window always does."""
    return not edge.lags or 0 in edge.lags


def _closure(names: Iterable[str], step: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    stack = list(names)
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(step(name))
    return frozenset(found)


def _grouped(names: Iterable[str], pairs: Iterable[tuple[str, Edge]]) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {name: [] for name in names}
    for name, edge in pairs:
        found[name].append(edge)
    return {name: tuple(edges) for name, edges in found.items()}


def metric_graph(
    model: Model,
    effects: Sequence[EffectRecord],
    histories: Mapping[str, History],
    *,
    also: Iterable[str] = (),
    draws: int = 1000,
    seed: int = 0,
) -> MetricGraph:
    """Return the graph of a model.

    Parameters
    ----------
    model : Model
        Its declared metrics, and those of its processes that something refers to, are the nodes.
    effects : sequence of EffectRecord
        Estimated or assumed ones; exact ones follow from the formulas and are passed over.
    histories : mapping of str to History
        For the enterprise as a whole, or for one segment; metrics without one may be missing.
    also : iterable of str
        Further metrics of its processes that are to be nodes.
    draws, seed : int
        How many draws each effect is to have, and what their pairing depends on.

    Raises
    ------
    DeclarationError
        If metrics move each other within one period; prints the circle.
    """
    estimated = [effect for effect in effects if effect.kind != "exact"]
    nodes = {name: _node(model, name, histories) for name in sorted({*_touched(model, estimated), *also})}
    edges = [edge for node in nodes.values() for edge in _arithmetic(node)]
    edges += [_effect_edge(effect, draws=draws, seed=seed) for effect in estimated]
    edges.sort(key=lambda edge: (edge.on, edge.driver, edge.effect is not None))
    _refuse_circles(nodes, edges)
    goals = {name: goal.metric for name, goal in model.goals.items()}
    return MetricGraph(nodes, tuple(edges), model.calendar, histories, goals, draws, seed)


def _touched(model: Model, effects: Sequence[EffectRecord]) -> set[str]:
    names = {*model.metrics, *(goal.metric for goal in model.goals.values())}
    names |= {name for effect in effects for name in (effect.driver, effect.on)}
    names |= {name for role in model.roles.values() for name in role.accountable}
    names |= {name for initiative in model.initiatives.values() for name in initiative.changes}
    for metric in model.metrics.values():
        if metric.formula is not None:
            names |= {name for name, _ in names_in(read_formula(metric.formula))}
        if metric.cumulative is not None:
            names.add(metric.cumulative.of)
    return names


def _node(model: Model, name: str, histories: Mapping[str, History]) -> Node:
    declared = model.metric(name)
    node = Node(name, declared.title, declared.unit, declared.better)
    if isinstance(declared, YieldedMetric):
        return node
    if declared.formula is not None:
        return replace(node, formula=read_formula(declared.formula))
    if declared.cumulative is not None:
        of = declared.cumulative.of
        return replace(node, window=window_of(of, declared.cumulative.over, model.metric(of), histories.get(of)))
    return node


def _arithmetic(node: Node) -> Iterator[Edge]:
    if node.window is not None:
        yield Edge(node.window.of, node.id)
    if node.formula is not None:
        lags: dict[str, set[int]] = {}
        for name, lag in names_in(node.formula):
            lags.setdefault(name, set()).add(lag)
        for name, found in sorted(lags.items()):
            yield Edge(name, node.id, tuple(sorted(found)))


def _effect_edge(effect: EffectRecord, *, draws: int, seed: int) -> Edge:
    beta = coefficients(effect, draws=draws, seed=seed)
    used = tuple(int(lag) for lag in np.flatnonzero(beta.any(axis=0)))
    return Edge(effect.driver, effect.on, used or (max(effect.window[1], 1),), effect, beta)


def _refuse_circles(nodes: Mapping[str, Node], edges: Sequence[Edge]) -> None:
    graph: dict[str, dict[str, object]] = {name: {} for name in nodes}
    for edge in edges:
        if acts_at_once(edge):
            graph[edge.driver][edge.on] = None
    way = next(circles(graph), None)
    if way is not None:
        raise DeclarationError(
            say("these metrics move each other within one period: {circle}.", circle=joined(" → ", way)),
            fix=say("Let one of them look back: lag(metric, 1), or an effect with a lag from 1 on."),
        )


def measured(model: Model, graph_or_metrics: MetricGraph | Sequence[str]) -> tuple[str, ...]:
    """Return the metrics that need a forecast, so that all that goals rest on can be filled.

    Parameters
    ----------
    model : Model
        What is declared.
    graph_or_metrics : MetricGraph or sequence of str
        A graph: everything that moves a goal's metric, through arithmetic and effects. Metrics: what these are worked
        out from.
    """
    if isinstance(graph_or_metrics, MetricGraph):
        graph, found = graph_or_metrics, graph_or_metrics.behind(graph_or_metrics.goals.values())
        return tuple(name for name, node in graph.nodes.items() if name in found and node.measured)
    names = _closure(graph_or_metrics, lambda name: _inputs(model, name))
    return tuple(sorted(name for name in names if not _inputs(model, name)))


def _inputs(model: Model, name: str) -> tuple[str, ...]:
    declared = model.metric(name)
    if isinstance(declared, Metric) and declared.formula is not None:
        return tuple(dict.fromkeys(used for used, _ in names_in(read_formula(declared.formula))))
    if isinstance(declared, Metric) and declared.cumulative is not None:
        return (declared.cumulative.of,)
    return ()


def within(graph: MetricGraph, where: Mapping[str, str]) -> MetricGraph:
    """Return the graph as it holds inside one segment.

    An effect that was fitted over a dimension of `where` acts there with its size within one segment. Other effects
    keep the size that they have for the enterprise as a whole: nothing better is known of them.
    """
    if not where:
        return graph
    edges = tuple(
        replace(edge, beta=edge.beta * panel_ratio(edge.effect))
        if edge.beta is not None and edge.effect is not None and edge.effect.panel and edge.effect.panel.by in where
        else edge
        for edge in graph.edges
    )
    return replace(graph, edges=edges)
