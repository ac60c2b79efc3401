"""Operational fixes as candidates: what would happen if where a rule is violated most it went as it goes elsewhere.

For each rule that acts through a duration, the cause that deviating cases have most in common is taken; where the
duration can be cut by it, removing the cause brings that segment to the level of the others. All of it is the most that
is thought possible, half of it likely. What it costs is for people to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sightline.errors import SightlineError
from sightline.model.declarations import Rule
from sightline.records import History
from sightline.records.backlog import Candidate
from sightline.records.deviations import Cause
from sightline.saying import say
from sightline.sight.origins import named

if TYPE_CHECKING:
    from sightline.reading.foresight import Foresight

__all__ = ["fixes"]

_NEWEST = 6  # periods whose mean is looked at
_Q = 0.1
_LIKELY = 0.5  # of what bringing the segment to the level of the others would change


def fixes(ahead: Foresight, causes: Callable[[str, str], Sequence[Cause]]) -> tuple[Candidate, ...]:
    """Return operational fixes, in the order of the model.

    Parameters
    ----------
    ahead : Foresight
        What is known.
    causes : callable
        Gives the causes of the violations of a rule of a process; `SightlineError` where a log cannot be read.
    """
    model = ahead.base.model
    found: dict[tuple[str, str, str], Candidate] = {}
    for process, declared in model.processes.items():
        for rule in declared.rules:
            try:
                told = [one for one in causes(process, rule) if one.q <= _Q and one.lift > 1]
            except SightlineError:  # why it cannot be read stands among the problems
                continue
            for cause, metric, gap in _gaps(ahead, process, rule, told):
                key = (metric, cause.attribute, cause.value)
                found.setdefault(key, _candidate(process, rule, cause, metric, gap, declared.rules[rule]))
    return tuple(found.values())


def _gaps(ahead: Foresight, process: str, rule: str, causes: Sequence[Cause]) -> Iterator[tuple[Cause, str, float]]:
    """Yield for each duration behind a rule the first cause it can be cut by, and what removing that changes."""
    start = named(ahead.base.model, ahead.estimates.view().graph, f"{process}.{rule}")
    for one in start.attached:
        for cause in causes:
            if cause.attribute not in ahead.estimates.dimensions(one.metric):
                continue
            past = ahead.estimates.history([(one.metric, (cause.attribute,))]).get((one.metric, (cause.attribute,)))
            gap = _gap(past, cause.value) if past is not None else 0.0
            if gap > 0:
                yield cause, one.metric, gap
                break


def _gap(past: History, value: str) -> float:
    """Return by how much the whole would be lower if one segment were like the others, lately."""
    if (value,) not in past.segments or len(past.segments) < 2:  # noqa: PLR2004 -- it and another one
        return 0.0
    mine = past.segments.index((value,))
    values, n = past.value[:, -_NEWEST:], past.n[:, -_NEWEST:]
    weight = np.where(np.isfinite(values), n, 0.0).sum(axis=1)
    means = np.array([np.average(row[np.isfinite(row)]) if np.isfinite(row).any() else np.nan for row in values])
    others = [at for at in range(len(means)) if at != mine and np.isfinite(means[at]) and weight[at] > 0]
    if not others or not np.isfinite(means[mine]) or not weight[mine]:
        return 0.0
    level = float(np.average(means[others], weights=weight[others]))
    return float((means[mine] - level) * weight[mine] / weight.sum())


def _candidate(process: str, rule: str, cause: Cause, metric: str, gap: float, declared: Rule) -> Candidate:
    name = "_".join(("fix", process, rule, *"".join(c if c.isalnum() else " " for c in cause.value.lower()).split()))
    called = declared.title or rule.replace("_", " ").capitalize()
    title = say(
        "Bring {attribute} {value} to the level of the others (“{rule}” is violated {times:.1f} times as often there)",
        attribute=cause.attribute, value=cause.value, rule=called, times=cause.lift,
    )  # fmt: skip
    return Candidate(
        name, title, {metric: (-gap, -gap * _LIKELY, 0.0)}, cost=None, asked_by=declared.owner, kind="operations",
        origin="fix",
    )  # fmt: skip
