"""Panels: the histories of an outcome and its drivers on one grid of segments and periods.

Chooses the dimension whose segments are fitted together, which segments know enough, which delays can be tried and
which drivers share one fit; and says how a segment's effect adds up to that of the enterprise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sightline.periods import Calendar, Period
from sightline.records import History
from sightline.records.history import Segment
from sightline.sight.nuisance import Rows

__all__ = [
    "Histories",
    "Panel",
    "Window",
    "adds_up",
    "company_factor",
    "enough",
    "finite",
    "joint",
    "largest",
    "late",
    "panel_of",
    "rows_of",
    "segment_name",
    "varies",
]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Histories = Mapping[tuple[str, tuple[str, ...]], History]
Window = tuple[int, int]

MOST_OF = 0.6  # a segment needs this share of the periods of the best one
_OUTLYING = 1_000.0  # in interquartile ranges
_LARGEST = 1e150  # squares of larger numbers overflow
_KEEPS = 0.7  # a driver may join a fit while so many of its rows stay
_DIFFERS = 1e-4  # share of a driver's variance that is not common to all segments
_RECENT = 12  # periods from which weights and shares are taken


@dataclass(frozen=True, slots=True)
class Panel:
    """An outcome and drivers on one grid; NaN means no data.

    Parameters
    ----------
    by : tuple of str
        The dimension of the segments; empty for the enterprise as a whole.
    segments : tuple of tuple
        In alphabetical order.
    periods : tuple of Period
        Without gaps, from the first of any history to the last.
    y : array, segments x periods
        The outcome.
    x : mapping of str to array, segments x periods
        The drivers.
    odd : mapping of str to int
        How many values of a metric were left out because they cannot be right.
    """

    by: tuple[str, ...]
    segments: tuple[Segment, ...]
    periods: tuple[Period, ...]
    y: Floats
    x: Mapping[str, Floats]
    odd: Mapping[str, int] = field(default_factory=dict)

    def lagged(self, driver: str, lag: int) -> Floats:
        """Return a driver's values `lag` periods earlier, segments x periods."""
        return late(self.x[driver], lag)

    def known(self, windows: Mapping[str, Window]) -> Bools:
        """Return where the outcome and all these drivers over their windows have data, segments x periods."""
        there = np.isfinite(self.y)
        for driver, (low, high) in windows.items():
            for lag in range(low, high + 1):
                there = there & np.isfinite(self.lagged(driver, lag))
        return there


def late(values: Floats, lag: int) -> Floats:
    """Return values `lag` periods later, segments x periods; NaN before the first."""
    moved = np.full_like(values, np.nan)
    if lag < values.shape[1]:
        moved[:, lag:] = values[:, : values.shape[1] - lag]
    return moved


def segment_name(segment: Segment) -> str:
    """Return a segment as a reader knows it."""
    return ", ".join("(none)" if one is None else one for one in segment)


def largest(history: History, most: int) -> tuple[Segment, ...]:
    """Return the segments that rest on the most rows or events, at most so many."""
    order = sorted(
        range(len(history.segments)), key=lambda at: (-float(history.n[at].sum()), segment_name(history.segments[at]))
    )
    return tuple(history.segments[at] for at in order[:most])


def finite(values: Floats) -> tuple[Floats, int]:
    """Return values with those that cannot be right as NaN, and how many these are.

    Infinite ones, ones whose square overflows, and ones a thousand interquartile ranges from the median are errors of
    the data, not news.
    """
    good = np.where(np.isfinite(values) & (np.abs(values) < _LARGEST), values, np.nan)
    seen = good[np.isfinite(good)]
    if seen.size:
        low, middle, high = np.percentile(seen, [25, 50, 75])
        if high > low:
            good = np.where(np.abs(good - middle) > _OUTLYING * (high - low), np.nan, good)
    return good, int(np.count_nonzero(~np.isnan(values)) - np.count_nonzero(np.isfinite(good)))


def panel_of(
    outcome: History, drivers: Mapping[str, History], calendar: Calendar, *, segments: Iterable[Segment] | None = None
) -> Panel:
    """Return the histories, which share their dimensions, on one grid.

    Parameters
    ----------
    outcome : History
        With at least one period.
    drivers : mapping of str to History
        Name of each -> its history, with at least one period.
    calendar : Calendar
        How time is cut.
    segments : iterable of tuple, optional
        Which to take; those of the outcome where left out.
    """
    chosen = tuple(sorted(segments if segments is not None else outcome.segments, key=segment_name))
    first = min([outcome.periods[0], *(one.periods[0] for one in drivers.values())], key=lambda one: one.start)
    last = outcome.periods[-1]
    periods = tuple(calendar.between(first, last))
    odd: dict[str, int] = {}

    def laid(name: str, history: History) -> Floats:
        values, odd[name] = finite(_laid(history, periods, chosen))
        return values

    y = laid(outcome.metric, outcome)
    x = {name: laid(name, drivers[name]) for name in sorted(drivers)}
    return Panel(outcome.by, chosen, periods, y, x, odd)


