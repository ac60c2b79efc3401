"""Deviations: everything out of order at one moment, each with its price, the dearest first.

Rules violated of late, deadlines that will probably be missed, behaviour charts that spoke, limits of controls that are
passed. What has one cause is one deviation, or is priced once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pyarrow as pa

from sightline.model.model import Model
from sightline.operations.explained import remainders
from sightline.operations.findings import Finding
from sightline.operations.pricing import Lines, Yardstick
from sightline.operations.queue import queued
from sightline.operations.signals import Histories, Running, passed, spoken
from sightline.operations.timelines import Timelines
from sightline.operations.violations import RuleWork, tolerated
from sightline.periods import Period
from sightline.records import GoalStatus, LineOfSight
from sightline.records.deviations import BehaviourChart, Deviation, Prediction
from sightline.saying import joined, say_many

__all__ = ["asked", "deviations", "yardsticks"]

_DAY = timedelta(days=1)


def asked(model: Model, charts: Sequence[BehaviourChart], lines: Sequence[LineOfSight]) -> tuple[
    tuple[str, tuple[str, ...]], ...
]:  # fmt: skip
    """Return the histories that prices rest on: metrics and the dimensions by which they are cut."""
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    for chart in charts:
        found[chart.metric, ()] = None
        found[chart.metric, tuple(name for name, _ in chart.segment)] = None
    for control in model.controls.values():
        if control.metric is not None:
            found[control.metric, ()] = None
        if control.enforces is not None:
            found[f"{control.enforces}.violations", ()] = None
    for line in lines:
        if line.origin == "rule" and line.paths:
            found[line.paths[0].nodes[1], ()] = None
    return tuple(found)


def deviations(
    model: Model,
    as_of: datetime,
    *,
    outcomes: Mapping[str, pa.Table],
    charts: Sequence[BehaviourChart],
    lines: Sequence[LineOfSight],
    statuses: Sequence[GoalStatus],
    histories: Histories,
    predictions: Sequence[Prediction] = (),
    timelines: Mapping[str, Timelines] | None = None,
    running: Running | None = None,
) -> tuple[Deviation, ...]:
    """Return the deviations of an enterprise at one moment, the largest avoidable loss first.

    Parameters
    ----------
    model : Model
        What is declared.
    as_of : datetime
        The moment of the reading.
    outcomes : mapping of str to pa.Table
        Process to what became of its rules in each case, of `CASE_OUTCOME_SCHEMA`; violated ones are enough.
    charts : sequence of BehaviourChart
        Of metrics and segments.
    lines : sequence of LineOfSight
        From metrics and rules to goals, with draws.
    statuses : sequence of GoalStatus
        How much of each goal is still to go.
    histories : mapping of (metric, dimensions) to History
        Those that `asked` names; what is missing has no price.
    predictions : sequence of Prediction
        Of open cases.
    timelines : mapping of str to Timelines, optional
        Process to its cases: says where a case belongs and by how much it was late.
    running : mapping of (metric, segment) to SoFar, optional
        What the period under way says, at the grain of the metric's chart.
    """
    sight: Lines = {(one.goal, one.from_): one for one in lines}
    period = model.calendar.period_of(as_of.date())
    goals = yardsticks(model, statuses, period)
    moves = remainders(
        [*spoken(model, charts, histories, running), *passed(model, histories)], sight,
        period=(period.end - period.start).days * _DAY,
        titles={name: model.metric(name).title for name in model.metrics},
    )  # fmt: skip
    works = _works(model, as_of, outcomes, timelines or {}, sight, histories)
    spoken_for = _segments_told(moves)
    found: list[Finding] = [_with_cases(one, works) for one in moves]
    for origin, work in works.items():
        found += work.findings(predictions, told=spoken_for.get(origin, ()))
    found += tolerated(model, works, histories)
    return queued(found, sight, goals)


def yardsticks(model: Model, statuses: Sequence[GoalStatus], period: Period) -> dict[str, Yardstick]:
    """Return how each goal is counted, from this period on."""
    found = {}
    for status in statuses:
        goal = model.goals[status.goal]
        until = model.calendar.period_of(goal.by)
        ahead = len(model.calendar.between(period, until)) - 1 if until.start > period.start else 1
        better = model.metric(goal.metric).better
        found[status.goal] = Yardstick(
            better, status.gap, float(goal.weight), status.unit, max(ahead, 1), tuple(goal.where.items()),
            goal.statement,
        )  # fmt: skip
    return found


def _works(
    model: Model, as_of: datetime, outcomes: Mapping[str, pa.Table], timelines: Mapping[str, Timelines], sight: Lines,
    histories: Histories,
) -> dict[str, RuleWork]:  # fmt: skip
    return {
        f"{process}.{rule}": RuleWork(
            model, process, rule, outcomes[process], timelines.get(process), as_of, sight, histories
        )
        for process in outcomes
        for rule in model.processes[process].rules
    }


def _segments_told(moves: Sequence[Finding]) -> dict[str, list[str]]:
    """Return for each rule the segments in which a chart of the same stretch has spoken."""
    found: dict[str, list[str]] = {}
    for one in moves:
        if one.kind == "chart" and one.rule is not None and len(one.segment) == 1:
            found.setdefault(f"{one.process}.{one.rule}", []).append(one.segment[0][1])
    return found


def _with_cases(one: Finding, works: Mapping[str, RuleWork]) -> Finding:
    """Return the finding of a chart with the number of cases that violated its rule in the same segment."""
    work = works.get(f"{one.process}.{one.rule}")
    if one.kind != "chart" or work is None or len(one.segment) != 1:
        return one
    there = work.recent.of(work.recent.segment == one.segment[0][1])
    if not len(there):
        return one
    said = say_many(
        "{count} case there violated '{rule}' in the last seven days or still does; it belongs to this.",
        "{count} cases there violated '{rule}' in the last seven days or still do; they belong to this.",
        len(there), rule=work.title,
    )  # fmt: skip
    return replace(one, words=joined(" ", (said, one.words)), cases=there.newest, count=len(there))
