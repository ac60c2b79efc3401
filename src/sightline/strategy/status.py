"""The status of a goal: its metric's value against the target and against the path that leads there.

The value is that of the newest period that is complete at the reading's moment; where it has not arrived, one of the
three periods before stands in, and its label is shown. After the goal's date, the period of that date decides.

The path starts at the goal's baseline (its own value, or the metric's value in that period), else at the metric's first
declared baseline, else at the metric's first value. It runs straight, through the points of `path` where there are
any, to the target on the goal's date; a period is compared with the path at its end.

1. `no data`: there is no value.
2. `reached`: the value is at the target or better.
3. `missed`: the goal's date has passed.
4. `on course`: the value is at the path or better, or worse by no more than the tolerance.
5. `behind`: anything else, and a path without a start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sightline.model.declarations import Goal, Metric, SeriesPoint, Tolerance
from sightline.model.process_metrics import YieldedMetric
from sightline.periods import Calendar, Period
from sightline.records import GoalStatus, Status
from sightline.saying import Said, say

__all__ = ["Observed", "status_of"]

_LOOK_BACK = 3
_SLACK = 1e-9  # relative: what binary fractions may lose


@dataclass(frozen=True, slots=True)
class Observed:
    """One value of a goal's metric, in the goal's segment."""

    period: Period
    value: float | None
    fresh_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Course:
    """A goal as it stands: the points of its path, and its better direction as +1 or -1."""

    points: tuple[tuple[date, float], ...]
    sign: int

    def at(self, day: date) -> float | None:
        """Return where the path is on `day`; None where it has no start."""
        if len(self.points) < 2:  # noqa: PLR2004 -- a line has two ends
            return None
        if day <= self.points[0][0]:
            return self.points[0][1]
        for (start, low), (end, high) in pairwise(self.points):
            if day <= end:
                return low + (high - low) * ((day - start).days / (end - start).days)
        return self.points[-1][1]


def status_of(
    name: str,
    goal: Goal,
    metric: Metric | YieldedMetric,
    observed: Sequence[Observed],
    *,
    calendar: Calendar,
    as_of: date,
) -> GoalStatus:
    """Return where a goal stands.

    Parameters
    ----------
    name : str
        The goal.
    goal, metric : declarations
        What is declared of it and of its metric.
    observed : sequence of Observed
        The metric's values, oldest first, in the goal's segment.
    calendar : Calendar
        How time is cut.
    as_of : date
        The last local day that counts.
    """
    due = calendar.period_of(goal.by, observed[0].period.grain if observed else None)
    over = due.end <= as_of + timedelta(days=1) or goal.by < as_of
    current = _current(observed, due, as_of)
    start = _start(goal, metric, observed, calendar, current)
    course = _course(goal, start, calendar, 1 if metric.better == "higher" else -1)
    value = current.value if current else None
    expected = course.at(min(current.period.end - timedelta(days=1), goal.by)) if current else None
    tolerance = goal.tolerance or (metric.tolerance if isinstance(metric, Metric) else None)
    status, reason = _status(value, goal, expected, course.sign, tolerance, over=over)
    baseline = start[1] if start else None
    return GoalStatus(
        goal=name,
        statement=goal.statement,
        metric=goal.metric,
        unit=metric.unit,
        period=current.period.label if current else None,
        value=value,
        target=float(goal.target),
        by=goal.by,
        baseline=baseline,
        expected=expected,
        status=status,
        gap=None if value is None else (goal.target - value) * course.sign,
        share_done=_share_done(value, baseline, float(goal.target)),
        owner=goal.owner,
        fresh_at=current.fresh_at if current else None,
        reason=reason,
    )


def _current(observed: Sequence[Observed], due: Period, as_of: date) -> Observed | None:
    """Return the value that counts: of the newest complete period, not past the goal's own."""
    complete = [one for one in observed if one.period.end <= as_of + timedelta(days=1) and one.period.end <= due.end]
    for one in reversed(complete[-1 - _LOOK_BACK :]):
        if one.value is not None:
            return one
    return None


def _start(
    goal: Goal,
    metric: Metric | YieldedMetric,
    observed: Sequence[Observed],
    calendar: Calendar,
    current: Observed | None,
) -> tuple[date, float] | None:
    """Return the last day of the period where the path starts, and its value there."""
    if goal.baseline is not None:
        period = calendar.parse(goal.baseline.period)
        value = goal.baseline.value
        if value is None:
            inside = [one.value for one in observed if one.value is not None and one.period.end <= period.end]
            value = inside[-1] if inside else None
        return None if value is None else (period.end - timedelta(days=1), float(value))
    declared: tuple[SeriesPoint, ...] = metric.baseline if isinstance(metric, Metric) else ()
    if declared:
        return _point(declared[0], calendar)
    if current is None:
        return None
    first = next(one for one in observed if one.value is not None)
    assert first.value is not None  # noqa: S101 -- narrows the type
    return first.period.end - timedelta(days=1), first.value


def _course(goal: Goal, start: tuple[date, float] | None, calendar: Calendar, sign: int) -> _Course:
    inner = sorted(_point(one, calendar) for one in goal.path)
    begin = [start] if start is not None and start[0] < goal.by else []
    between = [one for one in inner if (not begin or one[0] > begin[0][0]) and one[0] < goal.by]
    return _Course((*begin, *between, (goal.by, float(goal.target))), sign)


def _point(point: SeriesPoint, calendar: Calendar) -> tuple[date, float]:
    return calendar.parse(point.period).end - timedelta(days=1), float(point.value)


def _status(
    value: float | None, goal: Goal, expected: float | None, sign: int, tolerance: Tolerance | None, *, over: bool
) -> tuple[Status, Said]:
    if value is None:
        return "no data", say("There is no value for the newest complete period, nor for the three before it.")
    if _at_least(value, float(goal.target), sign):
        return "reached", say("The value is at the target or better.")
    if over:
        return "missed", say("The date {day:%Y-%m-%d} has passed and the value is short of the target.", day=goal.by)
    if expected is None:
        return "behind", say("The value is short of the target, and the path has no start to compare with.")
    allowed = 0.0
    if tolerance is not None:
        allowed = float((tolerance.below if sign > 0 else tolerance.above) or 0.0)
    if _at_least(value, expected - sign * allowed, sign):
        if _at_least(value, expected, sign):
            return "on course", say("The value is at the path or better.")
        return "on course", say("The value is at the path or better within the tolerance.")
    if allowed:
        return "behind", say("The value is worse than the path by more than the tolerance.")
    return "behind", say("The value is worse than the path.")


def _at_least(value: float, bound: float, sign: int) -> bool:
    return (value - bound) * sign >= -_SLACK * max(abs(value), abs(bound))


def _share_done(value: float | None, baseline: float | None, target: float) -> float | None:
    if value is None or baseline is None or baseline == target:
        return None
    return (value - baseline) / (target - baseline)
