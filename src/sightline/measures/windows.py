"""Moving windows: the days over which a cumulative metric sums, and how far back a request has to look.

A window ends with its period. It begins a span earlier, or with the calendar or fiscal year. Where it begins in the
middle of a period (12 months, asked by week), days are summed instead of periods.
"""

from __future__ import annotations

from datetime import date, timedelta

from sightline.model.declarations import Metric
from sightline.model.expressions import formula_lags, parse_formula
from sightline.model.model import Model
from sightline.periods import Calendar, Grain, Period, Span

__all__ = ["base_grain", "first_needed", "window_start"]


def window_start(over: str, period: Period, calendar: Calendar) -> date:
    """Return the first day of the window of a cumulative metric that ends with `period`.

    Examples
    --------
    >>> calendar = Calendar()
    >>> window_start("12 months", calendar.parse("2026-03"), calendar)
    datetime.date(2025, 4, 1)
    >>> window_start("year to date", calendar.parse("2026-03"), calendar)
    datetime.date(2026, 1, 1)
    """
    last = period.end - timedelta(days=1)
    if over == "year to date":
        return date(last.year, 1, 1)
    if over == "fiscal year to date":
        return calendar.period_of(last, Grain.YEAR).start
    span = Span.parse(over)
    count = span.periods(period.grain)
    if count is not None:
        return calendar.shift(period, 1 - count).start
    return span.add_to(period.end, -1)


def base_grain(over: str, grain: Grain, calendar: Calendar) -> Grain:
    """Return the grain whose periods make up the window of a cumulative metric asked at `grain`."""
    if over == "fiscal year to date":
        return grain if calendar.rolls_up(grain, Grain.YEAR) else Grain.DAY
    if over == "year to date":
        return grain if _starts_in_january(grain, calendar) else Grain.DAY
    return grain if Span.parse(over).periods(grain) is not None else Grain.DAY


def _starts_in_january(grain: Grain, calendar: Calendar) -> bool:
    """Return whether a period of `grain` starts on every first of January."""
    if calendar.weeks or grain == Grain.WEEK:
        return grain == Grain.DAY
    months = {Grain.QUARTER: 3, Grain.YEAR: 12}.get(grain, 1)
    return (calendar.fiscal_year_starts - 1) % months == 0


def first_needed(model: Model, name: str, grain: Grain, since: date) -> date:
    """Return the first day whose rows a metric needs to have all its values from the period that starts at `since`."""
    declared = model.metric(name)
    if not isinstance(declared, Metric):
        return since
    calendar = model.calendar
    period = calendar.period_of(since, grain)
    if declared.formula is not None:
        lags = formula_lags(parse_formula(declared.formula))
        starts = [
            first_needed(model, one, grain, calendar.shift(period, -max(steps)).start) for one, steps in lags.items()
        ]
        return min((since, *starts))
    if declared.cumulative is not None:
        start = min(since, window_start(declared.cumulative.over, period, calendar))
        return first_needed(model, declared.cumulative.of, grain, calendar.period_of(start, grain).start)
    return since
