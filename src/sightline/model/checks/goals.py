"""Goals and controls: what they are about, whether it can be reached, and what they serve."""

from __future__ import annotations

from sightline.model.checks import names
from sightline.model.checks.graph import circles
from sightline.model.checks.periods_of import check_period
from sightline.model.checks.twice import stands_twice
from sightline.model.declarations import Control, Goal
from sightline.model.draft import Draft
from sightline.model.positions import Path

__all__ = ["check_controls", "check_goals"]


def check_goals(draft: Draft) -> None:
    """Check every goal, and that goals do not serve each other in a circle."""
    graph: dict[str, dict[str, None]] = {name: {} for name in draft.goals}
    for name, goal in draft.goals.items():
        path = ("goals", name)
        names.metric(draft, goal.metric, (*path, "metric"))
        names.role(draft, goal.owner, (*path, "owner"))
        names.refer(draft, "SL311", "goal", goal.supports, draft.declared["goals"], (*path, "supports"))
        if goal.supports in graph:
            graph[name][goal.supports] = None
        _target(draft, path, goal)
        _periods(draft, path, goal)
        _where(draft, path, goal)
        if goal.weight < 0:
            draft.say("SL433", (*path, "weight"), "a weight cannot be negative.", "Write 0 or more.")
    for way in circles(graph):
        draft.say(
            "SL413",
            ("goals", way[0], "supports"),
            f"these goals serve each other: {' → '.join(way)}.",
            "Leave one out.",
        )


def _target(draft: Draft, path: Path, goal: Goal) -> None:
    if draft.unit_of(goal.metric) == "share" and not 0 <= goal.target <= 1:
        cause = f"the target is {goal.target}, but '{goal.metric}' is a share: between 0 and 1."
        fix = f"Write {goal.target / 100:g} for {goal.target:g} %." if 1 < goal.target <= 100 else None  # noqa: PLR2004 -- percent
        draft.say("SL507", (*path, "target"), cause, fix)


def _periods(draft: Draft, path: Path, goal: Goal) -> None:
    if goal.baseline is not None:
        start = check_period(draft, goal.baseline.period, (*path, "baseline", "period"))
        if start is not None and start.start >= goal.by and ("goals", path[1]) in draft.whole:
            draft.say("SL429", (*path, "by"), f"the goal ends on {goal.by}, before its baseline begins.", "Change one.")
    for number, point in enumerate(goal.path):
        check_period(draft, point.period, (*path, "path", number, "period"))
    stands_twice(draft, [point.period for point in goal.path], (*path, "path"), below=("period",))


def _where(draft: Draft, path: Path, goal: Goal) -> None:
    metric = draft.metrics.get(goal.metric) or draft.yielded.get(goal.metric)
    if metric is None or getattr(metric, "formula", None) or getattr(metric, "cumulative", None):
        return
    for dimension in goal.where:
        if dimension not in metric.by:
            known = ", ".join(metric.by) or "none"
            cause = f"'{goal.metric}' cannot be cut by '{dimension}'; its dimensions: {known}."
            draft.say("SL422", (*path, "where", dimension), cause, f"Add '{dimension}' to its by.", key=True)


def check_controls(draft: Draft) -> None:
    """Check every control."""
    for name, control in draft.controls.items():
        path = ("controls", name)
        names.role(draft, control.owner, (*path, "owner"))
        names.metric(draft, control.metric, (*path, "metric"))
        _enforced(draft, path, control)
        low, high = control.at_least, control.at_most
        if low is not None and high is not None and low > high:
            cause = f"at_least {low} is above at_most {high}."
            draft.say("SL425", (*path, "at_least"), cause, "Swap them.")


def _enforced(draft: Draft, path: Path, control: Control) -> None:
    if not control.enforces:
        return
    owner, _, rule = control.enforces.partition(".")
    if not names.process(draft, owner, (*path, "enforces")):
        return
    process = draft.processes.get(owner)
    if process is not None:
        names.refer(draft, "SL307", f"rule of {owner}", rule, process.rules, (*path, "enforces"))
