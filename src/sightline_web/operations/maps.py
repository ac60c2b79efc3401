"""A process map drawn on the server: activities in rows from top to bottom, edges as wide as they are frequent.

Rows follow the usual order of the activities; an edge against it is drawn upwards on its own way, an edge over several
rows has a place kept free in each (Sugiyama, Tagawa and Toda, 1981, as in `shell.graphs`). Edges leave and reach a box
side by side, so that a step and its way back do not cover each other.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sightline_web.shell.graphs import Spot, layers, ordered, way_between

__all__ = ["Link", "Step", "draw"]

WIDTH, HEIGHT = 172, 50
DOT = 22  # the height of the start and of the end
GAP = 76  # between two rows: room for the labels of edges
APART = 30
FREE = 84  # the width of a place that is kept for a passing edge and its label
EDGE = 8
LETTERS = 24  # of a name that fit in one line of a box
LETTER = 6.6
LINE = 17  # the height of a label
PORTS = 0.72  # of a box's width that edges leave from
TRIED = (0.5, 0.3, 0.7, 0.15, 0.85)  # where along an edge its label may stand


@dataclass(frozen=True, slots=True)
class Step:
    """One box: an activity, which leads to `href` if there is one; `outer` are the start and the end."""

    id: str
    title: str
    below: str = ""
    href: str = ""
    hover: str = ""
    outer: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One edge: `strength` from 1 to 5; `back` where it goes against the usual order."""

    start: str
    end: str
    label: str
    strength: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where everything is: the middle of each spot, and the top of each row."""

    x: dict[Spot, float]
    row: dict[str, int]
    width: float
    outer: frozenset[str]

    @staticmethod
    def top(row: int) -> float:
        """Return the top of the boxes in a row."""
        return EDGE + row * (HEIGHT + GAP)

    def inset(self, spot: Spot) -> float:
        """Return how much lower than its row a spot begins, and how much sooner it ends."""
        return (HEIGHT - DOT) / 2 if spot[0] in self.outer else 0.0


def draw(steps: Sequence[Step], links: Sequence[Link], name: str) -> SafeString:
    """Return the map; nothing without steps.

    Parameters
    ----------
    steps : sequence of Step
        In their usual order, the start first and the end last.
    links : sequence of Link
        Between these steps; none from a step to itself.
    name : str
        What the figure is, for those who do not see it; its table stands below it.
    """
    if not steps:
        return SafeString()
    onward = [(link.end, link.start) if link.back else (link.start, link.end) for link in links]
    row = layers([step.id for step in steps], onward, leftward=False)
    ways = [way_between(index, *ends, row) for index, ends in enumerate(onward)]
    plan = _planned(steps, ways, row)
    ports = _ports(ways, plan)
    routes = [_route(way, ports[index], plan) for index, way in enumerate(ways)]
    height = plan.top(max(row.values())) + HEIGHT + EDGE
    lines = format_html_join("", "{}", [(_line(link, route),) for link, route in zip(links, routes, strict=True)])
    boxes = format_html_join("", "{}", [(_box(step, plan),) for step in steps])
    return format_html(
        '<svg class="graph map" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}">'
        '<g aria-hidden="true">{}</g>{}<g aria-hidden="true">{}</g></svg>',
        round(plan.width), round(height), round(plan.width), round(height), name, lines, boxes, _labels(links, routes),
    )  # fmt: skip


def _wide(spot: Spot) -> int:
    return FREE if spot[0].startswith("|") else WIDTH


def _planned(steps: Sequence[Step], ways: Sequence[Sequence[Spot]], row: dict[str, int]) -> _Plan:
    rows = ordered([(step.id, row[step.id]) for step in steps], ways)
    sizes = {at: sum(map(_wide, spots)) + APART * (len(spots) - 1) for at, spots in rows.items()}
    widest = max(sizes.values())
    x = {}
    for at, spots in rows.items():
        left = EDGE + (widest - sizes[at]) / 2
        for spot in spots:
            x[spot] = left + _wide(spot) / 2
            left += _wide(spot) + APART
    return _Plan(x, row, widest + 2 * EDGE, frozenset(step.id for step in steps if step.outer))


def _ports(ways: Sequence[Sequence[Spot]], plan: _Plan) -> list[tuple[float, float]]:
    """Return where each way leaves its upper box and reaches its lower one, side by side with the others there."""
    found = [[0.0, 0.0] for _ in ways]
    for side in (0, 1):
        at_box: dict[Spot, list[int]] = {}
        for index, way in enumerate(ways):
            at_box.setdefault(way[0] if side == 0 else way[-1], []).append(index)
        for spot, indices in at_box.items():
            near = [(plan.x[ways[index][1] if side == 0 else ways[index][-2]], index) for index in indices]
            step = WIDTH * PORTS / max(len(indices), 2)
            for place, (_, index) in enumerate(sorted(near)):
                found[index][side] = plan.x[spot] + step * (place - (len(indices) - 1) / 2)
    return [(first, last) for first, last in found]


Piece = tuple[float, float, float, float]  # from x, y to x, y


def _route(way: Sequence[Spot], ports: tuple[float, float], plan: _Plan) -> list[Piece]:
    """Return the bends of a way, from its upper box to its lower one."""
    across = [ports[0], *(plan.x[spot] for spot in way[1:-1]), ports[1]]
    places = [(x, plan.top(spot[1]), plan.inset(spot)) for x, spot in zip(across, way, strict=True)]
    return [
        (x, top + HEIGHT - inset, next_x, next_top + next_inset)
        for (x, top, inset), (next_x, next_top, next_inset) in pairwise(places)
    ]


def _line(link: Link, route: Sequence[Piece]) -> SafeString:
    path = [f"M{route[0][0]:.1f} {route[0][1]:.1f}"]
    for x, y, next_x, next_y in route:
        middle = (y + next_y) / 2
        path.append(f"L{x:.1f} {y:.1f}C{x:.1f} {middle:.1f} {next_x:.1f} {middle:.1f} {next_x:.1f} {next_y:.1f}")
    if link.back:
        x, y = route[0][:2]
        tip = f"M{x - 4:.1f} {y + 8:.1f}l4-7 4 7"
    else:
        x, y = route[-1][2:]
        tip = f"M{x - 4:.1f} {y - 8:.1f}l4 7 4-7"
    kind = f"w{link.strength} back" if link.back else f"w{link.strength}"
    return format_html('<path class="edge {}" d="{}"/><path class="tip" d="{}"/>', kind, "".join(path), tip)


def _labels(links: Sequence[Link], routes: Sequence[Sequence[Piece]]) -> SafeString:
    """Return the labels of edges, each on the middle of its way, where no other stands if there is room."""
    taken: list[tuple[float, float, float]] = []
    texts = []
    for link, route in sorted(zip(links, routes, strict=True), key=lambda pair: -pair[0].strength):
        if not link.label:
            continue
        half = LETTER * len(link.label) / 2
        choices = [_along(route[len(route) // 2], part) for part in TRIED]
        x, y = next((spot for spot in choices if not _meets(*spot, half, taken)), choices[0])
        x = max(x, half + 2)
        taken.append((x, y, half))
        plate = (f"{x - half - 2:.1f}", f"{y - 9:.1f}", f"{2 * half + 4:.1f}")
        texts.append((*plate, "weight back" if link.back else "weight", f"{x:.1f}", f"{y + 4:.1f}", link.label))
    form = (
        '<rect class="plate" x="{}" y="{}" width="{}" height="18" rx="4"/>'
        '<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>'
    )
    return format_html_join("", form, texts)


def _along(piece: Piece, part: float) -> tuple[float, float]:
    """Return the place on a bend."""
    x, y, next_x, next_y = piece
    eased = part * part * (3 - 2 * part)
    height = 1.5 * part * (1 - part) ** 2 + 1.5 * part**2 * (1 - part) + part**3
    return x + (next_x - x) * eased, y + (next_y - y) * height


def _meets(x: float, y: float, half: float, taken: Sequence[tuple[float, float, float]]) -> bool:
    return any(abs(x - other) < half + width + 4 and abs(y - at) < LINE for other, at, width in taken)


def _box(step: Step, plan: _Plan) -> SafeString:
    x, top = plan.x[step.id, plan.row[step.id]], plan.top(plan.row[step.id])
    wide, tall = (WIDTH * PORTS, DOT) if step.outer else (WIDTH, HEIGHT)
    shape = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        f"{x - wide / 2:.1f}", f"{top + (HEIGHT - tall) / 2:.1f}", f"{wide:.1f}", tall, 11 if step.outer else 6,
    )  # fmt: skip
    if step.outer:
        text = '<text class="below" x="{}" y="{}" text-anchor="middle">{}</text>'
        return format_html(f'<g class="terminal">{{}}{text}</g>', shape, f"{x:.1f}", f"{top + 29:.1f}", step.title)
    title = textwrap.shorten(step.title, LETTERS, placeholder="…")
    inner = format_html(
        '<title>{}</title>{}<text class="name" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="below" x="{}" y="{}" text-anchor="middle">{}</text>',
        step.hover or step.title, shape, f"{x:.1f}", f"{top + 21:.1f}", title, f"{x:.1f}", f"{top + 39:.1f}",
        step.below,
    )  # fmt: skip
    if not step.href:
        return format_html('<g class="box activity">{}</g>', inner)
    return format_html('<a class="box activity" href="{}">{}</a>', step.href, inner)
