"""Paths in plain words: what moves what, in which direction, until the goal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from sightline.model.model import Model
from sightline.periods.wording import later
from sightline.records import LineOfSight, Link, SightPath
from sightline.roles.aims import Aim, sign
from sightline.roles.holding import Held
from sightline.saying import joined, listed, phrase, say

__all__ = ["named", "path_in_words"]

Title = Callable[[str], str]
_FIRST: Mapping[tuple[str, int], str] = {  # by what is better, and whether that raises what it moves
    ("higher", 1): phrase("Higher {metric} raises {on}"),
    ("higher", -1): phrase("Higher {metric} lowers {on}"),
    ("higher", 0): phrase("Higher {metric} may move {on}"),
    ("lower", 1): phrase("Lower {metric} raises {on}"),
    ("lower", -1): phrase("Lower {metric} lowers {on}"),
    ("lower", 0): phrase("Lower {metric} may move {on}"),
}
_NEXT: Mapping[int, str] = {
    1: phrase("which raises {on}"),
    -1: phrase("which lowers {on}"),
    0: phrase("which may move {on}"),
}


def path_in_words(held: Held, line: LineOfSight, path: SightPath, aim: Aim, model: Model) -> str:
    """Return one way from a metric of a role to a goal: "Lower lead time raises orders, which raises revenue."."""
    metric = model.metric(held.metric)
    what = named(metric.title)
    if held.activities:
        activities = listed([_activity(one, model) for one in held.activities])
        what = say("{metric} (through {activities})", metric=what, activities=activities)
    if held.metric == aim.metric:
        return say("{metric} is what the goal is measured by.", metric=what)
    links = path.links[1:] if path.nodes[0] in held.activities else path.links
    steps = _steps(links, sign(metric.better), lambda name: model.metric(name).title)
    said = [
        say(_NEXT[step], on=on) if place else say(_FIRST[metric.better, step], metric=what, on=on)
        for place, (step, on) in enumerate(steps)
    ]
    return joined("", [joined(", ", said), _when(line, model), "."])


def _steps(links: Sequence[Link], direction: float, title: Title) -> list[tuple[int, str]]:
    """Return what each link moves, and whether it raises (1) or lowers (-1) it; 0 where nobody knows."""
    found = []
    for link in links:
        if math.isnan(link.per_unit) or link.per_unit == 0:
            step = 0
        else:
            direction *= math.copysign(1.0, link.per_unit)
            step = 1 if direction > 0 else -1
        found.append((step, named(title(link.on))))
    return found


def named(title: str) -> str:
    """Return a title as it stands in a sentence: marked where it has commas of its own."""
    return f"'{title}'" if "," in title else title


def _when(line: LineOfSight, model: Model) -> str:
    if not line.arrives:
        return ""
    return later(line.arrives, model.calendar.grain.value)


def _activity(reference: str, model: Model) -> str:
    process, _, name = reference.partition(".")
    declared = model.processes[process].activities.get(name) if process in model.processes else None
    title = (declared.title or declared.as_) if declared is not None else None
    return f"'{title or name.replace('_', ' ')}'"
