"""A small graph drawn on the server: boxes in columns from left to right, edges with their weight and delay.

Columns follow the longest way to the right end; where an edge passes a column, a place is kept free for it, and boxes
are ordered by where their neighbours are (Sugiyama, Tagawa and Toda, 1981, with two sweeps of the barycentre).
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

__all__ = ["Box", "Edge", "Spot", "draw", "layers", "ordered", "way_between"]

APART, EDGE = 22, 2
FREE = 26  # the height of a place that is kept for a passing edge
BEND = 28  # how far an edge takes to change its height; the rest of the gap is level and carries the label
SWEEPS = 2
LETTER = 6.6  # the width of a letter on an edge
COLUMNS = 7  # so many can be read when they are made to fit the page; more of them scroll
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


@dataclass(frozen=True, slots=True)
class _Size:
    """How large boxes and the gaps between columns are, and what fits into a box."""

    width: int
    height: int
    gap: int
    letters: int
    lines: int

    def left(self, column: int) -> int:
        """Return where a column begins."""
        return EDGE + column * (self.width + self.gap)

    def tall(self, spot: Spot) -> int:
        """Return the height of a box or of a passing edge."""
        return FREE if spot[0].startswith("|") else self.height


ROOMY = _Size(148, 62, 115, 18, 2)
DENSE = _Size(122, 76, 88, 14, 3)
ROOMY_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An edge with its spots; it bends `late`, towards its end, or early, so that its label lies on a level part."""

    edge: Edge
    way: Sequence[Spot]
    late: bool


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
    size = ROOMY if max(column.values()) < ROOMY_COLUMNS else DENSE
    leaving = Counter(edge.start for edge in edges)
    every = [
        _Drawn(edge, way_between(index, edge.start, edge.end, column), leaving[edge.start] == 1)
        for index, edge in enumerate(edges)
    ]
    ways = [each.way for each in every]
    places = _placed(ordered([(box.id, column[box.id]) for box in boxes], ways), size)
    width = size.left(max(column.values())) + size.width + EDGE
    height = round(max(y + size.tall(spot) / 2 for spot, y in places.items()) + EDGE)
    lines = format_html_join("", "{}", [(_edge(each, places, size),) for each in every])
    labels = format_html_join("", "{}", [(_label(each, places, size),) for each in every])
    shown = format_html_join("", "{}", [(_box(box, places[box.id, column[box.id]], size, column),) for box in boxes])
    return format_html(
        '<svg class="graph{}" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}">'
        '<g aria-hidden="true">{}{}</g>{}</svg>',
        " fits" if max(column.values()) < COLUMNS else "", width, height, width, height, name, lines, labels, shown,
    )  # fmt: skip


def way_between(index: int, start: str, end: str, column: dict[str, int]) -> list[Spot]:
    """Return the spots of an edge, with one for each column that it passes, named by the edge's number."""
    first, last = column[start], column[end]
    step = 1 if last > first else -1
    passed = [(f"|{index}", at) for at in range(first + step, last, step)]
    return [(start, first), *passed, (end, last)]


def ordered(boxes: Sequence[Spot], ways: Sequence[Sequence[Spot]]) -> dict[int, list[Spot]]:
    """Return the spots of each column in an order by which few edges cross; boxes are given as they would stand."""
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


def _placed(columns: dict[int, list[Spot]], size: _Size) -> dict[Spot, float]:
    """Return the middle of each spot from the top; columns are centred."""
    heights = {at: sum(map(size.tall, spots)) + APART * (len(spots) - 1) for at, spots in columns.items()}
    tallest = max(heights.values())
    places = {}
    for at, spots in columns.items():
        y = EDGE + (tallest - heights[at]) / 2
        for spot in spots:
            places[spot] = y + size.tall(spot) / 2
            y += size.tall(spot) + APART
    return places


def _edge(drawn: _Drawn, places: dict[Spot, float], size: _Size) -> SafeString:
    way, edge = drawn.way, drawn.edge
    y = places[way[0]]
    path = [f"M{size.left(way[0][1]) + size.width} {y:.1f}"]
    for index, spot in enumerate(way[1:]):
        left, below = size.left(spot[1]), places[spot]
        if left < size.left(way[0][1]):  # a circle: back to an earlier column
            path.append(f"L{left} {below:.1f}")
            continue
        bend = left - BEND if drawn.late and index == 0 else left - size.gap
        path.append(
            f"H{bend}C{bend + BEND / 2:.0f} {y:.1f} {bend + BEND / 2:.0f} {below:.1f} {bend + BEND} {below:.1f}"
        )
        path.append(f"H{left}" if spot is way[-1] else f"H{left + size.width}")
        y = below
    end = f"M{size.left(way[-1][1]) - 7} {places[way[-1]] - 4:.1f}l7 4-7 4"
    return format_html('<path class="edge w{} {}" d="{}"/><path class="tip {}" d="{}"/>',
                       edge.strength, edge.support, "".join(path), edge.support, end)  # fmt: skip


def _label(drawn: _Drawn, places: dict[Spot, float], size: _Size) -> SafeString:
    way, edge = drawn.way, drawn.edge
    y = places[way[0]] if drawn.late else places[way[1]]
    half = LETTER * max(len(edge.weight), len(edge.delay)) / 2
    within = size.gap / 2 - 2
    if places[way[0]] != places[way[1]]:  # beside the bend, but never below a box
        within = max(within - BEND / 2, half + 3) if drawn.late else min(within + BEND / 2, size.gap - half - 8)
    x = size.left(way[0][1]) + size.width + within
    return format_html(
        '<text class="weight" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="delay" x="{}" y="{}" text-anchor="middle">{}</text>',
        round(x), f"{y - 7:.1f}", edge.weight, round(x), f"{y + 16:.1f}", edge.delay,
    )  # fmt: skip


def _box(box: Box, y: float, size: _Size, column: dict[str, int]) -> SafeString:
    lines = textwrap.wrap(box.title, size.letters, max_lines=size.lines, placeholder="…")
    x, top = size.left(column[box.id]), y - size.height / 2
    first = y - 8 * len(lines) + 4
    text = format_html_join(
        "",
        '<tspan x="{}" y="{}">{}</tspan>',
        [(x + 10, f"{first + 16 * index:.1f}", line) for index, line in enumerate(lines)],
    )
    return format_html(
        '<a class="box {}" href="{}"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>'
        '<text class="name">{}</text><text class="below" x="{}" y="{}">{}</text></a>',
        box.kind, box.href, f"{box.title}, {box.below}", x, f"{top:.1f}", size.width, size.height,
        4 if box.kind in {"metric", "goal"} else 16, text, x + 10, f"{first + 16 * len(lines):.1f}", box.below,
    )  # fmt: skip
