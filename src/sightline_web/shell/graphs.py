"""A small graph drawn on the server: boxes in columns from left to right, edges with their weight and delay.

Columns follow the longest way to the right end; where an edge passes a column, a place is kept free for it, and boxes
are ordered by where their neighbours are (Sugiyama, Tagawa and Toda, 1981, with two sweeps of the barycentre).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

__all__ = ["Box", "Edge", "draw", "layers"]

BOX_WIDTH, BOX_HEIGHT, GAP, APART, EDGE = 160, 62, 100, 22, 2
FREE = 26  # the height of a place that is kept for a passing edge
LETTERS, LINES = 21, 2
SWEEPS = 2
Spot = tuple[str, int]  # a box or a passing edge, and its column


@dataclass(frozen=True, slots=True)
class Box:
    """One box: what it is called, what stands below its name, where it leads, and its kind for the style."""

    id: str
    title: str
    below: str
    href: str
    kind: str


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge between boxes; `strength` is from 1 to 5, `support` a key of `support.SUPPORTS`."""

    start: str
    end: str
    weight: str
    delay: str
    strength: int
    support: str


def layers(boxes: Sequence[str], edges: Iterable[tuple[str, str]], *, leftward: bool = True) -> dict[str, int]:
    """Return the column of each box, from 0 at the left; every edge leads to the right unless edges form a circle.

    Parameters
    ----------
    boxes : sequence of str
        Their ids.
    edges : iterable of (str, str)
        From, to.
    leftward : bool
        Whether boxes stand as far right as their edges allow, so that those at the end share a column; otherwise as
        far left.
    """
    depth = dict.fromkeys(boxes, 0)
    pairs = [pair if leftward else (pair[1], pair[0]) for pair in edges]
    for _ in boxes:
        moved = False
        for start, end in pairs:
            if depth[start] < depth[end] + 1 < len(boxes):
                depth[start], moved = depth[end] + 1, True
        if not moved:
            break
    deepest = max(depth.values(), default=0)
    return {name: deepest - at if leftward else at for name, at in depth.items()}


def draw(boxes: Sequence[Box], edges: Sequence[Edge], name: str, *, leftward: bool = True) -> SafeString:
    """Return the graph; nothing without edges.

    Parameters
    ----------
    boxes : sequence of Box
        In the order of importance, which orders the columns at first.
    edges : sequence of Edge
        Between these boxes.
    name : str
        What the figure is, for those who do not see it; its table stands below it.
    leftward : bool
        As in `layers`.
    """
    if not edges:
        return SafeString()
    column = layers([box.id for box in boxes], [(edge.start, edge.end) for edge in edges], leftward=leftward)
    ways = [_way(index, edge, column) for index, edge in enumerate(edges)]
    places = _placed(_ordered([(box.id, column[box.id]) for box in boxes], ways))
    width = (max(column.values()) + 1) * (BOX_WIDTH + GAP) - GAP + 2 * EDGE
    height = max(y + _tall(spot) / 2 for spot, y in places.items()) + EDGE
    drawn = format_html_join("", "{}", [(_edge(edge, way, places),) for edge, way in zip(edges, ways, strict=True)])
    labels = format_html_join("", "{}", [(_label(edge, way, places),) for edge, way in zip(edges, ways, strict=True)])
    shown = format_html_join("", "{}", [(_box(box, column[box.id], places[box.id, column[box.id]]),) for box in boxes])
    return format_html(
        '<svg class="graph" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}">'
        '<g aria-hidden="true">{}{}</g>{}</svg>',
        width, round(height), width, round(height), name, drawn, labels, shown,
    )  # fmt: skip


def _way(index: int, edge: Edge, column: dict[str, int]) -> list[Spot]:
    """Return the spots of an edge, with one for each column that it passes."""
    first, last = column[edge.start], column[edge.end]
    step = 1 if last > first else -1
    passed = [(f"|{index}", at) for at in range(first + step, last, step)]
    return [(edge.start, first), *passed, (edge.end, last)]


