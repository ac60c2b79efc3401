"""The second level of a pack: how processes ran, what controls say, and which deviations cost the goals most."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.reading import Reading
from sightline.records.controls import ControlResult
from sightline.records.deviations import Deviation
from sightline.reviews.lines import ControlLine, DeviationLine, ProcessLine
from sightline.reviews.spans import Reviewed
from sightline.reviews.strategy_part import number
from sightline.reviews.unnamed import unnamed
from sightline.saying import say

__all__ = ["controls", "deviations", "processes"]

FIGURES = {
    "cases": say("Cases"), "on_time": say("On time"), "lead_time": say("Lead time"), "rework": say("Rework"),
}  # fmt: skip
MOST = 10


def processes(reading: Reading, spans: Reviewed) -> tuple[ProcessLine, ...]:
    """Return the figures of each process, in the order of the model."""
    model = reading.model
    known = set(model.metric_ids())
    found = []
    for name, process in model.processes.items():
        asked = [f"{name}.{figure}" for figure in FIGURES if f"{name}.{figure}" in known]
        values = reading.measure(asked, grain=spans.grain, since=spans.previous.label, until=spans.period.label)
        counts = {(row["metric"], row["period"]): row["n"] for row in values.rows()}
        for metric in asked:
            by_period, declared = dict(values.series(metric)), model.metric(metric)
            found.append(
                ProcessLine(
                    name, process.title or name, metric, FIGURES[metric.rpartition(".")[2]], declared.unit,
                    declared.better, number(by_period.get(spans.period.label)),
                    number(by_period.get(spans.previous.label)), counts.get((metric, spans.period.label)),
                )
            )  # fmt: skip
    return tuple(found)


def controls(reading: Reading, spans: Reviewed) -> tuple[ControlLine, ...]:
    """Return each control over the periods under review: those that failed first."""
    by_name: dict[str, list[ControlResult]] = {}
    for one in reading.controls(spans.first, spans.last):
        by_name.setdefault(one.control, []).append(one)
    lines = [_control(results) for results in by_name.values()]
    return tuple(sorted(lines, key=lambda one: ("fail", "not_tested", "pass").index(one.outcome)))


def _control(results: Sequence[ControlResult]) -> ControlLine:
    newest = results[-1]
    failed = tuple(one.period.label for one in results if one.outcome == "fail")
    tested = any(one.outcome == "pass" for one in results)
    return ControlLine(
        newest.control, newest.title, newest.requirement, "fail" if failed else "pass" if tested else "not_tested",
        newest.owner, failed, newest.failing_since, newest.overdue, newest.words,
    )  # fmt: skip


def deviations(found: Sequence[Deviation], reading: Reading) -> tuple[DeviationLine, ...]:
    """Return the dearest deviations; cases stay unnamed, for a pack is read by many."""
    goals = reading.model.goals
    return tuple(
        DeviationLine(
            one.deviation, one.kind, unnamed(one.sentence, one.case), one.owner, one.goal,
            reading.model.metric(goals[one.goal].metric).unit if one.goal is not None else "", number(one.price),
            number(one.low), number(one.high), number(one.price_share),
        )
        for one in found[:MOST]
    )  # fmt: skip