def _laid(history: History, periods: Sequence[Period], segments: Sequence[Segment]) -> Floats:
    place = {period.start: at for at, period in enumerate(periods)}
    columns = [place.get(period.start, -1) for period in history.periods]
    kept = [at for at, column in enumerate(columns) if column >= 0]
    grid = np.full((len(segments), len(periods)), np.nan)
    for line, segment in enumerate(segments):
        grid[line, [columns[at] for at in kept]] = history.of(segment)[kept]
    return grid


def enough(panel: Panel, windows: Mapping[str, Window]) -> Panel:
    """Return the panel with those segments alone that know most of what the best one knows."""
    counts = panel.known(windows).sum(axis=1)
    kept = np.flatnonzero((counts >= MOST_OF * max(counts.max(initial=0), 1)) & (counts > 0))
    return Panel(
        panel.by,
        tuple(panel.segments[at] for at in kept),
        panel.periods,
        panel.y[kept],
        {name: values[kept] for name, values in panel.x.items()},
        panel.odd,
    )


def varies(values: Floats) -> bool:
    """Return whether a metric, segments x periods, differs between the segments by more than constants."""
    there = np.isfinite(values)
    if not there.any():
        return False
    counts = np.maximum(there.sum(axis=1, keepdims=True), 1)
    away = np.where(there, values - np.where(there, values, 0.0).sum(axis=1, keepdims=True) / counts, 0.0)
    common = away.sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    own = np.where(there, away - common, 0.0)
    return float((own**2).sum()) > _DIFFERS * float((away**2).sum())


def rows_of(panel: Panel, windows: Mapping[str, Window]) -> Rows:
    """Return the rows where everything is known; the drivers in the order of `windows`, their lags from low to high."""
    cell, time = np.nonzero(panel.known(windows))
    columns = [
        panel.lagged(driver, lag)[cell, time] for driver, (low, high) in windows.items() for lag in range(low, high + 1)
    ]
    x = np.column_stack(columns) if columns else np.empty((len(cell), 0))
    return Rows(cell.astype(np.int64), time.astype(np.int64), panel.y[cell, time], x)


def joint(panel: Panel, windows: Mapping[str, Window], *, needs: str | None = None) -> tuple[str, ...]:
    """Return which drivers are fitted together: as many as leave most of the rows, the longest known ones first.

    Parameters
    ----------
    panel : Panel
        With all drivers of `windows`.
    windows : mapping of str to tuple of int
        The lags of each.
    needs : str, optional
        A driver that must be among them; the one known longest where left out.
    """
    alone = {name: int(panel.known({name: window}).sum()) for name, window in windows.items()}
    order = sorted(windows, key=lambda name: (name != needs, -alone[name], name))
    chosen: dict[str, Window] = {}
    rows = 0
    for name in order:
        wider = {**chosen, name: windows[name]}
        count = int(panel.known(wider).sum())
        if not chosen or count >= _KEEPS * rows:
            chosen, rows = wider, count
    return tuple(sorted(chosen))


def adds_up(whole: History | None, parts: History) -> bool:
    """Return whether a metric of the enterprise is the sum of its segments, rather than their weighted mean.

    Told from the histories: the recent whole is compared with both. Without a whole, ratios are means and all
    else is a sum.
    """
    if whole is None:
        return parts.denominator is None
    at_whole = {period.start: place for place, period in enumerate(whole.periods)}
    shared = [at for at, period in enumerate(parts.periods) if period.start in at_whole][-_RECENT:]
    if not shared:
        return parts.denominator is None
    total = whole.total[[at_whole[parts.periods[at].start] for at in shared]]
    values, weights = parts.value[:, shared], _weights(parts)[:, shared]
    there = np.isfinite(values)
    filled, weight = np.where(there, values, 0.0), np.where(there, weights, 0.0)
    summed = filled.sum(axis=0)
    mean = (filled * weight).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-300)
    known = np.isfinite(total) & there.any(axis=0)
    if not known.any():
        return parts.denominator is None
    return float(np.abs(summed - total)[known].sum()) < float(np.abs(mean - total)[known].sum())


def _weights(parts: History) -> Floats:
    return parts.denominator if parts.denominator is not None else parts.n


def _recent_shares(values: Floats) -> Floats:
    """Return each segment's share of the recent sum; equal shares where there is none."""
    recent = np.where(np.isfinite(values), values, 0.0)[:, -_RECENT:].sum(axis=1)
    total = recent.sum()
    if total == 0 or (recent < 0).any():
        return np.full(len(recent), 1 / len(recent))
    return np.asarray(recent / total)


def company_factor(
    outcome: History, driver: History, *, outcome_whole: History | None, driver_whole: History | None
) -> float:
    """Return what a segment's effect per unit is multiplied with to be that of the enterprise.

    Where the outcome is a weighted mean, segments count by their recent weights, else each fully. A unit more of a
    driver that adds up is split over the segments by their recent shares; of any other, each segment gets it whole.
    """
    names = outcome.segments
    totals = adds_up(outcome_whole, outcome)
    counts = np.ones(len(names)) if totals else _recent_shares(_weights(outcome))
    if not adds_up(driver_whole, driver):
        return float(counts.sum())
    shares = dict(zip(driver.segments, _recent_shares(driver.value), strict=True))
    return float(sum(count * shares.get(name, 0.0) for name, count in zip(names, counts, strict=True)))
