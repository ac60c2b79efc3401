"""Cumulative metrics as weights: how much each earlier period counts in a moving window.

A window ends with its period and begins a span earlier, or with the calendar or fiscal year. A period that lies in it
in part counts by its days. Amounts are summed; of a rate the window holds the mean, weighted by what the rate is taken
over (its denominators) where these are known, and evenly where they are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from sqlglot import exp

from sightline.model.arithmetic import Array
from sightline.model.declarations import Metric
from sightline.model.expressions import ExpressionError, read_aggregate
from sightline.model.process_metrics import YieldedMetric
from sightline.periods import Calendar, Grain, Period, Span
from sightline.records import History
from sightline.units import parse_unit

__all__ = ["Window", "start_of", "weights", "window_of"]

_ADDING_KINDS = ("cases", "count", "violations")
_ADDING = (exp.Sum, exp.Count, exp.CountIf)
_RECENT = 12


@dataclass(frozen=True, slots=True)
class Window:
    """What a cumulative metric sums.

    Parameters
    ----------
    of : str
        The metric.
    over : str
        The span, `year to date` or `fiscal year to date`.
    mean : bool
        Whether it is the weighted mean of a rate instead of a sum.
    sizes : mapping of str to float
        What the rate is taken over, by label of period; empty where it is not known.
    """

    of: str
    over: str
    mean: bool = False
    sizes: Mapping[str, float] = field(default_factory=dict)


def window_of(of: str, over: str, declared: Metric | YieldedMetric, history: History | None) -> Window:
    """Return the window over the metric `of`, which is declared so and has that history (None: none is known)."""
    if not _is_rate(declared):
        return Window(of, over)
    sizes: dict[str, float] = {}
    if history is not None:
        counted = history.n if history.denominator is None else history.denominator
        sizes = {
            label: float(size) for label, size in zip(history.labels, counted[0], strict=True) if np.isfinite(size)
        }
    return Window(of, over, mean=True, sizes=sizes)


def weights(window: Window, periods: Sequence[Period], calendar: Calendar) -> Array:
    """Return how much each period counts in each window.

    Returns
    -------
    array, periods x periods
        Row: the period with which the window ends; column: the period that counts in it. A window that begins before
        the first period has NaN there in its first column: what it holds is not known.
    """
    count = len(periods)
    table = np.zeros((count, count))
    sizes = _sizes(window, periods)
    for row, period in enumerate(periods):
        start = start_of(window.over, period, calendar)
        for column in range(row, -1, -1):
            inside = (periods[column].end - max(start, periods[column].start)).days
            if inside <= 0:
                break
            table[row, column] = inside / periods[column].days
        if window.mean:
            table[row] *= sizes
            table[row] /= table[row].sum() or 1.0
        if start < periods[0].start:
            table[row, 0] = np.nan
    return table


def _sizes(window: Window, periods: Sequence[Period]) -> Array:
    """Return what a rate is taken over in each period; ahead, what it was of late."""
    known = np.array([window.sizes.get(period.label, np.nan) for period in periods])
    recent = known[np.isfinite(known)][-_RECENT:]
    usual = float(recent.mean()) if len(recent) and recent.mean() > 0 else 1.0
    return np.where(np.isfinite(known), known, usual)


def start_of(over: str, period: Period, calendar: Calendar) -> date:
    """Return the first day of the window that ends with a period."""
    last = period.end - timedelta(days=1)
    if over == "year to date":
        return date(last.year, 1, 1)
    if over == "fiscal year to date":
        return calendar.period_of(last, Grain.YEAR).start
    span = Span.parse(over)
    count = span.periods(period.grain)
    return calendar.shift(period, 1 - count).start if count is not None else span.add_to(period.end, -1)


def _is_rate(declared: Metric | YieldedMetric) -> bool:
    """Return whether a metric is averaged over a window: ratios, durations, conversions, formulas in a rate unit."""
    if isinstance(declared, YieldedMetric):
        return declared.kind not in _ADDING_KINDS
    if declared.formula is not None:
        unit = parse_unit(declared.unit)
        return unit.symbol != "count" and (not unit.dimensions or "/" in unit.symbol)
    if declared.measure is not None:
        try:
            tree = read_aggregate(declared.measure)
        except ExpressionError:
            return False
        return any(not isinstance(one, _ADDING) for one in tree.find_all(exp.AggFunc))
    return declared.ratio is not None or declared.duration is not None or declared.conversion is not None
