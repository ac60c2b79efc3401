"""Where lines of sight begin: metrics, and the activities, rules, roles and initiatives that reach goals through them.

Each origin is attached to metrics by a slope: what one unit of it does to the metric.

- An activity that takes a day longer makes every duration longer whose stretch of the chain holds it: the steps after
  the one where the duration starts, up to the one where it ends. It is attached to the nearest such metrics alone, not
  to those that these move in turn, or its day would count twice.
- A rule acts through the number of cases that violate it, where something uses that; a rule about time through the
  duration between the two activities that it names.
- A role moves each metric that it answers for as far as in its best year, by the role's share in it.
- An initiative changes metrics as declared (low, likely, high: triangular), once it is delivered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from sightline.errors import UnknownNameError
from sightline.model.arithmetic import Array
from sightline.model.declarations import Metric, Process, Rule
from sightline.model.model import Model
from sightline.model.process_metrics import words
from sightline.records.effects import EffectKind, Grade
from sightline.records.sight import Origin
from sightline.saying import phrase, say
from sightline.sight.coefficients import generator
from sightline.sight.graph import MetricGraph
from sightline.sight.ranges import best_year
from sightline.units import parse_unit

__all__ = ["Attachment", "Start", "changes_of", "named", "starts"]

_ADDED_UP = ("mean", "median")
_DAY = parse_unit("days")


@dataclass(frozen=True, slots=True, eq=False)
class Attachment:
    """How an origin moves one metric.

    Parameters
    ----------
    metric : str
        What it moves.
    slope : float or array of draws
        By how much, in the metric's unit, per unit of the origin.
    delay : int
        After how many periods.
    kind, grade : str
        As in `EffectRecord`.
    """

    metric: str
    slope: float | Array
    delay: int = 0
    kind: EffectKind = "exact"
    grade: Grade | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """One origin.

    Parameters
    ----------
    id, title, unit : str
        What it is, and what one unit of it is.
    origin : str
        Its kind.
    attached : tuple of Attachment
        The metrics that it moves itself; empty where it moves none.
    words : str
        Why it moves none, or what its slopes are.
    """

    id: str
    title: str
    unit: str
    origin: Origin
    attached: tuple[Attachment, ...] = field(repr=False)
    words: str = ""


def starts(model: Model, graph: MetricGraph) -> Iterator[Start]:
    """Yield every origin: metrics first, in the order of the files."""
    yield from metrics(model, graph)
    for process in model.processes:
        yield from (_activity(model, graph, process, name) for name in _activities(model.processes[process]))
        yield from (_rule(model, graph, process, name) for name in model.processes[process].rules)
    yield from (_role(model, graph, name) for name in model.roles)
    yield from (_initiative(model, graph, name) for name in model.initiatives)


def metrics(model: Model, graph: MetricGraph) -> Iterator[Start]:
    """Yield the metrics of the graph as origins, in the order of the files."""
    declared = [name for name in model.metric_ids() if name in graph.nodes]
    for name in dict.fromkeys((*declared, *graph.nodes)):
        node = graph.nodes[name]
        yield Start(name, node.title, node.unit, "metric", (Attachment(name, 1.0),))


def named(model: Model, graph: MetricGraph, name: str) -> Start:
    """Return the origin of that name: a metric, an activity, a rule, a role or an initiative.

    Raises
    ------
    UnknownNameError
        If it is none of them.
    """
    for start in starts(model, graph):
        if start.id == name:
            return start
    try:
        metric = model.metric(name)
    except UnknownNameError:
        known = (*model.metric_ids(), *(start.id for start in starts(model, graph)))
        raise UnknownNameError("metric, activity, rule, role or initiative", name, set(known)) from None
    return Start(name, metric.title, metric.unit, "metric", (), say("Nothing that is declared uses it."))


def _activities(process: Process) -> Iterable[str]:
    return dict.fromkeys((*process.activities, *process.chain))


def _activity(model: Model, graph: MetricGraph, process: str, name: str) -> Start:
    declared = model.processes[process].activities.get(name)
    title = (declared.title or declared.as_ if declared else None) or words(name)
    attached = _days(model, graph, process, name)
    if attached:
        return Start(f"{process}.{name}", title, say("one day longer"), "activity", attached)
    count = f"{process}.{name}.count"
    if count in graph.nodes:
        return Start(f"{process}.{name}", title, say("done once more"), "activity", (Attachment(count, 1.0),))
    told = say("No metric in use is a duration that {activity} is part of.", activity=title)
    return Start(f"{process}.{name}", title, say("one day longer"), "activity", (), told)


def _days(model: Model, graph: MetricGraph, process: str, activity: str) -> tuple[Attachment, ...]:
    """Return the durations that grow by a day with an activity: its own, else those whose stretch holds it."""
    covering = [
        name for name, first, last in _durations(model, process) if activity in _stretch(model, process, first, last)
    ]
    own = [f"{process}.{activity}.duration", f"{process}.{activity}.waiting"]
    covering += [name for name in own if name in graph.nodes][:1]
    if f"{process}.lead_time" in graph.nodes and activity in model.processes[process].chain[1:]:
        covering.append(f"{process}.lead_time")
    return _nearest(model, graph, covering)


def _durations(model: Model, process: str) -> Iterator[tuple[str, str, str]]:
    """Yield the declared durations over a process: id, first and last activity."""
    for name, metric in model.metrics.items():
        between = metric.duration
        if between is not None and between.process == process and between.stat in _ADDED_UP:
            yield name, between.from_, between.to


def _stretch(model: Model, process: str, first: str, last: str) -> tuple[str, ...]:
    """Return the activities whose length counts between two moments: those after the first, up to the last."""
    chain = model.processes[process].chain
    if first in chain and last in chain and chain.index(first) < chain.index(last):
        return chain[chain.index(first) + 1 : chain.index(last) + 1]
    return (last,)


def _nearest(model: Model, graph: MetricGraph, names: Iterable[str]) -> tuple[Attachment, ...]:
    """Return attachments to those metrics that no other of them moves, a day each in the metric's unit."""
    known = [name for name in dict.fromkeys(names) if name in graph.nodes]
    kept = [
        name for name in known if not any(other != name and _moves(graph, other, name) for other in known)
    ] or known[:1]
    return tuple(Attachment(name, _DAY.factor_to(parse_unit(model.metric(name).unit))) for name in kept)


