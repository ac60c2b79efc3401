"""What follows from the measured values.

The order is: values, then effects estimated from their past, then the metric graph over both, then forecasts filled in
through it, then what goals, lines of sight, explained changes and scenarios are asked of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sightline.errors import EstimateError, UnknownNameError
from sightline.periods import Period
from sightline.reading.estimating import Estimates, View
from sightline.reading.measuring import Measuring
from sightline.records import (
    Calibration,
    EffectRecord,
    GoalShift,
    Lever,
    LineOfSight,
    Outlook,
    Shift,
    Suggestion,
    WhatIf,
    Why,
)
from sightline.saying import joined, say
from sightline.sight import why as why_of
from sightline.sight.lines import exact_effects, lines_of_sight
from sightline.sight.propagate import simulate
from sightline.strategy.levers import Candidate, reach_of, seek
from sightline.strategy.past import bounds_of
from sightline.strategy.scenarios import compare, remarks
from sightline.strategy.shifts import parse_shift

__all__ = ["Foresight"]


@dataclass
class Foresight:
    """Effects, outlooks, lines of sight, explained changes and scenarios of one reading; see `Reading` for each.

    Parameters
    ----------
    base : Measuring
        What is measured.
    """

    base: Measuring

    @cached_property
    def estimates(self) -> Estimates:
        """What is estimated for this reading, each once."""
        return Estimates(self.base)

    def outlook(self) -> tuple[Outlook, ...]:
        """Return the outlook of each goal."""
        return self._outlooks

    @cached_property
    def _outlooks(self) -> tuple[Outlook, ...]:
        return self.estimates.outlooks()

    def effects(self) -> tuple[EffectRecord, ...]:
        """Return the declared effects, estimated or assumed, then the exact ones that formulas give."""
        return (*self.estimates.declared_effects, *exact_effects(self.estimates.view().graph))

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return effects that nobody declared and that the data suggest."""
        return self._suggestions

    @cached_property
    def _suggestions(self) -> tuple[Suggestion, ...]:
        from sightline.sight.suggestions import suggest  # noqa: PLC0415 -- slow import: scipy.stats

        model = self.base.model
        names = [name for name, metric in model.metrics.items() if metric.formula is None and metric.cumulative is None]
        asked = [(name, cut) for name in names for cut in ((), self.estimates.dimensions(name)[:1])]
        past = self.estimates.history(tuple(dict.fromkeys(asked)))
        return suggest(model, past, candidates=[name for name in names if (name, ()) in past])

    def sight(self, goal: str | None = None, from_: str | None = None, *, paths: int = 5) -> tuple[LineOfSight, ...]:
        """Return lines of sight: how far goals move when something is kept up from now on."""
        if goal is not None and goal not in self.base.model.goals:
            raise UnknownNameError("goal", goal, self.base.model.goals)
        found: list[LineOfSight] = []
        for segment, names in self.goals_by_view().items():
            if goal is None or goal in names:
                found += self._lines(self.estimates.view(segment), names, goal, from_, paths)
        order = {name: index for index, name in enumerate(self.base.model.goals)}
        return tuple(found) if goal else tuple(sorted(found, key=lambda line: order[line.goal]))

    def calibration(self) -> Calibration:
        """Return how probabilities did on the past of this workspace."""
        return self.estimates.calibration

    def shift(self, text: str) -> Shift:
        """Return the change that a text such as `on_time_share=+2pp` asks for; raises as `whatif` does."""
        return parse_shift(text, lambda name: self.base.model.metric(name).unit)

    def why(self, metric: str, from_: str | None = None, to: str | None = None, *, by: str | None = None) -> Why:
        """Return why a metric changed between two periods, without remainder."""
        dimensions = self.estimates.dimensions
        asked = why_of.asked_for(self.base.model, metric, by=by, dimensions_of=dimensions)
        if by is not None and not any(cut == (by,) for _, cut in asked):
            known = {name for one, _ in asked for name in dimensions(one)}
            place = say("metric '{name}' and what it rests on", name=metric)
            raise UnknownNameError("dimension", by, known, place=place)
        start, end = self._two_periods(metric, from_, to)
        past = self.estimates.history(asked)
        effects = self.estimates.declared_effects
        return why_of.explain(self.base.model, metric, start, end, past, effects, by=by, dimensions_of=dimensions)

    def whatif(self, shifts: Sequence[Shift | str]) -> WhatIf:
        """Return what all goals would do under sustained changes of metrics, from the first period ahead on."""
        wanted = tuple(self.shift(one) if isinstance(one, str) else one for one in shifts)
        statuses = {one.goal: one for one in self.base.statuses()}
        before = {one.goal: one for one in self.outlook()}
        goals: list[GoalShift] = []
        words: list[str] = []
        metrics = {one.metric: self.base.model.metric(one.metric) for one in wanted}
        units = {name: metric.unit for name, metric in metrics.items()}
        titles = {name: metric.title for name, metric in metrics.items()}
        for segment, names in self.goals_by_view().items():
            view = self.estimates.view(segment)
            paths, said = simulate(view.inside, view.paths, wanted)
            after = [self.estimates.outlook(name, statuses[name], view, paths) for name in names]
            goals += compare(wanted, [before[name] for name in names], after, view.paths, paths).goals
            words += [*said, remarks(wanted, paths, view.histories, units=units, titles=titles)]
        order = {name: index for index, name in enumerate(self.base.model.goals)}
        return WhatIf(
            wanted,
            tuple(sorted(goals, key=lambda one: order[one.goal])),
            joined(" ", tuple(dict.fromkeys(words))),
        )

    def levers(self, goal: str, *, probability: float = 0.8) -> tuple[Lever, ...]:
        """Return what it would take of each metric alone to reach a goal with a probability."""
        if goal not in self.base.model.goals:
            raise UnknownNameError("goal", goal, self.base.model.goals)
        view = self.estimates.view(tuple(sorted(self.base.model.goals[goal].where.items())))
        status = next(one for one in self.base.statuses() if one.goal == goal)
        now = next(one for one in self.outlook() if one.goal == goal)

        def run(shifts: Sequence[Shift]) -> float:
            paths, _ = simulate(view.inside, view.paths, tuple(shifts))
            found = self.estimates.outlook(goal, status, view, paths).probability
            return 0.0 if found is None else found

        return seek(goal, now, self._candidates(goal, view), run, probability=probability)

    def _candidates(self, goal: str, view: View) -> list[Candidate]:
        """Return the metrics that people can move and that have a line of sight to the goal: its lead indicators."""
        lines = [line for line in self.sight(goal) if line.origin == "metric" and line.from_ in view.forecasts]
        leads = [line for line in lines if self.base.model.metric(line.from_).indicator == "lead"]
        own = self.base.model.goals[goal].metric
        chosen = [line for line in leads or lines if line.from_ != own] or leads
        season = self.base.model.calendar.grain.season
        found = []
        for line in chosen:
            past, unit = view.histories[line.from_].total, self.base.model.metric(line.from_).unit
            known = past[np.isfinite(past)]
            now = float(known[-1]) if known.size else None
            low, high = bounds_of(past, unit)
            reach = reach_of(past, season)
            found.append(Candidate(line.from_, unit, now, reach, line.draws, low, high, note=line.words))
        return found

    def goals_by_view(self) -> dict[tuple[tuple[str, str], ...], list[str]]:
        """Return the goals of the whole enterprise, and those of each segment that a goal is about."""
        found: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for name, goal in self.base.model.goals.items():
            found.setdefault(tuple(sorted(goal.where.items())), []).append(name)
        return found

    def _lines(
        self, view: View, names: Sequence[str], goal: str | None, from_: str | None, paths: int
    ) -> list[LineOfSight]:
        statuses = [one for one in self.base.statuses() if one.goal in names]
        found = lines_of_sight(self.base.model, view.graph, view.paths, statuses, goal=goal, from_=from_, paths=paths)
        return [line for line in found if line.goal in names]

    def _two_periods(self, metric: str, from_: str | None, to: str | None) -> tuple[Period, Period]:
        calendar = self.base.model.calendar
        history = self.estimates.history([(metric, ())]).get((metric, ()))
        known = np.flatnonzero(np.isfinite(history.total)) if history is not None else np.array([])
        seen = [history.periods[at] for at in known] if history is not None else []
        if not seen and (from_ is None or to is None):
            cause = say("'{metric}' has no value in any whole period.", metric=metric)
            raise EstimateError(cause, fix=say("See `sightline doctor`."))
        end = calendar.parse(to) if to else seen[-1]
        start = calendar.parse(from_) if from_ else calendar.shift(end, -calendar.grain.season)
        return start, end
