"""What a reader of a line of sight should know, in short sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sightline.model.arithmetic import Array
from sightline.model.declarations import Goal
from sightline.records import Link, SightPath
from sightline.sight.origins import Start
from sightline.sight.sensitivity import Linear

__all__ = ["Told", "sentences"]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A line, as far as words need it: both ends, the strongest way, and what is odd about it."""

    start: Start
    name: str
    goal: Goal
    linear: Linear
    path: SightPath | None
    periods: int
    beyond: bool
    unknown: bool
    draws: Array | None

    def title(self, name: str) -> str:
        """Return the title of a metric; an id that is none stays as it is."""
        node = self.linear.graph.nodes.get(name)
        return node.title if node is not None else name


def sentences(told: Told) -> str:
    """Return the sentences that apply; empty where there is nothing to add."""
    return " ".join(sentence for sentence in _sentences(told) if sentence)


def _sentences(told: Told) -> Iterator[str]:
    if not told.periods:
        yield "The goal's date is past: nothing moves it any more."
        return
    if told.path is None:
        yield told.start.words or f"No declared path leads from {told.start.title} to {told.title(told.goal.metric)}."
        return
    if told.unknown:
        yield _unknown(told)
        return
    if told.beyond:
        yield f"Seen up to {told.linear.base.periods[-1].label}, the last period that is forecast."
    if told.draws is not None and not told.draws.any() and told.path.lag >= told.periods:
        yield f"It arrives after {_periods(told.path.lag)}, and the goal's date is {_periods(told.periods)} away."
        return
    yield from (_support(told, link) for link in told.path.links if link.support != "supported" or link.grade)
    if set(told.path.nodes) & told.linear.graph.feeds_itself:
        yield "Part of the effect goes round through metrics that feed themselves; the paths do not show it."
    yield from _segment(told)


def _unknown(told: Told) -> str:
    base = told.linear.base
    nodes = told.path.nodes if told.path else ()
    inputs = {edge.driver for name in nodes for edge in told.linear.graph.into.get(name, ()) if edge.effect is None}
    empty = [
        told.title(name)
        for name in sorted({*nodes, *inputs} & told.linear.graph.nodes.keys())
        if np.isnan(told.linear.medians[name][base.now :]).any()
    ]
    if empty:
        return f"It cannot be said: no value is known ahead of {', '.join(empty)}."
    return "It cannot be said: a formula on the way has no slope there."


def _support(told: Told, link: Link) -> str:
    pair = f"{told.title(link.driver)} moves {told.title(link.on)}"
    if link.kind == "assumed":
        return (
            "" if link.driver == told.start.id and told.start.origin == "initiative" else f"It is assumed that {pair}."
        )
    if link.support == "suggested":
        return f"The data suggest, and no more, that {pair}."
    return f"The data cannot say whether {pair}." if link.support == "cannot_say" else ""


def _segment(told: Told) -> Iterator[str]:
    where = told.goal.where
    if not where or told.path is None:
        return
    pairs = {(link.driver, link.on) for link in told.path.links}
    whole = [
        edge
        for edge in told.linear.graph.edges
        if (edge.driver, edge.on) in pairs
        and edge.effect is not None
        and (edge.effect.panel is None or edge.effect.panel.by not in where)
    ]
    if whole:
        titles = ", ".join(f"{told.title(edge.driver)} on {told.title(edge.on)}" for edge in whole)
        yield f"Taken at the size it has for the enterprise as a whole: {titles}."


def _periods(count: int) -> str:
    return f"{count} period{'' if count == 1 else 's'}"
