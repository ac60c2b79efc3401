"""Lines of sight: how far a goal moves at its date when something moves from now on, and along which ways.

The whole effect comes from one sweep back from the goal; ways are found on mean effects and then followed draw by draw.
All ways together add up to the whole, except where metrics feed themselves through a lag: what goes round belongs to no
way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sightline.errors import UnknownNameError
from sightline.model.arithmetic import Array
from sightline.model.declarations import Goal
from sightline.model.model import Model
from sightline.records import GoalStatus, LineOfSight, Paths, SightPath
from sightline.sight.exact import exact_effects
from sightline.sight.graph import MetricGraph, within
from sightline.sight.links import link_of, origin_link, weakest
from sightline.sight.origins import Attachment, Start, metrics, named, starts
from sightline.sight.paths import Reaches, Way, count_ways, ways_to
from sightline.sight.ranges import typical_move
from sightline.sight.sensitivity import Linear
from sightline.sight.totals import Totals
from sightline.sight.wording import Told, sentences

__all__ = ["exact_effects", "lines_of_sight"]

_Effects = Mapping[tuple[str, int], Array]


def lines_of_sight(
    model: Model,
    graph: MetricGraph,
    base: Paths,
    statuses: Sequence[GoalStatus],
    *,
    goal: str | None = None,
    from_: str | None = None,
    paths: int = 5,
) -> tuple[LineOfSight, ...]:
    """Return lines of sight.

    Parameters
    ----------
    model : Model
        What is declared.
    graph : MetricGraph
        What moves what.
    base : Paths
        Past and forecast of all metrics, as `fill` gives it.
    statuses : sequence of GoalStatus
        How much of each goal is still to go.
    goal : str, optional
        To this goal from every origin that has a way there, the one with the largest typical effect first.
    from_ : str, optional
        From this origin to every goal, those that it does not move among them. With neither, from all metrics that have
        a way to all goals.
    paths : int
        How many ways to show at most.

    Returns
    -------
    tuple of LineOfSight
        A goal for one segment (`where`) is seen with effects of the size they have in one segment, where they were
        fitted over that dimension, and with the enterprise's size otherwise; formulas are linearised where `base` is.

    Raises
    ------
    UnknownNameError
        If no goal, or nothing that a line can start from, has that name.
    """
    if goal is not None and goal not in model.goals:
        raise UnknownNameError("goal", goal, model.goals)
    if from_ is not None:
        origins: list[Start] = [named(model, graph, from_)]
    else:
        origins = list(starts(model, graph) if goal is not None else metrics(model, graph))
    gaps = {status.goal: status.gap for status in statuses}
    seen = {name: within(graph, model.goals[name].where) for name in ([goal] if goal is not None else model.goals)}
    linears = {id(one): Linear(one, base) for one in seen.values()}
    totals = {key: Totals(linear) for key, linear in linears.items()}
    found: list[LineOfSight] = []
    for name, own in seen.items():
        view = _View(name, model.goals[name], linears[id(own)], totals[id(own)], gaps.get(name), paths)
        found.extend(view.lines(origins, all_of_them=from_ is not None))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _View:
    """One goal, seen from anywhere."""

    name: str
    goal: Goal
    linear: Linear
    totals: Totals
    gap: float | None
    paths: int

    @cached_property
    def periods(self) -> int:
        """How many periods ahead the goal's date lies, as far as the forecast goes; 0 where it is past."""
        ahead = self.linear.base.periods[self.linear.base.now :]
        return sum(period.start <= self.goal.by for period in ahead)

    @cached_property
    def beyond(self) -> bool:
        """Whether the goal's date lies beyond the forecast."""
        periods = self.linear.base.periods
        return bool(self.periods) and periods[-1].end <= self.goal.by

    @cached_property
    def ways(self) -> Mapping[str, Sequence[Way]]:
        return ways_to(self.linear, self.goal.metric, self.periods, limit=max(self.paths, 1))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        counted = count_ways(self.linear, self.goal.metric)
        return counted if counted is not None else {name: len(ways) for name, ways in self.ways.items()}

    @cached_property
    def along(self) -> Reaches:
        return Reaches(self.linear, self.periods)

    def lines(self, origins: Iterable[Start], *, all_of_them: bool) -> Iterator[LineOfSight]:
        """Yield the lines from `origins`, the one with the largest typical effect first."""
        reaching = [start for start in origins if all_of_them or any(one.metric in self.ways for one in start.attached)]
        changes = [(one.metric, one.delay) for start in reaching for one in start.attached]
        effects = self.totals.on(self.goal.metric, self.periods, changes) if self.periods else None
        lines = [(self._line(start, effects), self._typical(start)) for start in reaching]
        yield from (line for line, _ in sorted(lines, key=lambda pair: -abs(pair[0].per_unit or 0.0) * pair[1]))

    def _typical(self, start: Start) -> float:
        """Return how many units of an origin are a typical move."""
        if start.origin in ("role", "initiative") or not start.attached:
            return 1.0
        moves = [
            typical_move(self.linear.graph.histories.get(one.metric)) / abs(float(np.mean(one.slope)) or 1.0)
            for one in start.attached
        ]
        return max(moves)

    def _line(self, start: Start, effects: _Effects | None) -> LineOfSight:
        """Return the line from one origin; `effects` are None where the date is past."""
        shown = self._shown(start)
        draws = None if effects is None else _sum(self.linear.graph.draws, start, effects)
        unknown = draws is None or bool(np.isnan(draws).any())
        low, middle, high = (None, None, None) if draws is None or unknown else _quantiles(draws)
        strongest = shown[0] if shown else None
        total = sum(self.counts.get(one.metric, 0) for one in start.attached)
        sign = 1.0 if self.linear.graph.nodes[self.goal.metric].better == "higher" else -1.0
        told = Told(start, self.name, self.goal, self.linear, strongest, self.periods, self.beyond, unknown, draws)
        return LineOfSight(
            goal=self.name, from_=start.id, origin=start.origin, title=start.title, unit=start.unit,
            per_unit=middle, low=low, high=high,
            share_of_gap=middle * sign / self.gap if middle is not None and self.gap and self.gap > 0 else None,
            probability=0.0 if draws is None or unknown else float((draws != 0).mean()),
            support=weakest(strongest), arrives=strongest.lag if strongest else None,
            paths=shown, more=max(0, total - len(shown)), words=sentences(told), draws=None if unknown else draws,
        )  # fmt: skip

    def _shown(self, start: Start) -> tuple[SightPath, ...]:
        """Return the strongest ways of an origin: of a role, one for each metric."""
        each = 1 if start.origin == "role" else self.paths
        found = [
            self._path(start, one, way)
            for one in start.attached
            for way in list(self.ways.get(one.metric, ()))[: max(each, 1)]
        ]
        found.sort(key=lambda pair: (-abs(pair[0].per_unit), -pair[1]))
        return tuple(path for path, _ in found[: self.paths])

    def _path(self, start: Start, one: Attachment, way: Way) -> tuple[SightPath, float]:
        """Return a way with its effect, and the size of its mean."""
        links = tuple(link_of(self.linear, edge) for edge in way)
        nodes: tuple[str, ...] = (one.metric, *(edge.on for edge in way))
        if start.origin != "metric":
            links = (origin_link(start, one), *links)
            nodes = (start.id, *nodes)
        effect = one.slope * self.along.along(way)[:, one.delay :].sum(axis=1) if self.periods else np.zeros(1)
        effect = np.nan_to_num(effect)
        lag = sum(link.lag or 0 for link in links)
        return SightPath(nodes, links, float(np.median(effect)), lag), abs(float(effect.mean()))


def _sum(draws: int, start: Start, effects: _Effects) -> Array:
    """Return the whole effect of an origin through all metrics that it moves itself."""
    return sum((one.slope * effects[one.metric, one.delay] for one in start.attached), np.zeros(draws))


def _quantiles(draws: Array) -> tuple[float, float, float]:
    low, middle, high = np.quantile(draws, (0.05, 0.5, 0.95)).tolist()
    return low, middle, high
