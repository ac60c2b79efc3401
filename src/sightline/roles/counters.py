"""Counter-metrics: what is watched beside a goal of a role, so that it is not reached at the cost of something else.

Chosen in this order, and told why:

1. What gets worse when the metric gets better, by a declared effect or by arithmetic.
2. A goal of the enterprise that the metric works against.
3. A lead metric of the same process or source that measures another side of the same work: quality beside time, time
   beside quality, quality beside volume. One that moves along with the metric, before or after it, guards nothing.
4. The same among the metrics that the role answers for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from sightline.model.model import Model
from sightline.model.process_metrics import YieldedMetric
from sightline.records import EffectRecord
from sightline.roles.aims import Aim, sign
from sightline.roles.weights import Weighed
from sightline.roles.wording import named
from sightline.saying import Said, say, say_in
from sightline.units import parse_unit

__all__ = ["Counter", "Counters"]

Side = Literal["time", "quality", "volume"]
_OTHER: dict[Side, tuple[Side, ...]] = {
    "time": ("quality",),
    "quality": ("time", "volume"),
    "volume": ("quality", "time"),
}
_SIDES: Mapping[Side, Said] = {
    "time": say_in("side of work", "time"),
    "quality": say_in("side of work", "quality"),
    "volume": say_in("side of work", "volume"),
}
_TIME = parse_unit("days").dimensions
_HIGH = 0.9


@dataclass(frozen=True, slots=True)
class Counter:
    """The counter-metric of a metric, None where none is found, and why."""

    metric: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Counters:
    """Chooses counter-metrics.

    Parameters
    ----------
    model : Model
        What is declared.
    effects : sequence of EffectRecord
        Declared and exact ones.
    """

    model: Model
    effects: Sequence[EffectRecord]
    _along: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, weighed: Weighed, aims: Mapping[str, Aim], also: Iterable[str] = ()) -> Counter:
        """Return the counter-metric of one metric of a role; `also` are the other metrics that the role holds."""
        metric = weighed.held.metric
        title = self._title(metric)
        worse = self._worsened(metric)
        if worse is not None:
            why = say("{worse} gets worse when {title} gets better.", worse=self._title(worse), title=title)
            return Counter(worse, why)
        goal = self._goal_against(weighed, aims)
        if goal is not None:
            why = say("{title} works against the goal “{goal}”.", title=title, goal=aims[goal].statement)
            return Counter(aims[goal].metric, why)
        side = _SIDES[self._side(metric)]
        near = self._sibling(metric, self._near(metric))
        if near is not None:
            why = say(
                "It tells the {near} of the same work, of which {title} tells the {side}.",
                near=_SIDES[self._side(near)], title=title, side=side,
            )  # fmt: skip
            return Counter(near, why)
        own = self._sibling(metric, sorted(also))
        if own is not None:
            why = say(
                "The role answers for it, too; it tells the {own}, {title} the {side}.",
                own=_SIDES[self._side(own)], title=title, side=side,
            )  # fmt: skip
            return Counter(own, why)
        none = say("No metric was found that would show {title} reached at the cost of something else.", title=title)
        return Counter(None, none)

    def _worsened(self, metric: str) -> str | None:
        """Return the metric that gets worse directly; the best supported first, then by id."""
        found = []
        for one in self.effects:
            if one.driver != metric or one.on == metric or one.support == "cannot_say":
                continue
            if one.per_unit and sign(self._better(metric)) * one.per_unit * sign(self._better(one.on)) < 0:
                found.append((one.support != "supported", one.on))
        return min(found)[1] if found else None

    def _goal_against(self, weighed: Weighed, aims: Mapping[str, Aim]) -> str | None:
        against = {
            goal: float(draws.mean()) * aims[goal].weight
            for goal, draws in weighed.by_goal.items()
            if float(np.quantile(draws, _HIGH)) < 0 and aims[goal].metric != weighed.held.metric
        }
        return min(against, key=lambda goal: (against[goal], goal)) if against else None

    def _sibling(self, metric: str, candidates: Iterable[str]) -> str | None:
        """Return the first candidate that measures another side, and does not move along."""
        moving = self._moving_along(metric)
        order = {side: place for place, side in enumerate(_OTHER[self._side(metric)])}
        found = [
            (order[self._side(one)], one not in self.model.metrics, one)
            for one in candidates
            if one != metric and one not in moving and self._side(one) in order
        ]
        return min(found)[2] if found else None

    def _near(self, metric: str) -> list[str]:
        """Return the lead metrics of the same processes and sources."""
        places = self._places(metric)
        return [
            one for one in self.model.metric_ids()
            if self.model.metric(one).indicator == "lead" and places & self._places(one) and self._telling(one)
        ]  # fmt: skip

    def _telling(self, metric: str) -> bool:
        """Return whether a metric is about the whole of the work: of those that processes yield, few are."""
        found = self.model.metric(metric)
        return not isinstance(found, YieldedMetric) or found.kind in ("rework", "on_time", "lead_time")

    def _places(self, metric: str) -> frozenset[str]:
        found = self.model.metric(metric)
        if isinstance(found, YieldedMetric):
            process = found.process
        else:
            between = found.duration or found.conversion
            process = (between.process if between is not None else None) or ""
            if found.source is not None:
                homes = [name for name, one in self.model.processes.items() if one.log == found.source]
                return frozenset({f"source {found.source}", *(f"process {one}" for one in homes)})
        if process not in self.model.processes:
            return frozenset()
        return frozenset({f"process {process}", f"source {self.model.processes[process].log}"})

    def _side(self, metric: str) -> Side:
        found = self.model.metric(metric)
        if found.kind == "on_time" if isinstance(found, YieldedMetric) else found.duration is not None:
            return "time"
        if found.better == "lower" and parse_unit(found.unit).dimensions == _TIME:
            return "time"
        return "quality" if found.unit in ("share", "percent", "%") else "volume"

    def _moving_along(self, metric: str) -> frozenset[str]:
        """Return the metrics before and after a metric, however far."""
        if metric not in self._along:
            after = _closure(metric, [(one.driver, one.on) for one in self.effects])
            before = _closure(metric, [(one.on, one.driver) for one in self.effects])
            self._along[metric] = after | before
        return self._along[metric]

    def _better(self, metric: str) -> str:
        return self.model.metric(metric).better

    def _title(self, metric: str) -> str:
        return named(self.model.metric(metric).title)


def _closure(start: str, pairs: Sequence[tuple[str, str]]) -> frozenset[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        for one, next_ in pairs:
            if one == name and next_ not in found:
                found.add(next_)
                todo.append(next_)
    return frozenset(found)