def _moves(graph: MetricGraph, driver: str, on: str) -> bool:
    """Return whether one metric leads to another; of two that lead to each other, the first by name does."""
    there = on in graph.ahead_of([driver])
    return there and (driver < on or driver not in graph.ahead_of([on]))


def _rule(model: Model, graph: MetricGraph, process: str, name: str) -> Start:
    rule = model.processes[process].rules[name]
    title, id_ = rule.title or words(name), f"{process}.{name}"
    counted = f"{process}.{name}.violations"
    if counted in graph.nodes:
        return Start(id_, title, say("one more case that violates it"), "rule", (Attachment(counted, 1.0),))
    ends = _timed(rule)
    if ends is None:
        told = say("Nothing uses the number of its violations, and it is not about time.")
        return Start(id_, title, say("one more case that violates it"), "rule", (), told)
    first, last = (_title(model.processes[process], activity) for activity in ends)
    wanted = _stretch(model, process, *ends)
    covering = [
        metric
        for metric, begin, end in _durations(model, process)
        if set(wanted) <= set(_stretch(model, process, begin, end))
    ]
    attached = _nearest(model, graph, covering)
    unit = say("one day longer between {first} and {last}", first=first, last=last)
    text = phrase("No metric in use is a duration that holds the time from {first} to {last}.")
    return Start(id_, title, unit, "rule", attached, "" if attached else say(text, first=first, last=last))


def _timed(rule: Rule) -> tuple[str, str] | None:
    if rule.deadline is not None:
        return rule.deadline.from_, rule.deadline.to
    return rule.response


def _title(process: Process, activity: str) -> str:
    declared = process.activities.get(activity)
    return (declared.title or declared.as_ if declared else None) or words(activity)


def _role(model: Model, graph: MetricGraph, name: str) -> Start:
    role = model.roles[name]
    shares = {metric: float(share) for metric, share in role.accountable.items()}
    for activity, part in role.performs.items():
        process, _, step = activity.partition(".")
        for attachment in _days(model, graph, process, step) if process in model.processes else ():
            if attachment.metric not in role.accountable:
                whole = max(1, len(_holding(model, attachment.metric)))
                shares[attachment.metric] = shares.get(attachment.metric, 0.0) + float(part) / whole
    attached = []
    for metric, share in shares.items():
        node = graph.nodes[metric]
        attached.append(Attachment(metric, share * best_year(graph.histories.get(metric), node.better)))
    told = "" if attached else say("It answers for no metric, and what it performs is part of none.")
    unit = say("its metrics each moved as far as in their best year, by the role's share")
    return Start(name, role.title, unit, "role", tuple(attached), told)


def _holding(model: Model, metric: str) -> tuple[str, ...]:
    """Return the activities that share in a duration: equal parts, where nothing else is declared."""
    declared = model.metric(metric)
    if isinstance(declared, Metric):
        between = declared.duration
        return _stretch(model, between.process, between.from_, between.to) if between is not None else ()
    return model.processes[declared.process].chain[1:] if declared.activity is None else ()


def changes_of(graph: MetricGraph, name: str, changes: Mapping[str, tuple[float, float, float]]) -> dict[str, Array]:
    """Return draws of what an initiative changes in each metric: low and high are the ends, likely the mode."""
    return {metric: _triangular(graph, name, metric, by) for metric, by in changes.items()}


def _initiative(model: Model, graph: MetricGraph, name: str) -> Start:
    initiative = model.initiatives[name]
    attached = tuple(
        Attachment(metric, _triangular(graph, name, metric, change.by), initiative.takes, "assumed", "assumed")
        for metric, change in initiative.changes.items()
    )
    told = "" if attached else say("It changes no metric by itself.")
    return Start(name, initiative.title, say("as declared, once delivered"), "initiative", attached, told)


def _triangular(graph: MetricGraph, name: str, metric: str, by: tuple[float, float, float]) -> Array:
    low, likely, high = sorted(float(value) for value in by)
    if low == high:
        return np.full(graph.draws, low)
    drawn: Array = generator(graph.seed, name, metric).triangular(low, likely, high, graph.draws)
    return drawn
