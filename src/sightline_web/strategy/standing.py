"""Where goals and metrics stand: the comparisons that pages show, computed once and not in templates.

The present value of a metric is that of its last whole period; a period that had not ended when the data ended is
shown, but judges nothing. A change is the difference to the same period one year before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sightline_web.shell.past import PERIODS_A_YEAR, last_whole
from sightline_web.snapshot import Goal, Mark, Metric, Point, Series, Snapshot

__all__ = ["Standing", "behind_path", "expected_at", "furthest_first", "previous", "recent", "standing", "year_before"]

SETTLED = ("reached", "on course")
DAYS_A_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Standing:
    """A metric now: its last whole period, and how far it is from one year before (None: no such value)."""

    metric: Metric
    series: Series
    now: Point | None
    before: Point | None
    change: float | None


def standing(metric: Metric, series: Series, points: Sequence[Point] | None = None) -> Standing:
    """Return where a metric stands by its whole series, or by the points of one segment."""
    points = series.points() if points is None else points
    now = last_whole(points)
    before = year_before(points, now, series.grain)
    change = None
    if now is not None and before is not None and now.value is not None and before.value is not None:
        change = now.value - before.value
    return Standing(metric, series, now, before, change)


def previous(points: Sequence[Point], index: int) -> float | None:
    """Return how far a point is from the one before; None at the start and across gaps."""
    if index == 0:
        return None
    now, before = points[index].value, points[index - 1].value
    return None if now is None or before is None else now - before


def year_before(points: Sequence[Point], now: Point | None, grain: str) -> Point | None:
    """Return the same period one year before `now`, by its place in an unbroken series."""
    if now is None:
        return None
    wanted = now.start - timedelta(days=DAYS_A_YEAR)
    nearest = min(points, key=lambda point: abs((point.start - wanted).days), default=None)
    slack = {"day": 1, "week": 4}.get(grain, 16)
    if nearest is None or abs((nearest.start - wanted).days) > slack or nearest is now:
        return None
    return nearest


def recent(points: Sequence[Point], grain: str, *, years: float = 2) -> tuple[Point, ...]:
    """Return the points of the last years."""
    return tuple(points[-round(PERIODS_A_YEAR.get(grain, 12) * years) :])


def expected_at(path: Sequence[Mark], day: date) -> float | None:
    """Return the value of a path on a day, straight between its marks; None before its start."""
    for mark, following in pairwise(path):
        if mark.day <= day <= following.day and following.day > mark.day:
            part = (day - mark.day).days / (following.day - mark.day).days
            return mark.value + part * (following.value - mark.value)
    if path and day >= path[-1].day:
        return path[-1].value
    return None


def behind_path(goal: Goal) -> float | None:
    """Return by how much a goal is behind its path, in its unit; negative where it is ahead, None for no data."""
    if goal.value is None or goal.expected is None:
        return None
    return goal.expected - goal.value if goal.better == "higher" else goal.value - goal.expected


def furthest_first(goals: Sequence[Goal]) -> list[Goal]:
    """Return the goals that are not settled, the furthest behind first, measured by the way they have to go."""
    order = {"missed": 0, "behind": 1}
    open_goals = [goal for goal in goals if goal.status in order]
    return sorted(open_goals, key=lambda goal: (order[goal.status], -_share_behind(goal)))


def _share_behind(goal: Goal) -> float:
    behind = behind_path(goal)
    if behind is None:
        return 0.0
    way = abs(goal.target - (goal.baseline if goal.baseline is not None else 0.0))
    return behind / way if way else behind


def answers(snapshot: Snapshot) -> dict[str, list[Goal]]:
    """Return the goals by status."""
    by_status: dict[str, list[Goal]] = {}
    for goal in snapshot.goals:
        by_status.setdefault(goal.status, []).append(goal)
    return by_status
