"""Small worlds for tests of the metric graph: metrics, effects and paths in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from sightline.model import Model
from sightline.model.declarations import Goal, Metric, Settings
from sightline.periods import Calendar, Period
from sightline.records import EffectRecord, GoalStatus, History, PanelEffect, Paths
from sightline.sight.graph import MetricGraph, metric_graph
from sightline.sight.propagate import fill

DRAWS = 8
PAST = 24
CALENDAR = Calendar()
FIRST = CALENDAR.parse("2024-01")


def periods(count: int) -> tuple[Period, ...]:
    """Return months from January 2024 on; with 24 of them past, January 2026 is the first one ahead."""
    return tuple(CALENDAR.between(FIRST, CALENDAR.shift(FIRST, count - 1)))


def metric(**keys: Any) -> Metric:
    """Return a metric; without a kind it is measured."""
    kinds = {"measure", "formula", "cumulative", "duration", "ratio"} & keys.keys()
    kind = {} if kinds else {"measure": "sum(x)"}
    return Metric.model_validate({"title": "T", "unit": "EUR", "better": "higher", **kind, **keys})


def model(metrics: Mapping[str, Metric], goals: Mapping[str, tuple[str, str]] | None = None, **more: Any) -> Model:
    """Return a model, unchecked; goals are a metric and a date."""
    declared = {
        name: Goal(statement=name, metric=of, target=1_000.0, by=date.fromisoformat(by))
        for name, (of, by) in (goals or {}).items()
    }
    return Model(settings=Settings(sightline=1, name="Test"), metrics=metrics, goals=declared, **more)


def effect(driver: str, on: str, by_lag: Mapping[int, Any], *, draws: int = DRAWS, **more: Any) -> EffectRecord:
    """Return an effect: lag -> size (one for all draws, or one each)."""
    table = np.zeros((draws, max(by_lag) + 1))
    for lag, size in by_lag.items():
        table[:, lag] = size
    low, middle, high = np.quantile(table.sum(axis=1), (0.05, 0.5, 0.95)).tolist()
    values: dict[str, Any] = {
        "kind": "estimated", "lag": min(by_lag), "per_unit": middle, "low": low, "high": high, "probability": 1.0,
        "support": "supported", "grade": "correlational", "skill": 0.1, "skill_p": 0.01, "n": 60, "periods": 60,
        "series": 1, "window": (min(by_lag), max(by_lag)), "draws": table,
    }  # fmt: skip
    return EffectRecord(driver, on, **{**values, **more})


def panel(by: str, per_unit: float) -> PanelEffect:
    return PanelEffect(by, 4, per_unit, per_unit, per_unit)


def history(name: str, values: Sequence[float], **more: Any) -> History:
    row = np.array([values], dtype=float)
    return History(name, (), ((),), periods(len(values)), row, np.ones_like(row), **more)


def paths(names: Mapping[str, float], *, ahead: int = 12, draws: int = DRAWS, past: int = PAST) -> Paths:
    """Return paths that stay at a level, with a little noise ahead."""
    rng = np.random.default_rng(1)
    values = {}
    for name, level in sorted(names.items()):
        table = np.full((draws, past + ahead), float(level))
        table[:, past:] += 0.01 * abs(level) * rng.standard_normal((draws, ahead))
        values[name] = table
    return Paths(periods(past + ahead), past, values)


def world(
    metrics: Mapping[str, Metric],
    effects: Sequence[EffectRecord],
    goals: Mapping[str, tuple[str, str]],
    *,
    levels: Mapping[str, float] | None = None,
    ahead: int = 12,
    draws: int = DRAWS,
    **more: Any,
) -> tuple[Model, MetricGraph, Paths]:
    """Return a model, its graph and filled paths; measured metrics stay near 100."""
    declared = model(metrics, goals, **more)
    graph = metric_graph(declared, effects, {}, draws=draws)
    start = {name: (levels or {}).get(name, 100.0) for name, node in graph.nodes.items() if node.measured}
    return declared, graph, fill(graph, paths(start, ahead=ahead, draws=draws))


def status(goal: str, of: str, gap: float) -> GoalStatus:
    return GoalStatus(
        goal, goal, of, "EUR", "2025-12", 0.0, 0.0, date(2026, 12, 31), None, None, "behind", gap, None, None
    )
