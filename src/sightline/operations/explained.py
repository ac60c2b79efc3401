"""One cause, one price: what a finding's metric moved by because of another finding is taken off it.

A finding explains another where a line of sight leads from its metric through the other's, both are in the same segment
(or one of them in none), the other began no earlier than the lag allows (give or take a period), and the signs agree.
How much later does not matter: the cause is still there, and so is what it does. What is left of the other is priced;
the finding nearest to the beginning keeps its whole price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce

import numpy as np

from sightline.operations.findings import Finding, per_cent
from sightline.operations.places import in_place
from sightline.operations.pricing import Lines
from sightline.records import LineOfSight
from sightline.saying import Said, joined, listed, say

__all__ = ["remainders"]

_ALL = 0.995


def remainders(
    findings: Iterable[Finding], lines: Lines, *, period: timedelta, titles: Mapping[str, str]
) -> list[Finding]:
    """Return the findings of metrics with what others explain taken off.

    Parameters
    ----------
    findings : iterable of Finding
        Those with a metric and a move.
    lines : mapping
        `(goal, origin)` to its line of sight.
    period : timedelta
        The length of a period in which lags count.
    titles : mapping of str to str
        Titles of metrics.
    """
    known = list(findings)
    effects = _effects(lines)
    causes = {id(one): [other for other in known if _may_explain(other, one, effects, period)] for one in known}
    done: dict[int, Finding] = {}
    for one in sorted(known, key=lambda each: len(causes[id(each)])):
        done[id(one)] = _left(one, [done[id(other)] for other in causes[id(one)] if id(other) in done], effects, titles)
    return [done[id(one)] for one in known]


def _effects(lines: Lines) -> dict[tuple[str, str], tuple[float, int]]:
    """Return how far each metric moves those on its way, in its own unit, and after how many periods at least."""
    ways: dict[tuple[str, ...], tuple[float, int]] = {}
    for line in lines.values():
        for nodes, effect, lag in _beginnings(line):
            ways[nodes] = effect, lag
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for nodes, (effect, lag) in ways.items():
        before, soonest = found.get((nodes[0], nodes[-1]), (0.0, lag))
        found[nodes[0], nodes[-1]] = before + effect, min(soonest, lag)
    return found


def _beginnings(line: LineOfSight) -> Iterable[tuple[tuple[str, ...], float, int]]:
    if line.origin != "metric":
        return
    for path in line.paths:
        effect, lag = 1.0, 0
        for number, link in enumerate(path.links):
            effect *= link.per_unit
            lag += link.lag or 0
            yield path.nodes[: number + 2], effect, lag


def _may_explain(
    cause: Finding, one: Finding, effects: Mapping[tuple[str, str], tuple[float, int]], period: timedelta
) -> bool:
    if cause is one or cause.shift is None or one.shift is None or cause.metric is None or one.metric is None:
        return False
    if cause.metric == one.metric:  # a part explains the whole, a signal what a limit says of the same metric
        nearer = (len(cause.segment), cause.kind == "chart") > (len(one.segment), one.kind == "chart")
        return nearer and set(one.segment) <= set(cause.segment) and _agree(cause, one, 1.0)
    effect, lag = effects.get((cause.metric, one.metric), (0.0, 0))
    if (one.metric, cause.metric) in effects and cause.metric > one.metric:  # they move each other: one of them first
        return False
    inside = cause.segment == one.segment or not cause.segment or not one.segment
    return inside and one.since > cause.since + (lag - 1) * period and _agree(cause, one, effect)


def _agree(cause: Finding, one: Finding, effect: float) -> bool:
    assert cause.shift is not None  # noqa: S101 -- narrows the type
    assert one.shift is not None  # noqa: S101 -- likewise
    return float(cause.shift.mean()) * effect * float(one.shift.mean()) > 0


def _left(
    one: Finding, causes: Sequence[Finding], effects: Mapping[tuple[str, str], tuple[float, int]],
    titles: Mapping[str, str],
) -> Finding:  # fmt: skip
    if one.shift is None or not causes:
        return one
    left, whole = one.shift, float(one.shift.mean())
    named, behind = [], []
    for cause in causes:
        assert cause.shift is not None  # noqa: S101 -- `_may_explain` asks for it
        assert cause.metric is not None  # noqa: S101 -- likewise
        assert one.metric is not None  # noqa: S101 -- likewise
        effect = 1.0 if cause.metric == one.metric else effects[cause.metric, one.metric][0]
        part = one.weight if not cause.segment and one.segment else 1.0
        if float(cause.shift.mean()) * effect * whole <= 0:
            continue
        left = left - effect * part * cause.shift
        named.append(in_place(titles.get(cause.metric, cause.metric), cause.segment))
        behind.append(cause.id)
    if not named:
        return one
    rest = float(left.mean()) / whole
    if rest <= 1 - _ALL:
        left, rest = np.zeros_like(left), 0.0
    words = joined(" ", (one.words, _told(named, rest)))
    return replace(one, shift=left, words=words, explained_by=tuple(behind) if rest == 0 else ())


def _told(named: Sequence[str], rest: float) -> Said:
    by = reduce(lambda first, last: listed([first, last]), dict.fromkeys(named))
    if rest == 0:
        return say("All of it is explained by {causes}, and is priced there.", causes=by)
    return say("{share} of it is explained by {causes}, and is priced there.", share=per_cent(1 - rest), causes=by)
