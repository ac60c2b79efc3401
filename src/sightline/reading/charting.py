"""The behaviour charts of a reading: which there are, at which grain, and by which declared acts they are judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from sightline.measures import dimensions_of_metric
from sightline.model.charted import Chart
from sightline.model.model import Model
from sightline.operations.charts.baselines import Act
from sightline.operations.charts.fleet import charts
from sightline.periods import Grain
from sightline.records.deviations import BehaviourChart
from sightline.records.history import History, histories

if TYPE_CHECKING:
    from sightline.reading.measuring import Measuring

__all__ = ["behaviour", "charted_histories"]

Key = tuple[str, tuple[str, ...]]


def behaviour(base: Measuring, grain: Grain | None) -> tuple[BehaviourChart, ...]:
    """Return the behaviour charts of a reading; each grain has a budget of its own.

    Parameters
    ----------
    base : Measuring
        What is measured.
    grain : Grain, optional
        What is declared for it, and what effects name. Left out: all that is declared, each at its grain, and what
        effects name at the review grain.
    """
    model = base.model
    grains = dict.fromkeys((model.calendar.grain, *(_grain(one, model) for one in model.charts.values())))
    found: list[BehaviourChart] = []
    for size in (grain,) if grain else grains:
        past = charted_histories(base, size, named=size in (grain, model.calendar.grain))
        found += charts(
            past,
            {metric: model.metric(metric).unit for metric, _ in past},
            _acts(model),
            season=size.season,
            budget=model.settings.behaviour.false_alarms_per_period,
            as_of=base.whole_day,
        )
    return tuple(found)


def charted_histories(base: Measuring, grain: Grain, *, named: bool = True) -> dict[Key, History]:
    """Return the past of what is charted at a grain, and of what effects name; what has no values is left out."""
    model = base.model
    keys = [_key(one) for one in model.charts.values() if _grain(one, model) == grain]
    asked: dict[tuple[str, ...], list[str]] = {}
    for metric, by in dict.fromkeys([*keys, *(_named(model) if named else ())]):
        asked.setdefault(by, []).append(metric)
    found: dict[Key, History] = {}
    for by, metrics in asked.items():
        past = histories(base.measure(metrics, by=by, grain=grain), model.calendar, base.whole_day)
        found |= {(metric, by): past[metric] for metric in metrics if metric in past}
    return found


def _named(model: Model) -> Iterator[Key]:
    """Yield the lead metrics that effects name, by the dimension that an effect is fitted over, else by the first."""
    for effect in model.effects:
        for name in (effect.driver, effect.on):
            if model.metric(name).indicator == "lead":
                known = dimensions_of_metric(model, name)
                yield name, (effect.by,) if effect.by in known and effect.by else known[:1]


def _grain(chart: Chart, model: Model) -> Grain:
    return Grain(chart.grain) if chart.grain else model.calendar.grain


def _key(chart: Chart) -> Key:
    return chart.metric, tuple(chart.by)


def _acts(model: Model) -> dict[Key, list[Act]]:
    """Return what was decided about each metric and cut; a baseline holds for its charts of every grain."""
    found: dict[Key, list[Act]] = {}
    for chart in model.charts.values():
        act = chart.baseline
        if act is not None:
            since, until = model.calendar.parse(act.from_).start, model.calendar.parse(act.to).end - timedelta(days=1)
            decided = Act(since, until, act.decided_by, act.decided_on, act.reason, trend=act.trend)
            found.setdefault(_key(chart), []).append(decided)
    return found
