"""Behaviour charts: what they watch, what they are judged by, and how often all of them may cry wolf."""

from __future__ import annotations

from sightline.model.charted import Chart
from sightline.model.checks import names
from sightline.model.checks.periods_of import check_period
from sightline.model.checks.twice import stands_twice
from sightline.model.draft import Draft
from sightline.model.positions import Path

__all__ = ["check_charts"]


def check_charts(draft: Draft) -> None:
    """Check every chart, and the budget of false signals."""
    if draft.settings.behaviour.false_alarms_per_period <= 0:
        cause = "with no false signals at all, no chart could ever speak."
        draft.say("SL438", ("behaviour", "false_alarms_per_period"), cause, "Write 1 for one a period, or 0.25.")
    seen: dict[tuple[object, ...], str] = {}
    for name, chart in draft.charts.items():
        path = ("charts", name)
        names.metric(draft, chart.metric, (*path, "metric"))
        _dimensions(draft, path, chart)
        decided = chart.baseline.decided_on if chart.baseline else None
        same = chart.metric, frozenset(chart.by), chart.grain or draft.settings.calendar.grain, decided
        if same in seen and chart.metric:
            cause = f"'{seen[same]}' charts the same, by what was decided on the same day."
            draft.say("SL439", path, cause, "Delete one of them.", key=True)
        seen.setdefault(same, name)
        _baseline(draft, path, chart)


def _dimensions(draft: Draft, path: Path, chart: Chart) -> None:
    stands_twice(draft, chart.by, (*path, "by"))
    metric = draft.metrics.get(chart.metric) or draft.yielded.get(chart.metric)
    if metric is None or getattr(metric, "formula", None) or getattr(metric, "cumulative", None):
        return
    for number, dimension in enumerate(chart.by):
        if dimension not in metric.by:
            cause = (
                f"'{chart.metric}' cannot be cut by '{dimension}'; its dimensions: {', '.join(metric.by) or 'none'}."
            )
            draft.say("SL422", (*path, "by", number), cause, f"Add '{dimension}' to its by.")


def _baseline(draft: Draft, path: Path, chart: Chart) -> None:
    act = chart.baseline
    if act is None:
        return
    names.role(draft, act.decided_by, (*path, "baseline", "decided_by"))
    first = check_period(draft, act.from_, (*path, "baseline", "from"))
    last = check_period(draft, act.to, (*path, "baseline", "to"))
    if first is not None and last is not None and last.end <= first.start:
        cause = f"the baseline ends with {act.to}, before it begins with {act.from_}."
        draft.say("SL437", (*path, "baseline", "to"), cause, "Swap the two.")