def _ordered(boxes: Sequence[Spot], ways: Sequence[Sequence[Spot]]) -> dict[int, list[Spot]]:
    columns: dict[int, list[Spot]] = {}
    for spot in dict.fromkeys([*boxes, *(spot for way in ways for spot in way)]):
        columns.setdefault(spot[1], []).append(spot)
    near: dict[Spot, list[Spot]] = {}
    for way in ways:
        for one, other in pairwise(way):
            near.setdefault(one, []).append(other)
            near.setdefault(other, []).append(one)
    for sweep in range(2 * SWEEPS):
        for at in sorted(columns, reverse=not sweep % 2):
            rank = {
                spot: index / max(len(found) - 1, 1) for found in columns.values() for index, spot in enumerate(found)
            }
            middle = {spot: _middle([rank[each] for each in near.get(spot, ())], rank[spot]) for spot in columns[at]}
            columns[at].sort(key=middle.__getitem__)
    return columns


def _middle(ranks: Sequence[float], own: float) -> float:
    return sum(ranks) / len(ranks) if ranks else own


def _tall(spot: Spot) -> int:
    return FREE if spot[0].startswith("|") else BOX_HEIGHT


def _placed(columns: dict[int, list[Spot]]) -> dict[Spot, float]:
    """Return the middle of each spot from the top; columns are centred."""
    heights = {at: sum(map(_tall, spots)) + APART * (len(spots) - 1) for at, spots in columns.items()}
    tallest = max(heights.values())
    places = {}
    for at, spots in columns.items():
        y = EDGE + (tallest - heights[at]) / 2
        for spot in spots:
            places[spot] = y + _tall(spot) / 2
            y += _tall(spot) + APART
    return places


def _left(at: int) -> int:
    return EDGE + at * (BOX_WIDTH + GAP)


def _edge(edge: Edge, way: Sequence[Spot], places: dict[Spot, float]) -> SafeString:
    y = places[way[0]]
    path = [f"M{_left(way[0][1]) + BOX_WIDTH} {y:.1f}"]
    for spot in way[1:]:
        left, below = _left(spot[1]), places[spot]
        if left < _left(way[0][1]):  # a circle: back to an earlier column
            path.append(f"L{left} {below:.1f}")
            continue
        path.append(f"C{left - GAP / 2:.0f} {y:.1f} {left - GAP / 2:.0f} {below:.1f} {left} {below:.1f}")
        if spot is not way[-1]:
            path.append(f"H{left + BOX_WIDTH}")
        y = below
    end = f"M{_left(way[-1][1]) - 7} {places[way[-1]] - 4:.1f}l7 4-7 4"
    return format_html('<path class="edge w{} {}" d="{}"/><path class="tip {}" d="{}"/>',
                       edge.strength, edge.support, "".join(path), edge.support, end)  # fmt: skip


def _label(edge: Edge, way: Sequence[Spot], places: dict[Spot, float]) -> SafeString:
    x = _left(way[0][1]) + BOX_WIDTH + GAP / 2
    y = (places[way[0]] + places[way[1]]) / 2
    return format_html(
        '<text class="weight" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="delay" x="{}" y="{}" text-anchor="middle">{}</text>',
        round(x), f"{y - 5:.1f}", edge.weight, round(x), f"{y + 14:.1f}", edge.delay,
    )  # fmt: skip


def _box(box: Box, at: int, y: float) -> SafeString:
    lines = textwrap.wrap(box.title, LETTERS, max_lines=LINES, placeholder="…")
    x, top = _left(at), y - BOX_HEIGHT / 2
    first = y - 8 * len(lines) + 4
    text = format_html_join(
        "",
        '<tspan x="{}" y="{}">{}</tspan>',
        [(x + 10, f"{first + 16 * index:.1f}", line) for index, line in enumerate(lines)],
    )
    return format_html(
        '<a class="box {}" href="{}"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>'
        '<text class="name">{}</text><text class="below" x="{}" y="{}">{}</text></a>',
        box.kind, box.href, f"{box.title}, {box.below}", x, f"{top:.1f}", BOX_WIDTH, BOX_HEIGHT,
        4 if box.kind in {"metric", "goal"} else 16, text, x + 10, f"{first + 16 * len(lines):.1f}", box.below,
    )  # fmt: skip
