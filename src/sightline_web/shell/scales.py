"""Scales of small figures: days and values to pixels, and round ticks between."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

__all__ = ["Scale", "bounds", "nice_ticks", "polylines"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from `low`..`high` to `start`..`end` in pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value; of any value the middle, where the scale has no width."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def day(self, day: date) -> float:
        """Return the pixel of a day."""
        return self(float(day.toordinal()))


def bounds(values: Iterable[float | None]) -> tuple[float, float]:
    """Return the least and greatest of the values that are there; (0, 1) for none."""
    present = [value for value in values if value is not None and math.isfinite(value)]
    return (min(present), max(present)) if present else (0.0, 1.0)


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return about `count` round values that enclose `low`..`high`."""
    if high <= low:
        pad = abs(low) * 0.1 or 1.0
        low, high = low - pad, high + pad
    raw = (high - low) / max(count - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(index * step, 12) if abs(index * step) < 1 else index * step for index in range(first, last + 1)]


def polylines(places: Sequence[tuple[float, float | None]]) -> list[str]:
    """Return the points of one line per unbroken run of values: a gap in the data is a gap in the figure."""
    runs: list[list[str]] = [[]]
    for x, y in places:
        if y is None:
            runs.append([])
        else:
            runs[-1].append(f"{x:.1f},{y:.1f}")
    return [" ".join(run) for run in runs if run]
