"""What is estimated from the measured past, joined: effects, forecasts, and the metric graph over both.

A `View` is the enterprise as a whole, or one segment of it (a goal may be about the North alone). Each view has its own
histories, graph and paths; effects are estimated once for all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from sightline.facts.progress import under_way
from sightline.measures import dimensions_of_metric
from sightline.periods import Calendar, Period
from sightline.reading.keeping import kept_calibration, kept_effects, kept_forecasts
from sightline.reading.measuring import Measuring
from sightline.records import Calibration, EffectRecord, Forecast, GoalStatus, History, Outlook, Paths, histories
from sightline.saying import say
from sightline.sight import effects as effects_of
from sightline.sight.graph import MetricGraph, measured, metric_graph, within
from sightline.sight.propagate import fill
from sightline.strategy.calibration import calibrate
from sightline.strategy.forecasts import forecast
from sightline.strategy.outlooks import horizon, outlook

__all__ = ["DRAWS", "Estimates", "Segment", "View"]

DRAWS = 1000
SEED = 20_260_401
WORKERS = 2
_VERSION = "2"  # of the methods and of what is kept; a new one makes all that is kept be computed anew
Segment = tuple[tuple[str, str], ...]
Asked = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class View:
    """The enterprise as a whole, or one segment of it.

    Parameters
    ----------
    segment : tuple of (dimension, value)
        Empty for the whole.
    histories : mapping of str to History
        Of each metric that has values.
    graph : MetricGraph
        How they move each other.
    forecasts : mapping of str to Forecast
        Of the metrics that are measured.
    paths : Paths
        Past and future of every metric, formulas filled in.
    """

    segment: Segment
    histories: Mapping[str, History]
    graph: MetricGraph
    forecasts: Mapping[str, Forecast]
    paths: Paths

    @property
    def inside(self) -> MetricGraph:
        """The graph with effects of the size that they have in this segment."""
        return within(self.graph, dict(self.segment))


@dataclass
class Estimates:
    """Everything that is estimated for one reading, each once.

    Parameters
    ----------
    base : Measuring
        What is measured.
    """

    base: Measuring
    _views: dict[Segment, View] = field(default_factory=dict)
    _histories: dict[Asked, History] = field(default_factory=dict)

    def dimensions(self, metric: str) -> tuple[str, ...]:
        """Return the dimensions of a metric."""
        return dimensions_of_metric(self.base.model, metric)

    def history(self, asked: Sequence[Asked]) -> dict[Asked, History]:
        """Return the histories asked for, one request for each set of dimensions; those without values are left out."""
        missing: dict[tuple[str, ...], list[str]] = {}
        for metric, by in dict.fromkeys(asked):
            if (metric, by) not in self._histories:
                missing.setdefault(by, []).append(metric)
        for by, metrics in missing.items():
            values = self.base.measure(metrics, by=by)
            found = histories(values, self.base.model.calendar, self.base.whole_day)
            self._histories |= {(metric, by): one for metric, one in found.items()}
        return {one: self._histories[one] for one in asked if one in self._histories}

    @cached_property
    def company(self) -> dict[str, History]:
        """The history of every metric of the model, for the enterprise as a whole."""
        found = self.history([(metric, ()) for metric in self.base.model.metric_ids()])
        return {metric: one for (metric, _), one in found.items()}

    @cached_property
    def declared_effects(self) -> tuple[EffectRecord, ...]:
        """The declared effects, estimated or assumed, in the order of the model."""
        model = self.base.model
        if not model.effects:
            return ()
        past = self.history(effects_of.asked(model, self.dimensions))
        shelf, key = kept_effects(self.base.answers.shelf), self._key("effects", past)
        found = shelf.find(key)
        if found is None:
            with under_way(self.base.progress, say("effects, estimated from the past"), 0):
                found = effects_of.estimate(model, past, dimensions_of=self.dimensions, draws=DRAWS, seed=SEED)
            shelf.keep(key, found)
        return found

    def view(self, segment: Segment = ()) -> View:
        """Return the enterprise as a whole, or one segment of it."""
        if segment not in self._views:
            self._views[segment] = self._view(segment)
        return self._views[segment]

    @cached_property
    def calibration(self) -> Calibration:
        """How probabilities did on the past of all that is forecast, as a whole and by segment."""
        names = tuple(self.view().forecasts)
        segments = [(name, by[:1]) for name in names if (by := self.dimensions(name))]
        past = {"/".join((name, *by)): one for (name, by), one in self.history(segments).items()}
        past |= {name: self.view().histories[name] for name in names}
        units = {name: self.base.model.metric(name).unit for name in names}
        shelf, key = kept_calibration(self.base.answers.shelf), self._key("calibration", past)
        found = shelf.find(key)
        if not found:
            season = self.base.model.calendar.grain.season
            with under_way(self.base.progress, say("probabilities, tried on the past"), 0):
                found = (calibrate(past, units, season=season, seed=SEED),)
            shelf.keep(key, found)
        one: Calibration = found[0]
        return one

    def outlooks(self) -> tuple[Outlook, ...]:
        """Return where each goal is heading, in the order of the model."""
        model, statuses = self.base.model, {one.goal: one for one in self.base.statuses()}
        found = []
        for name, goal in model.goals.items():
            view = self.view(tuple(sorted(goal.where.items())))
            found.append(self.outlook(name, statuses[name], view, view.paths))
        return tuple(found)

    def outlook(self, name: str, status: GoalStatus, view: View, paths: Paths) -> Outlook:
        """Return where one goal is heading on the given paths."""
        model = self.base.model
        goal = model.goals[name]
        behind = {one: view.forecasts[one] for one in self.base.behind(goal.metric) if one in view.forecasts}
        return outlook(
            name, goal, status, model.metric(goal.metric).better, paths, behind,
            calendar=model.calendar, as_of=self.base.whole_day,
        )  # fmt: skip

    def _view(self, segment: Segment) -> View:
        model = self.base.model
        past = self._past(segment)
        graph = metric_graph(model, self.declared_effects, past, draws=DRAWS, seed=SEED)
        ahead = horizon(model.goals, model.calendar, self.base.whole_day)
        wanted = [name for name in measured(model, graph) if name in past]
        forecasts = self._forecasts(wanted, past, ahead, segment)
        paths = fill(graph, _paths(past, forecasts, ahead, model.calendar))
        return View(segment, past, graph, forecasts, paths)

    def _past(self, segment: Segment) -> dict[str, History]:
        """Return the histories of a view: those of the segment where a metric has its dimensions, else the whole's."""
        if not segment:
            return self.company
        by = tuple(name for name, _ in segment)
        inside = [name for name in self.base.model.metric_ids() if set(by) <= set(self.dimensions(name))]
        found = self.history([(name, by) for name in inside])
        row = tuple(value for _, value in segment)
        return self.company | {name: _row(one, row) for (name, _), one in found.items()}

    def _forecasts(
        self, metrics: Sequence[str], past: Mapping[str, History], ahead: Sequence[Period], segment: Segment
    ) -> dict[str, Forecast]:
        shelf = kept_forecasts(self.base.answers.shelf, self.base.model.calendar)
        wanted = {name: past[name] for name in metrics}
        key = self._key("forecasts", wanted, repr(segment), *(period.label for period in ahead))
        found = shelf.find(key)
        if found is None:
            units = {name: self.base.model.metric(name).unit for name in metrics}
            label = say("forecasts, tried on the past")
            with under_way(self.base.progress, label, 0), ThreadPoolExecutor(WORKERS) as pool:
                found = tuple(
                    pool.map(
                        lambda name: forecast(
                            past[name], ahead, unit=units[name], segment=segment, draws=DRAWS, seed=SEED
                        ),
                        metrics,
                    )
                )
            shelf.keep(key, found)
        return {one.metric: one for one in found}

    def _key(self, kind: str, past: Mapping[Any, History], *parts: str) -> str:
        """Return the name of what is estimated: it changes with the model, the past, the moment and the methods."""
        digest = hashlib.sha256()
        for part in (_VERSION, kind, self.base.model.hash, self.base.whole_day.isoformat(), *parts):
            digest.update(part.encode() + b"\x00")
        for name, one in past.items():
            digest.update(repr((name, one.by, one.segments, one.labels)).encode())
            for array in (one.value, one.n, one.numerator, one.denominator):
                digest.update(b"" if array is None else np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()[:32]


def _row(history: History, segment: tuple[str | None, ...]) -> History:
    """Return one segment of a history as a history of its own."""
    at = history.segments.index(segment) if segment in history.segments else None

    def pick(values: np.ndarray | None) -> np.ndarray | None:
        if values is None:
            return None
        return values[at : at + 1] if at is not None else np.full((1, len(history.periods)), np.nan)

    value, n = pick(history.value), pick(history.n)
    assert value is not None  # noqa: S101 -- narrows the type
    assert n is not None  # noqa: S101 -- likewise
    return replace(
        history, by=(), segments=((),), value=value, n=np.nan_to_num(n),
        numerator=pick(history.numerator), denominator=pick(history.denominator),
    )  # fmt: skip


def _paths(
    past: Mapping[str, History], forecasts: Mapping[str, Forecast], ahead: Sequence[Period], calendar: Calendar
) -> Paths:
    """Return past and future of all metrics on one row of periods, the future where there is a forecast."""
    seen = sorted((period for one in past.values() for period in one.periods), key=lambda period: period.start)
    known = calendar.between(seen[0], seen[-1]) if seen else []
    place = {period.start: index for index, period in enumerate(known)}
    values = {}
    for name, one in past.items():
        whole = np.full((DRAWS, len(known) + len(ahead)), np.nan)
        if one.periods:
            whole[:, [place[period.start] for period in one.periods]] = one.total[None, :]
        if name in forecasts and ahead:
            whole[:, len(known) :] = forecasts[name].draws
        values[name] = whole
    return Paths((*known, *ahead), len(known), values)
