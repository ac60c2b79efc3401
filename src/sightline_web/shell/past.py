"""What the past of a metric says of its size: where it is now, and how far it usually moves within a year."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from sightline_web.snapshot import Point, Series

__all__ = ["PERIODS_A_YEAR", "last_whole", "usual_move"]

PERIODS_A_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}


def last_whole(points: Sequence[Point]) -> Point | None:
    """Return the last point with a value whose period had ended; failing that, the last with a value."""
    present = [point for point in points if point.value is not None]
    whole = [point for point in present if not point.partial]
    found = whole or present
    return found[-1] if found else None


def usual_move(series: Series) -> float | None:
    """Return the median size of the change within a year; of a shorter past, within half of it; None without one."""
    values = [point.value for point in series.points()]
    apart = min(PERIODS_A_YEAR.get(series.grain, 12), len(values) // 2)
    moves = [abs(b - a) for a, b in zip(values, values[apart:], strict=False) if a is not None and b is not None]
    return median(moves) if moves and apart else None
