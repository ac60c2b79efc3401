"""What a reader of a line of sight should know, in short sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sightline.model.arithmetic import Array
from sightline.model.declarations import Goal
from sightline.records import Link, SightPath
from sightline.saying import Said, joined, labelled, phrase, say, say_many
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
    return joined(" ", list(_sentences(told)))


def _sentences(told: Told) -> Iterator[str]:
    if not told.periods:
        yield say("The goal's date is past: nothing moves it any more.")
        return
    if told.path is None:
        text, metric = phrase("No declared path leads from {origin} to {metric}."), told.title(told.goal.metric)
        yield told.start.words or say(text, origin=told.start.title, metric=metric)
        return
    if told.unknown:
        yield _unknown(told)
        return
    if told.beyond:
        last = labelled(told.linear.base.periods[-1].label)
        yield say("Seen up to {period}, the last period that is forecast.", period=last)
    if told.draws is not None and not told.draws.any() and told.path.lag >= told.periods:
        text = phrase("It arrives after {delay}, and the goal's date is {left} away.")
        yield say(text, delay=_periods(told.path.lag), left=_periods(told.periods))
        return
    yield from (_support(told, link) for link in told.path.links if link.support != "supported" or link.grade)
    if set(told.path.nodes) & told.linear.graph.feeds_itself:
        yield say("Part of the effect goes round through metrics that feed themselves; the paths do not show it.")
    yield from _segment(told)


def _unknown(told: Told) -> Said:
    base = told.linear.base
    nodes = told.path.nodes if told.path else ()
    inputs = {edge.driver for name in nodes for edge in told.linear.graph.into.get(name, ()) if edge.effect is None}
    empty = [
        told.title(name)
        for name in sorted({*nodes, *inputs} & told.linear.graph.nodes.keys())
        if np.isnan(told.linear.medians[name][base.now :]).any()
    ]
    if empty:
        return say("It cannot be said: no value is known ahead of {titles}.", titles=joined(", ", empty))
    return say("It cannot be said: a formula on the way has no slope there.")


def _support(told: Told, link: Link) -> str:
    driver, on = told.title(link.driver), told.title(link.on)
    if link.kind == "assumed":
        if link.driver == told.start.id and told.start.origin == "initiative":
            return ""
        return say("It is assumed that {driver} moves {on}.", driver=driver, on=on)
    if link.support == "suggested":
        return say("The data suggest, and no more, that {driver} moves {on}.", driver=driver, on=on)
    if link.support == "cannot_say":
        return say("The data cannot say whether {driver} moves {on}.", driver=driver, on=on)
    return ""


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
        effects = [say("{driver} on {on}", driver=told.title(edge.driver), on=told.title(edge.on)) for edge in whole]
        text = phrase("Taken at the size it has for the enterprise as a whole: {effects}.")
        yield say(text, effects=joined(", ", effects))


def _periods(count: int) -> Said:
    return say_many("{count} period", "{count} periods", count)
