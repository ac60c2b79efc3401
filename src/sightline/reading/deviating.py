"""Deviations of one reading: what is out of order, what it costs the goals, what open cases will do, what is behind.

The order is: cases and what became of rules in them, predictions of the open ones, behaviour charts, lines of sight
from metrics and rules, and then prices over all of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sightline.errors import SightlineError, UnknownNameError
from sightline.facts.progress import under_way
from sightline.operations.causes import causes
from sightline.operations.deviations import asked, deviations
from sightline.operations.outcomes import case_outcomes
from sightline.operations.prediction import predict
from sightline.operations.timelines import Timelines, attribute_columns, timelines
from sightline.periods import Grain
from sightline.reading.operating import OperatingProcess, operating_process
from sightline.records import LineOfSight
from sightline.records.deviations import BehaviourChart, Cause, Deviation, Prediction, PredictionSkill
from sightline.records.history import Segment
from sightline.records.so_far import SoFar, so_far
from sightline.saying import say

if TYPE_CHECKING:
    from sightline.reading.asking import Reading

__all__ = ["Deviating"]

_PATHS = 20  # ways that say what explains what
_COARSE = (Grain.MONTH, Grain.QUARTER, Grain.YEAR)
_Predicted = tuple[tuple[Prediction, ...], tuple[PredictionSkill, ...]]


@dataclass
class Deviating:
    """What deviates in one reading, each worked out once; see `Reading` for each.

    Parameters
    ----------
    base : Reading
        What is measured and estimated.
    """

    base: Reading
    _lines: dict[str, Timelines] = field(default_factory=dict)
    _predicted: dict[str, _Predicted] = field(default_factory=dict)
    _causes: dict[tuple[str, str], tuple[Cause, ...]] = field(default_factory=dict)
    _deviations: tuple[Deviation, ...] | None = None

    def deviations(self) -> tuple[Deviation, ...]:
        """Return the deviations, the largest avoidable loss first."""
        if self._deviations is None:
            with under_way(self.base.progress, say("deviations, priced"), 0):
                self._deviations = self._priced()
        return self._deviations

    def predictions(self, process: str) -> tuple[Prediction, ...]:
        """Return what the open cases of a process will probably do."""
        return self._predictions(process)[0]

    def skill(self, process: str) -> tuple[PredictionSkill, ...]:
        """Return how such predictions did on the past."""
        return self._predictions(process)[1]

    def causes(self, process: str, rule: str) -> tuple[Cause, ...]:
        """Return what the cases that violate a rule have in common."""
        found = operating_process(self.base, process)
        rules = self.base.model.processes[process].rules
        if rule not in rules:
            raise UnknownNameError("rule", rule, rules, place=say("process '{name}'", name=process))
        if (process, rule) not in self._causes:
            outcomes = case_outcomes(found.steps, {rule: rules[rule]}, found.ask, outcome=("violated", "satisfied"))
            self._causes[process, rule] = causes(self._timelines(process, found), outcomes, rule)
        return self._causes[process, rule]

    def _predictions(self, process: str) -> _Predicted:
        if process not in self._predicted:
            found = operating_process(self.base, process)
            declared = self.base.model.processes[process]
            self._predicted[process] = predict(self._timelines(process, found), declared.rules, declared.by)
        return self._predicted[process]

    def _timelines(self, name: str, process: OperatingProcess) -> Timelines:
        if name not in self._lines:
            columns = attribute_columns(process.steps, tuple(self._persons()))
            self._lines[name] = timelines(process.steps, process.ask, columns=columns)
        return self._lines[name]

    def _persons(self) -> Iterator[str]:
        """Yield the names of columns that name persons."""
        people, work = self.base.model.people, self.base.model.work
        columns = [people.person, people.manager] if people is not None else []
        columns += [work.performer] if work is not None else []
        yield from (one for one in columns if one is not None)

    def _priced(self) -> tuple[Deviation, ...]:
        model = self.base.model
        outcomes: dict[str, pa.Table] = {}
        cases: dict[str, Timelines] = {}
        predictions: list[Prediction] = []
        for name, declared in model.processes.items():
            try:
                process = operating_process(self.base, name)
                outcomes[name] = case_outcomes(process.steps, declared.rules, process.ask, outcome=("violated",))
                cases[name] = self._timelines(name, process)
            except SightlineError:  # what cannot be read is told where its metrics are measured
                continue
            predictions += self.predictions(name)
        charts, lines = self._charts(), self._sight()
        past = self.base.ahead.estimates.history(asked(model, charts, lines))
        return deviations(
            model, self.base.as_of, outcomes=outcomes, charts=charts, lines=lines, statuses=self.base.statuses(),
            histories=past, predictions=predictions, timelines=cases, running=self._running(charts),
        )  # fmt: skip

    def _running(self, charts: Iterable[BehaviourChart]) -> dict[tuple[str, Segment], SoFar]:
        """Return what the period under way says of what has a chart; the chart's own values hold it already."""
        base = self.base
        asked: dict[tuple[tuple[str, ...], Grain], dict[str, None]] = {}
        for one in charts:
            if one.signals:
                by = tuple(name for name, _ in one.segment)
                asked.setdefault((by, one.periods[-1].grain), {})[one.metric] = None
        found: dict[tuple[str, Segment], SoFar] = {}
        for (by, grain), metrics in asked.items():
            values = base.measure(list(metrics), by=by, grain=grain)
            found |= so_far(values, base.model.calendar, base.last_day, over=base.whole_day)
        return found

    def _charts(self) -> tuple[BehaviourChart, ...]:
        """Return one chart for each metric and segment: of the finest grain at which limits can be drawn."""
        weekly = self.base.charts(Grain.WEEK) if self.base.model.calendar.grain in _COARSE else ()
        return _finest((*weekly, *self.base.charts()))

    def _sight(self) -> list[LineOfSight]:
        found = []
        for goal in self.base.model.goals:
            lines = self.base.sight(goal, paths=_PATHS)
            found += [line for line in lines if line.origin in ("metric", "rule")]
        return found


def _finest(charts: Iterable[BehaviourChart]) -> tuple[BehaviourChart, ...]:
    kept: dict[object, BehaviourChart] = {}
    drawn = [one for one in charts if one.periods and np.isfinite(one.upper).any()]
    for one in sorted(drawn, key=lambda chart: (chart.periods[-1].end - chart.periods[-1].start).days):
        kept.setdefault((one.metric, one.segment), one)
    return tuple(kept.values())
