"""Lines of sight as rows: for the table, for the figure and its table, and plain for the twins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.ahead import Line, Link, SightPath
from sightline_web.languages.marks import later
from sightline_web.shell.formats import NONE
from sightline_web.shell.grains import in_periods
from sightline_web.shell.graphs import Box, Edge, draw
from sightline_web.shell.intervals import interval
from sightline_web.shell.kinds import kind_word
from sightline_web.shell.sizes import cramped, delay, likely, part, size, span
from sightline_web.shell.support import SUPPORTS, Support, grade_beside, support_of
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.shell.voices import said
from sightline_web.sight.places import Places
from sightline_web.snapshot import Goal

__all__ = ["Row", "StepRow", "chosen_paths", "figure", "row", "sight_row", "step_rows"]

HOW = later("How was this estimated?")
BELOW = 22  # letters that fit below the name in a box


@dataclass(frozen=True, slots=True)
class Row:
    """One line of sight in a table; sizes are for one `step` of the origin."""

    line: Line
    goal: Goal
    kind: str
    title: str
    href: str
    goal_href: str
    one: str
    step: str
    size: Shown
    span: str
    figure: SafeString
    share: str
    delay: str
    likely: str
    support: Support
    quiet: bool
    path: list[tuple[str, str]]

    @property
    def exact(self) -> bool:
        """Whether it is arithmetic alone."""
        return self.support is SUPPORTS["exact"]


def row(line: Line, places: Places) -> Row:
    """Return a line of sight with its size for a handy step of its origin."""
    goal, formats = places.goal(line.goal), places.formats
    step = places.step(line.origin, line.unit)
    middle, low, high = (None if each is None else each * step.amount for each in (line.per_unit, line.low, line.high))
    low, high = (None, None) if low is None or high is None else (min(low, high), max(low, high))
    shown = Shown(size(middle, goal.unit, formats, low, high), goal.metric, HOW, _source(line, places))
    share = None if line.share_of_gap is None else line.share_of_gap * step.amount
    links = [link for path in line.paths for link in path.links]
    exact = bool(links) and low == high and all(link.kind == "exact" for link in links)
    quiet = line.support == "cannot_say" or line.per_unit is None
    nodes = line.paths[0].nodes if line.paths else ()
    return Row(
        line, goal, kind_word(line.kind), places.title(line.origin), places.href(line.origin),
        places.goal_href(goal.id), said(line.unit), step.words, shown,
        "" if low == high else span(low, high, goal.unit, formats),
        SafeString() if low == high else interval(low, middle, high, quiet=quiet), part(share, formats),
        delay(line.arrives, places.snapshot.head.grain), likely(line.probability, formats) if line.paths else "",
        support_of(line.support, "exact" if exact else "estimated"), quiet,
        [(places.title(name), places.href(name)) for name in nodes],
    )  # fmt: skip


def _source(line: Line, places: Places) -> str:
    """Return where a number of a line leads: to its steps, or to the one effect that it is."""
    if len(line.paths) == 1 and not line.more and len(line.paths[0].links) == 1:
        return places.source(line.paths[0].links[0].driver, line.paths[0].links[0].on)
    return f"{places.href(line.origin)}?goal={line.goal}#steps"


def sight_row(line: Line) -> dict[str, object]:
    """Return a line of sight for the twins, in the words of the `sight` command."""
    return {
        "goal": line.goal,
        "from": line.origin,
        "per_unit": line.per_unit,
        "low": line.low,
        "high": line.high,
        "share_of_gap": line.share_of_gap,
        "path": " > ".join(line.paths[0].nodes) if line.paths else "",
        "origin": line.kind,
        "title": line.title,
        "unit": line.unit,
        "probability": line.probability,
        "support": line.support,
        "arrives": line.arrives,
        "paths": len(line.paths) + line.more,
        "words": line.words,
    }


def chosen_paths(lines: Iterable[Line], most: int) -> tuple[list[SightPath], int]:
    """Return at most so many paths for the figure, and how many were left out.

    The strongest path of each line comes first, then the second of each, and so on; a path that adds no edge to those
    before it is drawn by them already and does not count.
    """
    lines = list(lines)
    ranks = max((len(line.paths) for line in lines), default=0)
    chosen: list[SightPath] = []
    drawn: set[tuple[str, str]] = set()
    left_out = sum(line.more for line in lines)
    for path in (line.paths[rank] for rank in range(ranks) for line in lines if rank < len(line.paths)):
        edges = {(link.driver, link.on) for link in path.links}
        if edges <= drawn:
            continue
        if len(chosen) == most:
            left_out += 1
            continue
        chosen.append(path)
        drawn |= edges
    return chosen, left_out


def _links(paths: Iterable[SightPath]) -> list[Link]:
    found: dict[tuple[str, str], Link] = {}
    for path in paths:
        for link in path.links:
            found.setdefault((link.driver, link.on), link)
    return list(found.values())


def figure(paths: Sequence[SightPath], lines: Sequence[Line], places: Places, name: str, *, fan_in: bool) -> SafeString:
    """Return the graph of some paths: from what moves to what is moved, left to right.

    Parameters
    ----------
    paths : sequence of SightPath
        What is drawn.
    lines : sequence of Line
        Whose paths these are; they say what one unit of an activity, a role or an initiative is, and name the goals.
    places : Places
        Titles, steps and addresses.
    name : str
        What the figure is called.
    fan_in : bool
        Whether the paths lead to one goal, so that they share a right end, or from one origin.
    """
    units = {line.origin: line.unit for line in lines}
    goals = {places.goal(line.goal).metric: line.goal for line in lines}
    links = _links(paths)
    names = dict.fromkeys(node for path in paths for node in path.nodes)
    boxes = [_box(each, places, units.get(each, ""), goals.get(each)) for each in names]
    grain = places.snapshot.head.grain
    edges = [
        Edge(link.driver, link.on, _weight(link, places, units), _late(link.lag, grain),
             places.strength(link), link.support if link.kind == "estimated" else link.kind)
        for link in links
    ]  # fmt: skip
    return draw(boxes, edges, name, leftward=fan_in)


def _late(lag: int | None, grain: str) -> str:
    """Return a delay as it fits on an edge: "1 month"."""
    if lag is None:
        return NONE
    return in_periods(lag, grain) if lag else _("at once")


def _box(name: str, places: Places, unit: str, goal: str | None) -> Box:
    kind = places.kind(name)
    if goal is not None:
        return Box(name, places.title(name), kind_word("goal"), places.goal_href(goal), "goal")
    below = places.step(name).words if kind == "metric" else _brief(kind_word(kind), said(unit))
    return Box(name, places.title(name), below, places.href(name), kind)


def _brief(kind: str, unit: str) -> str:
    """Return what stands below the name of an activity, a rule, a role or an initiative: with its unit if that fits."""
    both = f"{kind}: {unit}"
    return both if unit and len(both) <= BELOW else kind


def _weight(link: Link, places: Places, units: dict[str, str]) -> str:
    if link.per_unit is None:
        return "?"
    step, unit = places.step(link.driver, units.get(link.driver, "")), places.unit(link.on)
    return cramped(size(link.per_unit * step.amount, unit, places.formats), unit)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One edge of the figure in its table: `size` is what a step of `driver` does to `on`."""

    link: Link
    driver: str
    on: str
    driver_href: str
    on_href: str
    step: str
    size: Shown
    span: str
    figure: SafeString
    delay: str
    support: Support
    grade: str
    quiet: bool


def step_rows(paths: Iterable[SightPath], lines: Sequence[Line], places: Places) -> list[StepRow]:
    """Return the edges of the figure as rows, in the order in which the paths need them."""
    units = {line.origin: line.unit for line in lines}
    found = []
    for link in _links(paths):
        step, unit = places.step(link.driver, units.get(link.driver, "")), places.unit(link.on)
        middle, low, high = (
            None if each is None else each * step.amount for each in (link.per_unit, link.low, link.high)
        )
        shown = Shown(size(middle, unit, places.formats, low, high), link.on, HOW, places.source(link.driver, link.on))
        quiet = link.support == "cannot_say"
        exact = link.kind == "exact" or low == high
        support = support_of(link.support, link.kind)
        found.append(
            StepRow(
                link, places.title(link.driver), places.title(link.on), places.href(link.driver), places.href(link.on),
                step.words, shown, "" if exact else span(low, high, unit, places.formats),
                SafeString() if exact else interval(low, middle, high, quiet=quiet),
                delay(link.lag, places.snapshot.head.grain), support, grade_beside(support, link.grade), quiet,
            )
        )  # fmt: skip
    return found
