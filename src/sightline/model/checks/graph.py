"""Circles in what leads to what."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

__all__ = ["circles"]

Graph = Mapping[str, Mapping[str, object]]


def circles(graph: Graph) -> Iterator[list[str]]:
    """Yield one shortest circle per knot of nodes that reach each other: `[a, b, a]`.

    Parameters
    ----------
    graph : mapping
        node -> the nodes it leads to (with anything as values). All nodes that are led to must be keys or are left out.
    """
    for knot in _knots(graph):
        first = min(knot, key=list(graph).index) if len(knot) > 1 else next(iter(knot))
        yield _shortest(graph, first, knot)


def _shortest(graph: Graph, first: str, knot: set[str]) -> list[str]:
    """Return the shortest way from `first` back to itself within a knot."""
    came: dict[str, str] = {}
    queue = deque([first])
    while queue:
        node = queue.popleft()
        for after in graph[node]:
            if after == first:
                way = [node]
                while way[-1] != first:
                    way.append(came[way[-1]])
                return [*reversed(way), first]
            if after in knot and after not in came:
                came[after] = node
                queue.append(after)
    return [first, first]


def _knots(graph: Graph) -> Iterator[set[str]]:
    """Yield the strongly connected parts that hold a circle (Tarjan 1972, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root in graph:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        path.append(root)
        on_path.add(root)
        while work:
            node, rest = work[-1]
            after = next((one for one in rest if one in graph and (one not in index or one in on_path)), None)
            if after is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    knot = _pop(path, on_path, node)
                    if len(knot) > 1 or node in graph[node]:
                        yield knot
            elif after in index:
                low[node] = min(low[node], index[after])
            else:
                index[after] = low[after] = len(index)
                path.append(after)
                on_path.add(after)
                work.append((after, iter(graph[after])))


def _pop(path: list[str], on_path: set[str], node: str) -> set[str]:
    knot = set()
    while True:
        one = path.pop()
        on_path.discard(one)
        knot.add(one)
        if one == node:
            return knot
