"""Paths in plain words: what moves what, in which direction, until the goal."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from sightline.model.model import Model
from sightline.records import LineOfSight, Link, SightPath
from sightline.roles.aims import Aim, sign
from sightline.roles.holding import Held

__all__ = ["listed", "named", "path_in_words"]

Title = Callable[[str], str]
_SHOWN = 3


def path_in_words(held: Held, line: LineOfSight, path: SightPath, aim: Aim, model: Model) -> str:
    """Return one way from a metric of a role to a goal: "Lower lead time raises orders, and with them revenue."."""
    metric = model.metric(held.metric)
    through = f" (through {listed([_activity(one, model) for one in held.activities])})" if held.activities else ""
    if held.metric == aim.metric:
        return f"{named(metric.title)}{through} is what the goal is measured by."
    start = f"{'Higher' if metric.better == 'higher' else 'Lower'} {named(metric.title)}{through}"
    links = path.links[1:] if path.nodes[0] in held.activities else path.links
    return f"{start} {_chain(links, sign(metric.better), lambda name: model.metric(name).title)}{_when(line, model)}."


def _chain(links: Sequence[Link], direction: float, title: Title) -> str:
    parts = []
    for place, link in enumerate(links):
        if math.isnan(link.per_unit) or link.per_unit == 0:
            verb = "may move"
        else:
            direction *= math.copysign(1.0, link.per_unit)
            verb = "raises" if direction > 0 else "lowers"
        parts.append(f"{'which ' if place else ''}{verb} {named(title(link.on))}")
    return ", ".join(parts)


def named(title: str) -> str:
    """Return a title as it stands in a sentence: marked where it has commas of its own."""
    return f"'{title}'" if "," in title else title


def _when(line: LineOfSight, model: Model) -> str:
    if not line.arrives:
        return ""
    grain = model.calendar.grain.value
    return f", {line.arrives} {grain}{'' if line.arrives == 1 else 's'} later"


def _activity(reference: str, model: Model) -> str:
    process, _, name = reference.partition(".")
    declared = model.processes[process].activities.get(name) if process in model.processes else None
    title = (declared.title or declared.as_) if declared is not None else None
    return f"'{title or name.replace('_', ' ')}'"


def listed(names: Sequence[str], shown: int = _SHOWN) -> str:
    """Return names for a sentence: "a, b and c", or "a, b, c and 4 more"."""
    if len(names) > shown:
        return f"{', '.join(names[:shown])} and {len(names) - shown} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
